import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { texts } from "./texts.ts";
import type { Language } from "../cli/texts.ts";

/** One input. Nothing is filled in by the browser: it is a window of the application, not a web site. */
export interface InputField {
  readonly name: string;
  readonly label: string;
  readonly isSecret: boolean;
  readonly maxLength: number;
  readonly help?: string | undefined;
  /** Takes the focus when the page opens. */
  readonly isFirst?: boolean;
  readonly value?: string | undefined;
}

/** A labelled input, required. */
export const inputField = (language: Language, field: InputField): Fragment => {
  const id = `field-${field.name}`;
  const input = attributes({
    id,
    name: field.name,
    type: field.isSecret ? "password" : "text",
    required: true,
    maxlength: field.maxLength,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    autofocus: field.isFirst === true,
    value: field.isSecret ? undefined : field.value,
    "aria-describedby": field.help === undefined ? undefined : `${id}-help`,
  });
  return html`<div class="field"><label for="${id}">${field.label}<span class="required">${texts.required[language]}</span></label>${
    field.help !== undefined && html`<p class="field-help" id="${id}-help">${field.help}</p>`
  }<input class="input" ${input}></div>`;
};
