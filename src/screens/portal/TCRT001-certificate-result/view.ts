import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner, codes } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { environmentPlace } from "../places.ts";
import { hintsFor } from "./hints.ts";

export const certificateResultScreen: Screen = {
  id: "TCRT001",
  name: { ja: "電子証明書でログインできませんでした", en: "The certificate did not log you in" },
};

const texts = defineTexts({
  ja: {
    again: "もう一度証明書を選ぶ",
    againHelp: "ブラウザを閉じる必要はありません。証明書を選ぶ画面がもう一度開きます。",
    acquire: "電子証明書の取得へ",
    back: "ログイン画面へ",
    hints: "ご確認ください",
  },
  en: {
    again: "Choose a certificate again",
    againHelp: "There is no need to close the browser. The list of certificates will open anew.",
    acquire: "Get a certificate",
    back: "To the login page",
    hints: "Please check",
  },
});

/** Which refusal it is, what to do, and a way to choose again that works without restarting the browser (A7.1). */
export const certificateResultPage = (page: PageContext, refusal: DescribedRefusal): string => {
  const text = texts[page.language];
  const { hints, offersAcquisition } = hintsFor(refusal.code);
  return renderPage(page, {
    screen: certificateResultScreen,
    isRefusal: true,
    main: html`<div class="reading flow">${banner({
      tone: "error",
      title: inLanguage(page, refusal.cause),
      body: html`<p>${inLanguage(page, refusal.action)}</p>${codes(page, refusal.code)}`,
      focus: true,
    })}${
      hints.length > 0 &&
      html`<section class="flow"><h2>${text.hints}</h2><ul>${hints.map((hint) => html`<li>${inLanguage(page, hint)}</li>`)}</ul></section>`
    }<div class="flow">${postForm(
      page,
      "/login/certificate",
      html`<div class="actions">${submitButton(text.again)}${
        offersAcquisition && linkButton(text.acquire, "/certificate/acquire", { tone: "secondary" })
      }${linkButton(text.back, "/login", { tone: "quiet" })}${linkButton(inLanguage(page, environmentPlace.name), environmentPlace.path, { tone: "quiet" })}</div>`,
    )}<p class="quiet">${text.againHelp}</p></div></div>`,
  });
};
