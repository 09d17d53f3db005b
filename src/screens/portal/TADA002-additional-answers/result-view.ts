import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";

export const additionalAnswersResultScreen: Screen = {
  id: "TADA003",
  name: { ja: "追加認証回答登録結果", en: "Your answers have been registered" },
};

const texts = defineTexts({
  ja: {
    done: "追加認証の質問と回答を登録しました",
    body: "必要なときに、登録した質問のうちの1つをおたずねします。登録のお知らせをメールでお送りしました。",
    toSettings: "お客様情報へ",
  },
  en: {
    done: "Your questions and answers have been registered",
    body: "We ask one of your questions where it is needed. A mail about this registration is on its way to you.",
    toSettings: "To your settings",
  },
});

/** TADA003: the answers are registered. */
export const additionalAnswersResultPage = (page: PageContext): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: additionalAnswersResultScreen,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${text.body}</p>`,
      focus: true,
    })}<p class="actions">${linkButton(text.toSettings, "/settings", { tone: "secondary" })}</p></div>`,
  });
};
