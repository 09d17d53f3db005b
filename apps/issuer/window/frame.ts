import { attributes, documentText, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { icon } from "#screens/components/icon.ts";
import type { Language } from "../cli/texts.ts";
import { VERSION } from "../version.ts";
import { texts } from "./texts.ts";

/** What every page needs to know. */
export interface PageContext {
  readonly language: Language;
  /** Where all pages are, with a slash at both ends. */
  readonly base: string;
  /** The state of the desk that this page shows. */
  readonly version: number;
  readonly deviceName: string;
  readonly osUser: string;
  readonly timeZone: string;
  readonly now: Temporal.Instant;
  /** Where the log is, so that it can be named. */
  readonly logFile: string;
}

/** One screen of the application. */
export interface PageContent {
  /** `CCHK001`, of the documents; `TCHK…` are this application's own. */
  readonly id: string;
  readonly title: string;
  readonly main: HtmlValue;
  /** What was entered was refused: said first in the title. */
  readonly isRefusal?: boolean;
  /** Something is being done: the page says so to screen readers, and takes no input. */
  readonly isBusy?: boolean;
}

const LANGUAGES = { ja: { code: "en", name: "English" }, en: { code: "ja", name: "日本語" } } as const;

const switchLanguage = (page: PageContext): Fragment => {
  const other = LANGUAGES[page.language];
  const label = attributes({ "aria-label": texts.language[page.language] });
  return html`<form class="language-switch" method="post" action="${page.base}language" ${label}><button type="submit" name="language" value="${other.code}" lang="${other.code}">${other.name}</button></form>`;
};

/** A form that asks for something to be done. It names the state it was shown in: what came later is not answered. */
export const actionForm = (
  page: PageContext,
  path: string,
  content: HtmlValue,
  className = "form",
): Fragment =>
  html`<form class="${className}" method="post" action="${page.base}${path}"><input type="hidden" name="version" value="${page.version}">${content}</form>`;

/** Code and support ID, for the conversation with the help desk. */
export const codes = ({ language }: PageContext, code: string, supportId: string | undefined): Fragment =>
  html`<dl class="codes"><div><dt>${texts.code[language]}</dt><dd><code>${code}</code></dd></div>${
    supportId !== undefined &&
    html`<div><dt>${texts.supportId[language]}</dt><dd><code>${supportId}</code></dd></div>`
  }</dl>`;

/** A whole page, as text to send. */
export const renderWindow = (page: PageContext, content: PageContent): string => {
  const { language, base } = page;
  const { id, title, main, isRefusal = false, isBusy = false } = content;
  const root = attributes({ lang: language, "data-version": String(page.version) });
  const prefix = isRefusal ? texts.errorTitle[language] : "";
  const device = `${page.deviceName} / ${page.osUser}`;
  return documentText(
    html`<html ${root}><head><meta charset="utf-8"><title>${prefix}${title} (${id}) | ${texts.application[language]}</title><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="${base}window.css"><script type="module" src="${base}window.js"></script></head><body class="window"><header class="site-header"><div class="width"><p class="identity">${icon("pass")}<span><span class="identity-name">${texts.application[language]}</span> <span class="identity-service">${texts.thisPc[language]}: ${device}</span></span></p><div class="header-tools">${switchLanguage(page)}</div></div></header><main id="main" class="width" ${attributes({ "aria-busy": isBusy ? "true" : undefined })}><div class="page-title"><h1>${title}</h1><div class="screen-id"><span>${texts.screen[language]} ${id}</span></div></div><div class="sections">${main}</div></main><footer class="site-footer"><div class="width"><p>${texts.version[language]} ${VERSION}</p><p><a href="${base}examination">${texts.examine[language]}</a></p></div></footer></body></html>`,
  );
};
