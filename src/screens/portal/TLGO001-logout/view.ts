import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";

export const logoutScreen: Screen = { id: "TLGO001", name: { ja: "ログアウト", en: "Logged out" } };

const texts = defineTexts({
  ja: {
    done: "ログアウトしました",
    thanks: "ご利用ありがとうございました。共用のパソコンをお使いの場合は、ブラウザも閉じてください。",
    again: "もう一度ログインする",
  },
  en: {
    done: "You have logged out",
    thanks: "Thank you. On a shared PC, close the browser as well.",
    again: "Log in again",
  },
});

/** After ログアウト. */
export const logoutPage = (page: PageContext): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: logoutScreen,
    hasHelp: false,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${text.thanks}</p>`,
    })}<p class="actions">${linkButton(text.again, "/login", { tone: "secondary" })}</p></div>`,
  });
};
