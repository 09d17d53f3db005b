import { attributes, documentText, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { markPath, stylesheetPath } from "#screens/assets/assets.ts";
import { scriptPath } from "#screens/assets/scripts.ts";
import type { ScriptName } from "#screens/assets/scripts.ts";
import { icon } from "./icon.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext, Place, Screen } from "./page-context.ts";
import { siteFooter } from "./site-footer.ts";
import { siteHeader } from "./site-header.ts";

const texts = {
  skip: { ja: "本文へ進む", en: "Skip to the content" },
  breadcrumb: { ja: "現在の位置", en: "You are here" },
  screenId: { ja: "画面", en: "Screen" },
  help: { ja: "ヘルプ", en: "Help" },
  errorTitle: { ja: "エラー：", en: "Error: " },
} as const;

/** The content of one screen. */
export interface PageContent {
  readonly screen: Screen;
  readonly main: HtmlValue;
  /** Where the screen belongs in a procedure, above its name: 証明書取得. */
  readonly parent?: string;
  /** The pages above this one. */
  readonly breadcrumb?: readonly Place[];
  /** What was sent has been refused: said first in the title. */
  readonly isRefusal?: boolean;
  /** Programs that make the page easier; it has to do its work without them unless its room says otherwise. */
  readonly scripts?: readonly ScriptName[];
  /** False where no help page exists: the help pages themselves, and errors. */
  readonly hasHelp?: boolean;
}

const breadcrumb = (page: PageContext, { breadcrumb: places = [], screen }: PageContent): HtmlValue =>
  places.length > 0 &&
  html`<nav class="width breadcrumb" aria-label="${inLanguage(page, texts.breadcrumb)}"><ol role="list">${places.map(
    (place) => html`<li><a href="${place.path}">${inLanguage(page, place.name)}</a></li>`,
  )}<li aria-current="page">${inLanguage(page, screen.name)}</li></ol></nav>`;

const titleBlock = (page: PageContext, { screen, parent, hasHelp = true }: PageContent): Fragment =>
  html`<div class="page-title"><div>${
    parent !== undefined && html`<p class="page-title-parent">${parent}</p>`
  }<h1>${inLanguage(page, screen.name)}</h1></div><div class="screen-id"><span>${inLanguage(page, texts.screenId)} ${screen.id}</span>${
    hasHelp && html`<a href="/help/${screen.id}">${icon("help")}${inLanguage(page, texts.help)}</a>`
  }</div></div>`;

/** A page with a field for a secret offers the software keyboard there, unless the institution does not. */
const offersKeyboard = ({ institution }: PageContext, main: Fragment): boolean =>
  institution.secrets.softwareKeyboard !== "off" && main.toString().includes('type="password"');

const head = (page: PageContext, content: PageContent): Fragment => {
  const { institution } = page;
  const name = inLanguage(page, content.screen.name);
  const prefix = content.isRefusal === true ? inLanguage(page, texts.errorTitle) : "";
  const site = `${inLanguage(page, institution.displayName)} ${inLanguage(page, institution.serviceName)}`;
  return html`<head><meta charset="utf-8"><title>${prefix}${name} (${content.screen.id}) | ${site}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><link rel="icon" href="${markPath(institution.appearance.accent)}" type="image/svg+xml"><link rel="stylesheet" href="${stylesheetPath}">${content.scripts?.map(
    (script) => html`<script type="module" src="${scriptPath(script)}"></script>`,
  )}</head>`;
};

/** A whole page, as text to send. */
export const renderPage = (page: PageContext, content: PageContent): string => {
  const { appearance, secrets } = page.institution;
  const main = html`${content.main}`;
  const keyboard = offersKeyboard(page, main);
  const scripts = keyboard ? [...(content.scripts ?? []), "software-keyboard" as const] : content.scripts;
  const root = attributes({
    lang: page.language,
    "data-accent": appearance.accent,
    "data-software-keyboard": keyboard ? secrets.softwareKeyboard : undefined,
    "data-software-keyboard-keys": keyboard && !secrets.lettersAndDigits ? "all" : undefined,
  });
  return documentText(
    html`<html ${root}>${head(page, { ...content, ...(scripts !== undefined && { scripts }) })}<body><a class="skip-link" href="#main">${inLanguage(page, texts.skip)}</a>${siteHeader(page)}${breadcrumb(page, content)}<main id="main" class="width" tabindex="-1">${titleBlock(page, content)}<div class="sections">${main}</div></main>${siteFooter(page)}</body></html>`,
  );
};
