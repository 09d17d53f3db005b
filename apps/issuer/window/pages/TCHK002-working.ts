import { attributes, html } from "#platform/html/html.ts";
import { icon } from "#screens/components/icon.ts";
import { stageTexts } from "../../cli/texts.ts";
import type { Bilingual } from "../../core/key-store.ts";
import type { Stage } from "../../core/person.ts";
import { renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";

const texts = {
  title: { ja: "処理中", en: "In progress" },
  wait: {
    ja: "処理しています。このままお待ちください。",
    en: "Please wait: this is being done.",
  },
  done: { ja: "（完了）", en: " (done)" },
  now: { ja: "（処理中）", en: " (now)" },
  label: { ja: "進み具合", en: "Progress" },
} as const satisfies Record<string, Bilingual>;

const ORDER: readonly Stage[] = [
  "connecting",
  "proving",
  "generatingKey",
  "requesting",
  "installing",
  "confirming",
];

/** TCHK002: the overlay "processing" of the documents, with what is being done. */
export const workingPage = (page: PageContext, stage: Stage | undefined): string => {
  const { language } = page;
  const present = stage === undefined || stage === "repeating" ? -1 : ORDER.indexOf(stage);
  const lines = ORDER.map((one, index) => {
    const isDone = index < present;
    const isNow = index === present;
    const item = attributes({
      class: isDone ? "step-done" : undefined,
      "aria-current": isNow ? "step" : undefined,
    });
    return html`<li ${item}><span class="step-number" aria-hidden="true">${isDone ? icon("check") : index + 1}</span>${stageTexts[one][language].replace(/…$/, "")}${
      (isDone || isNow) &&
      html`<span class="visually-hidden">${texts[isDone ? "done" : "now"][language]}</span>`
    }</li>`;
  });
  return renderWindow(page, {
    id: "TCHK002",
    title: texts.title[language],
    isBusy: true,
    main: html`<div class="flow reading"><p role="status"><strong>${stage === undefined ? texts.wait[language] : stageTexts[stage][language]}</strong></p>${stage !== undefined && html`<p>${texts.wait[language]}</p>`}<ol class="stages" role="list" aria-label="${texts.label[language]}">${lines}</ol></div>`,
  });
};
