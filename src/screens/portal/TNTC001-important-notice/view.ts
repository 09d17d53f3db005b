import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { chip, facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone, daysLeftText } from "#screens/components/time.ts";
import type { ExpiringCertificate } from "../notices-first.ts";

export const importantNoticeScreen: Screen = {
  id: "TNTC001",
  name: { ja: "重要なお知らせ", en: "Important notice" },
};

const texts = defineTexts({
  ja: {
    title: "電子証明書の有効期限が近づいています",
    body: "有効期限を過ぎると、この電子証明書ではログインできなくなります。期限までに更新をお願いします。",
    link: "電子証明書の更新はこちら",
    validUntil: "有効期限",
    daysLeft: "残り日数",
    later: "あとで更新する場合は「次へ」を押してください。次回のログイン時にもう一度お知らせします。",
    next: "次へ",
  },
  en: {
    title: "Your certificate is about to expire",
    body: "After that, this certificate will no longer log you in. Please renew it in time.",
    link: "Renew your certificate here",
    validUntil: "Valid until",
    daysLeft: "Days left",
    later: "To renew it later, go on with “Next”. You will be told again at your next login.",
    next: "Next",
  },
});

/** 重要なお知らせ ([001]): shown after login, once a session, while renewal is open. */
export const importantNoticePage = (page: PageContext, { notAfter, window }: ExpiringCertificate): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: importantNoticeScreen,
    main: html`${banner({
      tone: "warning",
      title: text.title,
      heading: "h2",
      body: html`<p>${text.body}</p><p><a href="/certificate/renew">${text.link}</a></p>`,
    })}${facts([
      [text.validUntil, html`<strong>${dateAndTimeWithZone(page, notAfter)}</strong>`],
      [text.daysLeft, chip(daysLeftText(page.language, window.daysLeft), "warning")],
    ])}${postForm(page, "/notices/important", html`<p>${text.later}</p>${submitButton(text.next)}`)}`,
  });
};
