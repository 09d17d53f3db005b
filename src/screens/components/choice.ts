import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { fieldId } from "./form.ts";
import { icon } from "./icon.ts";
import type { PageContext } from "./page-context.ts";

/** A question of which exactly one answer is chosen. */
export interface RadioChoice {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly chosen?: string | undefined;
  /** Why what was sent was not taken. */
  readonly error?: string | undefined;
}

const requiredText = { ja: "※必須", en: "required" } as const;

/** Radio buttons with their question. One must be chosen. */
export const radioChoice = (page: Pick<PageContext, "language">, given: RadioChoice): Fragment => {
  const { name, legend, choices, chosen, error } = given;
  const inputs = choices.map(({ value, label }, index) => {
    const input = attributes({
      type: "radio",
      name,
      value,
      required: true,
      checked: chosen === value,
      id: index === 0 ? fieldId(name) : undefined,
    });
    return html`<label class="choice"><input ${input}><span>${label}</span></label>`;
  });
  return html`<fieldset ${attributes({ "aria-describedby": error === undefined ? undefined : `${name}-error` })}><legend>${legend}<span class="required">${requiredText[page.language]}</span></legend>${
    error !== undefined &&
    html`<p class="field-error" id="${name}-error">${icon("error")}<span>${error}</span></p>`
  }${inputs}</fieldset>`;
};
