import type { RefusalKind } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { emptyState, facts } from "#screens/components/data.ts";
import { field } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { environmentPlace } from "../places.ts";
import type { ErrorCode } from "./codes.ts";
import { errorCodes } from "./codes.ts";
import type { Found } from "./search.ts";
import { topicsByTask } from "./tasks.ts";

export const helpIndexScreen: Screen = { id: "THLP002", name: { ja: "ヘルプの目次", en: "Help by task" } };
export const errorCodesScreen: Screen = {
  id: "THLP003",
  name: { ja: "エラーコード一覧", en: "Error codes" },
};
export const errorCodeScreen: Screen = {
  id: "THLP004",
  name: { ja: "エラーコードの説明", en: "Error code" },
};

const texts = defineTexts({
  ja: {
    search: "ヘルプを検索する",
    words: "調べたいことば、またはエラーコード",
    go: "検索",
    found: (asked: string, count: number): string => `「${asked}」の検索結果（${count}件）`,
    none: "見つかりませんでした。別のことばでお試しください。",
    codes: "エラーコード一覧",
    code: "エラーコード",
    cause: "内容",
    action: "ご対応",
    more: "解決しないとき",
    index: "ヘルプの目次へ",
    kinds: {
      invalid: "入力内容を直して、もう一度お試しください。同じ内容のままでは、何度送っても進めません。",
      unauthenticated: "ご本人の確認ができていません。入力した内容やお使いの電子証明書をご確認ください。",
      forbidden: "いまのご契約内容や権限では行えません。上のご対応のとおり、担当の方へご依頼ください。",
      notFound: "対象が見つかりません。一覧の画面を開き直して、最新の状況をご確認ください。",
      conflict: "ほかの操作や状況と重なっています。最新の状況をご確認のうえ、もう一度お試しください。",
      tooMany: "短い時間に続けて操作されました。時間をおいてからお試しください。",
      unavailable: "こちらの都合で一時的に行えません。しばらくしてからお試しください。",
    } satisfies Record<RefusalKind, string>,
    desk: "それでも解決しないときは、エラーコードと、画面に表示された「お問い合わせ番号」をヘルプデスクへお知らせください。",
  },
  en: {
    search: "Search the help",
    words: "Words, or an error code",
    go: "Search",
    found: (asked: string, count: number): string => `${count} found for “${asked}”`,
    none: "Nothing was found. Please try other words.",
    codes: "All error codes",
    code: "Error code",
    cause: "What happened",
    action: "What to do",
    more: "If that does not help",
    index: "To the help by task",
    kinds: {
      invalid: "Correct what you entered and send it again. As it was, it cannot succeed.",
      unauthenticated:
        "It is not proved who you are. Please check what you typed, and which certificate you use.",
      forbidden: "Your contract or your role does not allow it. Please ask whoever is named above.",
      notFound: "It is not there. Please open the list again to see how things are now.",
      conflict: "Something else stands in the way. Please see how things are now, and try again.",
      tooMany: "That was too often in a short time. Please wait before you try again.",
      unavailable: "We cannot at the moment. Please try again later.",
    },
    desk: "If it still does not work, tell the help desk the error code and the support ID that was shown.",
  },
});

/** What was searched for, and what was found. */
export interface SearchModel {
  readonly asked: string;
  readonly found: readonly Found[];
}

const searchForm = (page: PageContext, asked: string): Fragment => {
  const text = texts[page.language];
  const input = field(page, {
    name: "q",
    label: text.words,
    autocomplete: "off",
    maxLength: 100,
    value: asked,
    isOptional: true,
  });
  return html`<search class="card reading"><form class="form" method="get" action="/help" aria-label="${text.search}">${input}<div class="actions">${submitButton(text.go)}</div></form></search>`;
};

const results = (page: PageContext, { asked, found }: SearchModel): Fragment => {
  const text = texts[page.language];
  return html`<section class="flow reading" aria-labelledby="found"><h2 id="found">${text.found(asked, found.length)}</h2>${
    found.length === 0
      ? emptyState(text.none)
      : html`<ul>${found.map(
          ({ path, title, text: said }) =>
            html`<li><a href="${path}">${inLanguage(page, title)}</a><br><span class="quiet">${inLanguage(page, said)}</span></li>`,
        )}</ul>`
  }</section>`;
};

const contents = (page: PageContext): Fragment =>
  html`<div class="columns">${topicsByTask.map(
    ([task, topics]) =>
      html`<section class="flow"><h2>${inLanguage(page, task)}</h2><ul>${topics.map(
        ({ id, topic }) => html`<li><a href="/help/${id}">${inLanguage(page, topic.name)}</a></li>`,
      )}</ul></section>`,
  )}</div>`;

/** THLP002: every topic by task, and a search over topics and error codes that needs no script. */
export const helpIndexPage = (page: PageContext, search?: SearchModel): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: helpIndexScreen,
    hasHelp: false,
    main: html`${searchForm(page, search?.asked ?? "")}${search !== undefined && results(page, search)}${contents(page)}<p class="actions">${linkButton(text.codes, "/errors", { tone: "secondary" })}${linkButton(inLanguage(page, environmentPlace.name), environmentPlace.path, { tone: "secondary" })}</p>`,
  });
};

/** THLP003: every error code with what happened. */
export const errorCodesPage = (page: PageContext): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: errorCodesScreen,
    hasHelp: false,
    main: html`<ul>${errorCodes.map(
      ({ code, cause }) => html`<li><a href="/errors/${code}">${code}</a><br>${inLanguage(page, cause)}</li>`,
    )}</ul><p class="actions">${linkButton(text.index, "/help", { tone: "secondary" })}</p>`,
  });
};

/** THLP004: one error code: what happened, what to do, and what if that does not help. */
export const errorCodePage = (page: PageContext, { code, kind, cause, action }: ErrorCode): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: errorCodeScreen,
    hasHelp: false,
    main: html`<div class="flow reading">${facts([
      [text.code, html`<code>${code}</code>`],
      [text.cause, inLanguage(page, cause)],
      [text.action, inLanguage(page, action)],
    ])}<section class="flow"><h2>${text.more}</h2><p>${text.kinds[kind]}</p><p>${text.desk}</p></section><p class="actions">${linkButton(text.index, "/help", { tone: "secondary" })}</p></div>`,
  });
};
