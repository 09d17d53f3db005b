import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { submitButton } from "./button.ts";
import { postForm } from "./form.ts";
import { icon } from "./icon.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

const texts = {
  home: { ja: "先頭ページへ", en: "to the first page" },
  menu: { ja: "メニュー", en: "Menu" },
  logout: { ja: "ログアウト", en: "Log out" },
  user: { ja: "様", en: "" },
  switchLabel: { ja: "表示言語の切り替え", en: "Change the language" },
} as const;

/** The language to change to, in its own words. */
const otherLanguage = { ja: { code: "en", name: "English" }, en: { code: "ja", name: "日本語" } } as const;

const languageSwitch = (page: PageContext): Fragment => {
  const other = otherLanguage[page.language];
  const content = html`<input type="hidden" name="path" value="${page.path}"><button type="submit" name="language" value="${other.code}" lang="${other.code}">${other.name}</button>`;
  return postForm(page, "/language", content, {
    className: "language-switch",
    label: inLanguage(page, texts.switchLabel),
  });
};

/** Digits and plus only: what a telephone can dial. */
export const telephone = (number: string): string => `tel:${number.replaceAll(/[^+0-9]/g, "")}`;

/** Menu, name and logout of whoever is logged in. */
const sessionBar = (page: PageContext): HtmlValue => {
  const { visitor } = page;
  if (visitor === undefined) return undefined;
  const entries = visitor.menu.map((place) => {
    const isHere = page.path === place.path || page.path.startsWith(`${place.path}/`);
    return html`<li><a href="${place.path}" ${attributes({ "aria-current": isHere ? "page" : undefined })}>${inLanguage(page, place.name)}</a></li>`;
  });
  const logout = postForm(page, "/logout", submitButton(inLanguage(page, texts.logout), { tone: "quiet" }), {
    className: "logout",
  });
  return html`<div class="session-bar"><div class="width">${
    entries.length > 0 &&
    html`<nav aria-label="${inLanguage(page, texts.menu)}"><ul role="list">${entries}</ul></nav>`
  }<p class="session-user"><strong>${visitor.userName}</strong> ${inLanguage(page, texts.user)} <span class="quiet">${visitor.identity}</span></p>${logout}</div></div>`;
};

/** The institution's name, its telephone, the language; the menu of whoever is logged in. */
export const siteHeader = (page: PageContext): Fragment => {
  const { contact, displayName, serviceName } = page.institution;
  return html`<header class="site-header"><div class="width"><a class="identity" href="/">${icon("pass")}<span><span class="identity-name">${inLanguage(page, displayName)}</span> <span class="identity-service">${inLanguage(page, serviceName)}</span></span></a><div class="header-tools"><div class="help-desk">${inLanguage(page, contact.helpDeskName)}<a href="${telephone(contact.helpDeskPhone)}">${contact.helpDeskPhone}</a></div>${languageSwitch(page)}</div></div>${sessionBar(page)}</header>`;
};
