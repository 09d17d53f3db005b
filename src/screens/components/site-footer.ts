import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";
import { telephone } from "./site-header.ts";

const texts = {
  contact: { ja: "お問い合わせ", en: "Contact" },
  safety: { ja: "安全にご利用いただくために", en: "For your safety" },
  noMail: {
    ja: "当サービスから、ログイン画面へのリンクを記載したメールをお送りすることはありません。",
    en: "We never send mail with a link to the login page.",
  },
  noAsk: {
    ja: "職員が電話やメールでパスワードや暗証番号をお尋ねすることはありません。",
    en: "Our staff never ask for passwords or PINs by telephone or mail.",
  },
} as const;

/** Whom to call, and what the institution never does. */
export const siteFooter = (page: PageContext): Fragment => {
  const { contact, displayName, code } = page.institution;
  return html`<footer class="site-footer"><div class="width"><section><h2>${inLanguage(page, texts.contact)}</h2><p>${inLanguage(page, contact.helpDeskName)}</p><p><a href="${telephone(contact.helpDeskPhone)}">${contact.helpDeskPhone}</a></p><p>${inLanguage(page, contact.helpDeskHours)}</p></section><section><h2>${inLanguage(page, texts.safety)}</h2><p>${inLanguage(page, texts.noMail)}</p><p>${inLanguage(page, texts.noAsk)}</p></section><small>${inLanguage(page, displayName)} (${code})</small></div></footer>`;
};
