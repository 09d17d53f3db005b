import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { linkButton } from "#screens/components/button.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { telephone } from "#screens/components/site-header.ts";
import type { HelpItem, HelpTopic } from "./topics.ts";

export const helpScreen: Screen = { id: "THLP001", name: { ja: "ヘルプ", en: "Help" } };

const texts = defineTexts({
  ja: {
    parent: "ヘルプ",
    more: "解決しないとき",
    back: "元の画面へ",
    start: "最初の画面へ",
    index: "ヘルプの目次へ",
  },
  en: {
    parent: "Help",
    more: "If that does not help",
    back: "Back to the screen",
    start: "To the first page",
    index: "To the help by task",
  },
});

const item = (page: PageContext, { question, answer }: HelpItem, index: number): Fragment =>
  html`<section class="flow help-item"><h2 id="item-${index + 1}">${inLanguage(page, question)}</h2><p>${inLanguage(
    page,
    typeof answer === "function" ? answer(page.institution) : answer,
  )}</p></section>`;

/** Help of one screen, in the product: no manual to look for (A7.25). */
export const helpPage = (page: PageContext, topic: HelpTopic): string => {
  const text = texts[page.language];
  const { helpDeskName, helpDeskPhone, helpDeskHours } = page.institution.contact;
  const label = topic.path === undefined ? text.start : text.back;
  return renderPage(page, {
    screen: { id: helpScreen.id, name: topic.name },
    parent: text.parent,
    hasHelp: false,
    main: html`<div class="reading flow help">${topic.items.map((given, index) => item(page, given, index))}</div><section class="card flow reading"><h2>${text.more}</h2><p>${inLanguage(page, helpDeskName)} <a class="numbers" href="${telephone(helpDeskPhone)}">${helpDeskPhone}</a><br><span class="quiet">${inLanguage(page, helpDeskHours)}</span></p></section><p class="actions">${linkButton(label, topic.path ?? "/", { tone: "secondary" })}${linkButton(text.index, "/help", { tone: "quiet" })}</p>`,
  });
};
