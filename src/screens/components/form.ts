import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { CSRF_FIELD } from "#platform/http/csrf.ts";
import { icon } from "./icon.ts";
import type { PageContext } from "./page-context.ts";

/** One input of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "password";
  /** What a password manager needs to know: `username`, `current-password`, `off`. */
  readonly autocomplete: string;
  readonly inputMode?: "numeric" | "text";
  readonly maxLength: number;
  readonly help?: string;
  /** What is wrong with what was typed, and what to type instead. */
  readonly error?: string | undefined;
  /** What was typed before; never for secrets. */
  readonly value?: string | undefined;
  /** True where it may stay empty: then only the help says when it is needed. */
  readonly isOptional?: boolean;
}

const requiredText = { ja: "※必須", en: "required" } as const;

/** The id of a field's input: the error summary points to it. */
export const fieldId = (name: string): string => `field-${name}`;

/** A labelled input with help and error, joined for screen readers. Required unless told. */
export const field = (page: Pick<PageContext, "language">, given: Field): Fragment => {
  const id = fieldId(given.name);
  const described = [
    given.help === undefined ? undefined : `${id}-help`,
    given.error === undefined ? undefined : `${id}-error`,
  ].filter((part) => part !== undefined);
  const input = attributes({
    id,
    name: given.name,
    type: given.type ?? "text",
    value: given.value,
    required: given.isOptional !== true,
    maxlength: given.maxLength,
    autocomplete: given.autocomplete,
    inputmode: given.inputMode,
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": described.length === 0 ? undefined : described.join(" "),
    "aria-invalid": given.error === undefined ? undefined : "true",
  });
  return html`<div class="field"><label for="${id}">${given.label}${
    given.isOptional !== true && html`<span class="required">${requiredText[page.language]}</span>`
  }</label>${given.help !== undefined && html`<p class="field-help" id="${id}-help">${given.help}</p>`}${
    given.error !== undefined &&
    html`<p class="field-error" id="${id}-error">${icon("error")}<span>${given.error}</span></p>`
  }<input class="input" ${input}></div>`;
};

/** A form that changes something: always POST, always with its token. */
export const postForm = (
  page: Pick<PageContext, "csrfToken">,
  path: string,
  content: HtmlValue,
  options: { readonly className?: string; readonly label?: string } = {},
): Fragment =>
  html`<form method="post" action="${path}" ${attributes({ class: options.className ?? "form", "aria-label": options.label })}><input type="hidden" name="${CSRF_FIELD}" value="${page.csrfToken}">${content}</form>`;
