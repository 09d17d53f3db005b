import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";

/** One `primary` on a screen, for what most people came for; `danger` only where something ends for good. */
export type ButtonTone = "primary" | "secondary" | "danger" | "quiet";

export interface ButtonOptions {
  readonly tone?: ButtonTone;
  readonly size?: "small" | "wide";
  /** Said by screen readers after the label, where the same label appears several times on a page. */
  readonly about?: string;
  readonly name?: string;
  readonly value?: string;
}

const classesOf = ({ tone = "primary", size }: ButtonOptions): string =>
  size === undefined ? `button button-${tone}` : `button button-${tone} button-${size}`;

const aboutOf = ({ about }: ButtonOptions): HtmlValue =>
  about !== undefined && html`<span class="visually-hidden"> ${about}</span>`;

/** Sends the form it stands in. */
export const submitButton = (label: HtmlValue, options: ButtonOptions = {}): Fragment =>
  html`<button class="${classesOf(options)}" type="submit" ${attributes({ name: options.name, value: options.value })}>${label}${aboutOf(options)}</button>`;

/** Goes to another page; looks like a button because it is a step of a procedure. */
export const linkButton = (label: HtmlValue, path: string, options: ButtonOptions = {}): Fragment =>
  html`<a class="${classesOf(options)}" href="${path}">${label}${aboutOf(options)}</a>`;
