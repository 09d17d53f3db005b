import { html } from "#platform/html/html.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import type { Bilingual } from "../../core/key-store.ts";
import type { ShownFailure } from "../desk.ts";
import { failureBanner } from "../failure-banner.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as common } from "../texts.ts";

const texts = {
  title: { ja: "完了できませんでした", en: "It could not be completed" },
  abnormal: { ja: "異常終了", en: "Abnormal end" },
  nothingLost: {
    ja: "このPCに不要な鍵や証明書は残っていません。同じ操作をもう一度行っても、二重に発行されることはありません。",
    en: "Nothing useless was left on this PC. Doing the same again issues nothing twice.",
  },
  log: { ja: "記録（ログ）の場所", en: "The log is at" },
  toList: { ja: "証明書一覧へ", en: "To the certificates" },
} as const satisfies Record<string, Bilingual>;

/** What went wrong, in one code, one cause, one action; CCHK902 where it is the application itself. */
export const failurePage = (page: PageContext, failure: ShownFailure): string => {
  const { language } = page;
  const isOurs = failure.code === "APPLICATION_FAULT";
  return renderWindow(page, {
    id: isOurs ? "CCHK902" : "TCHK003",
    title: (isOurs ? texts.abnormal : texts.title)[language],
    isRefusal: true,
    main: html`<div class="flow reading">${failureBanner(page, failure, true)}<p>${texts.nothingLost[language]}</p><p class="quiet">${texts.log[language]}: <code>${page.logFile}</code></p>${actionForm(
      page,
      "back",
      html`<div class="actions">${submitButton(texts.toList[language])}${linkButton(common.examine[language], `${page.base}examination`, { tone: "secondary" })}</div>`,
    )}</div>`,
  });
};
