import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { linkButton } from "./button.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

const texts = {
  label: { ja: "一覧のページ", en: "Pages of the list" },
  before: { ja: "前のページ", en: "Previous page" },
  after: { ja: "次のページ", en: "Next page" },
} as const;

/** One page of a list. */
export interface PagePart<Item> {
  readonly items: readonly Item[];
  /** Counted from 1. */
  readonly number: number;
  readonly pages: number;
}

/** The page that a query asks for; the first for what is no page, the last for what lies beyond. */
export const partOf = <Item>(
  all: readonly Item[],
  asked: string | undefined,
  perPage: number,
): PagePart<Item> => {
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const wanted = asked !== undefined && /^[1-9][0-9]{0,4}$/.test(asked) ? Number(asked) : 1;
  const number = Math.min(wanted, pages);
  return { items: all.slice((number - 1) * perPage, number * perPage), number, pages };
};

/** The ways to the pages before and after; nothing where there is one page. */
export const pager = (
  page: Pick<PageContext, "language">,
  path: string,
  { number, pages }: Pick<PagePart<unknown>, "number" | "pages">,
): Fragment | false => {
  if (pages === 1) return false;
  const to = (label: (typeof texts)["before"] | (typeof texts)["after"], target: number) =>
    linkButton(inLanguage(page, label), `${path}?page=${target}`, { tone: "secondary", size: "small" });
  return html`<nav class="actions" aria-label="${inLanguage(page, texts.label)}">${
    number > 1 && to(texts.before, number - 1)
  }<span class="numbers">${number} / ${pages}</span>${number < pages && to(texts.after, number + 1)}</nav>`;
};
