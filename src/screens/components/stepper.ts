import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { icon } from "./icon.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

const steps: readonly Bilingual[] = [
  { ja: "個人認証", en: "Identify yourself" },
  { ja: "証明書取得", en: "Acquire the certificate" },
  { ja: "処理中", en: "In progress" },
  { ja: "取得完了", en: "Done" },
];

const texts = {
  label: { ja: "証明書取得の手順", en: "Steps of acquiring a certificate" },
  done: { ja: "（完了）", en: " (done)" },
  now: { ja: "（現在）", en: " (now)" },
} as const;

/** Which step of acquiring a certificate this is: 個人認証 → 証明書取得 → 処理中 → 取得完了 ([003] BSMS001). */
export const acquisitionStepper = (page: PageContext, current: 1 | 2 | 3 | 4): Fragment =>
  stepper(page, { label: texts.label, steps, current });

/** Which step of a procedure this is, counted from 1; at the last one all are done. */
export const stepper = (
  page: Pick<PageContext, "language">,
  procedure: { readonly label: Bilingual; readonly steps: readonly Bilingual[]; readonly current: number },
): Fragment => {
  const { label, current } = procedure;
  const items = procedure.steps.map((step, index) => {
    const number = index + 1;
    const isDone = number < current || current === procedure.steps.length;
    const isNow = number === current;
    const item = attributes({
      class: isDone && !isNow ? "step-done" : undefined,
      "aria-current": isNow ? "step" : undefined,
    });
    return html`<li ${item}><span class="step-number" aria-hidden="true">${isDone ? icon("check") : number}</span>${inLanguage(page, step)}${
      (isDone || isNow) &&
      html`<span class="visually-hidden">${inLanguage(page, isNow ? texts.now : texts.done)}</span>`
    }</li>`;
  });
  return html`<ol class="stepper" role="list" aria-label="${inLanguage(page, label)}">${items}</ol>`;
};
