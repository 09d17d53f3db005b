import { html } from "#platform/html/html.ts";
import { banner, codes } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { environmentPlace } from "./places.ts";

/** What a page about a problem says. */
export interface Problem {
  readonly code: string;
  readonly cause: { readonly ja: string; readonly en: string };
  readonly action: { readonly ja: string; readonly en: string };
}

export const problemScreen: Screen = {
  id: "TERR001",
  name: { ja: "お手続きを続けられません", en: "We cannot go on" },
};

export const notFoundScreen: Screen = {
  id: "TERR404",
  name: { ja: "ページが見つかりません", en: "Page not found" },
};

const texts = {
  toStart: { ja: "最初の画面へ", en: "To the first page" },
} as const;

/** Cause, next action, code and support id: the page for whatever could not be done. */
export const problemPage = (page: PageContext, problem: Problem, screen: Screen = problemScreen): string =>
  renderPage(page, {
    screen,
    isRefusal: true,
    hasHelp: false,
    main: html`<div class="reading flow">${banner({
      tone: "error",
      title: inLanguage(page, problem.cause),
      body: html`<p>${inLanguage(page, problem.action)}</p>${codes(page, problem.code)}`,
    })}<p class="actions">${linkButton(inLanguage(page, texts.toStart), "/", { tone: "secondary" })}${linkButton(inLanguage(page, environmentPlace.name), environmentPlace.path, { tone: "quiet" })}</p></div>`,
  });
