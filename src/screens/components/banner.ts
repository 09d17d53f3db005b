import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { icon } from "./icon.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

export type BannerTone = "info" | "success" | "warning" | "error";

export interface BannerOptions {
  readonly tone: BannerTone;
  readonly title: string;
  readonly body?: HtmlValue;
  /** `h2` where the banner opens a section of its own; plain text beside a heading that exists already. */
  readonly heading?: "h2" | "none";
  /** Takes the focus when the page opens: for the answer to what was just sent. One on a page. */
  readonly focus?: boolean;
}

/** A message with a sign, a title and what to do. */
export const banner = (options: BannerOptions): Fragment => {
  const { tone, title, body } = options;
  const root = attributes({
    class: `banner banner-${tone}`,
    role: options.focus === true ? (tone === "error" ? "alert" : "status") : undefined,
    tabindex: options.focus === true ? -1 : undefined,
    autofocus: options.focus === true,
  });
  const heading =
    options.heading === "h2"
      ? html`<h2 class="banner-title">${title}</h2>`
      : html`<p class="banner-title">${title}</p>`;
  return html`<div ${root}>${icon(tone)}${heading}${
    body !== undefined && html`<div class="banner-body">${body}</div>`
  }</div>`;
};

const texts = {
  code: { ja: "エラーコード", en: "Code" },
  supportId: { ja: "お問い合わせ番号", en: "Support ID" },
} as const;

/** Code and support id, for the conversation with the help desk. */
export const codes = (page: PageContext, code: string): Fragment =>
  html`<dl class="codes"><div><dt>${inLanguage(page, texts.code)}</dt><dd><code>${code}</code></dd></div><div><dt>${inLanguage(page, texts.supportId)}</dt><dd><code>${page.supportId}</code></dd></div></dl>`;

/** A refusal above the form that was refused: cause, action, code, support id. Takes the focus. */
export const refusalBanner = (page: PageContext, refusal: DescribedRefusal): Fragment =>
  banner({
    tone: "error",
    title: inLanguage(page, refusal.cause),
    body: html`<p>${inLanguage(page, refusal.action)}</p>${codes(page, refusal.code)}`,
    focus: true,
  });
