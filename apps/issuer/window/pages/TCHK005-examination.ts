import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { chip, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { checkNames, type Finding } from "../../core/doctor.ts";
import type { Bilingual } from "../../core/key-store.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import type { Place } from "../places.ts";
import { placeKey } from "../places.ts";
import { texts as common } from "../texts.ts";
import { VERSION } from "../../version.ts";

const texts = {
  title: { ja: "接続と環境の確認", en: "Connection and environment" },
  good: { ja: "問題は見つかりませんでした。", en: "Nothing is wrong." },
  bad: { ja: "問題が見つかりました。", en: "Something is wrong." },
  check: { ja: "確認したこと", en: "Check" },
  outcome: { ja: "結果", en: "Outcome" },
  detail: { ja: "内容と対処", en: "Details and what to do" },
  again: { ja: "もう一度確認する", en: "Examine again" },
  report: { ja: "ヘルプデスクに送る内容", en: "For the help desk" },
  reportHelp: {
    ja: "パスワードや鍵は含まれません。選択してコピーし、そのままお送りください。",
    en: "No password and no key is in it. Select it, copy it, and send it as it is.",
  },
} as const satisfies Record<string, Bilingual>;

const outcomes: Readonly<Record<Finding["outcome"], readonly [Bilingual, ChipTone]>> = {
  good: [{ ja: "良好", en: "good" }, "success"],
  bad: [{ ja: "問題あり", en: "wrong" }, "error"],
  skipped: [{ ja: "未確認", en: "not looked at" }, "neutral"],
};

/** What can be sent to the help desk: facts, no secret, one line each. */
const reportOf = (page: PageContext, { server, institution }: Place, findings: readonly Finding[]): string =>
  [
    `tegata-issuer ${VERSION} ${process.platform} ${process.arch}`,
    `${page.now.toString()} ${page.timeZone}`,
    `${server.origin} ${institution}`,
    ...findings.map(({ check, outcome, detail, failure }) =>
      [check, outcome, failure?.code ?? "", detail].filter((part) => part !== "").join(" | "),
    ),
  ].join("\n");

/** TCHK005: what stands between this PC and a certificate (A7.20, A7.22). */
export const examinationPage = (page: PageContext, place: Place, findings: readonly Finding[]): string => {
  const { language } = page;
  const isGood = findings.every(({ outcome }) => outcome !== "bad");
  const rows = findings.map(({ check, outcome, detail, failure }): (string | Fragment)[] => {
    const [name, tone] = outcomes[outcome];
    return [
      checkNames[check][language],
      chip(name[language], tone),
      failure === undefined
        ? detail
        : html`<strong>${failure.cause[language]}</strong> (${failure.code})<br>${failure.action[language]}<br><span class="quiet">${detail}</span>`,
    ];
  });
  return renderWindow(page, {
    id: "TCHK005",
    title: texts.title[language],
    main: html`<div class="flow">${banner({ tone: isGood ? "success" : "error", title: texts[isGood ? "good" : "bad"][language], focus: true })}${table(
      texts.title[language],
      [
        { label: texts.check[language] },
        { label: texts.outcome[language] },
        { label: texts.detail[language] },
      ],
      rows,
    )}<section class="flow"><h2 id="report-title">${texts.report[language]}</h2><p class="field-help" id="report-help">${texts.reportHelp[language]}</p><pre class="report" id="report" tabindex="0" role="group" aria-labelledby="report-title" aria-describedby="report-help">${reportOf(page, place, findings)}</pre></section><div class="actions">${actionForm(
      page,
      "examine",
      html`<input type="hidden" name="place" value="${placeKey(place)}">${submitButton(texts.again[language], { tone: "secondary" })}`,
      "inline",
    )}${actionForm(page, "back", submitButton(common.back[language], { tone: "quiet" }), "inline")}</div></div>`,
  });
};
