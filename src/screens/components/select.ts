import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { fieldId, type Field } from "./form.ts";
import { icon } from "./icon.ts";
import type { PageContext } from "./page-context.ts";

/** A choice among some; `value` is the one chosen before. */
export interface Select extends Pick<Field, "name" | "label" | "help" | "error" | "value"> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

const texts = {
  required: { ja: "※必須", en: "required" },
  choose: { ja: "選んでください", en: "Please choose" },
} as const;

/** A labelled drop-down list with help and error, joined for screen readers. Required; nothing is chosen beforehand. */
export const select = (page: Pick<PageContext, "language">, given: Select): Fragment => {
  const id = fieldId(given.name);
  const { help, error } = given;
  const described = [
    help === undefined ? undefined : `${id}-help`,
    error === undefined ? undefined : `${id}-error`,
  ].filter((part) => part !== undefined);
  const root = attributes({
    id,
    name: given.name,
    required: true,
    "aria-describedby": described.length === 0 ? undefined : described.join(" "),
    "aria-invalid": error === undefined ? undefined : "true",
  });
  const options = given.options.map(
    ({ value, label }) =>
      html`<option ${attributes({ value, selected: value === given.value })}>${label}</option>`,
  );
  return html`<div class="field"><label for="${id}">${given.label}<span class="required">${texts.required[page.language]}</span></label>${
    help !== undefined && html`<p class="field-help" id="${id}-help">${help}</p>`
  }${
    error !== undefined &&
    html`<p class="field-error" id="${id}-error">${icon("error")}<span>${error}</span></p>`
  }<select class="input" ${root}><option value="">${texts.choose[page.language]}</option>${options}</select></div>`;
};
