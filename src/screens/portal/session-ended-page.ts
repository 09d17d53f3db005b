import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { banner, codes } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";

export const sessionEndedScreen: Screen = {
  id: "TSES001",
  name: { ja: "ログアウトしました", en: "You have been logged out" },
};

const texts = { again: { ja: "もう一度ログインする", en: "Log in again" } } as const;

/** The session ended by itself: why, and what to do. */
export const sessionEndedPage = (page: PageContext, refusal: DescribedRefusal): string =>
  renderPage(page, {
    screen: sessionEndedScreen,
    hasHelp: false,
    main: html`<div class="flow reading">${banner({
      tone: "warning",
      title: inLanguage(page, refusal.cause),
      body: html`<p>${inLanguage(page, refusal.action)}</p>${codes(page, refusal.code)}`,
    })}<p class="actions">${linkButton(inLanguage(page, texts.again), "/login")}</p></div>`,
  });
