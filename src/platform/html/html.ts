import { InvariantError } from "#shared/invariant.ts";
import { escapeText } from "./escape.ts";
import { placesOf } from "./template.ts";
import type { Place } from "./template.ts";

/** Markup made by {@link html}: the only thing that is put into a page without escaping. */
export class Fragment {
  readonly #markup: string;

  /** Only {@link html} and {@link join} call this: the markup must already be safe. */
  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** Attributes made by {@link attributes}, for a place inside a tag. */
export class Attributes {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/**
 * What may stand in a template: text (escaped), fragments, lists of these; `undefined`, `null` and `false` leave
 * nothing, so that `condition && html…` reads well. `true` and objects are refused by the type.
 */
export type HtmlValue =
  string | number | bigint | Fragment | Attributes | false | null | undefined | readonly HtmlValue[];

/** Addresses a page may point to: within the site, to a secure site, by telephone. Never `javascript:` or `data:`. */
const SAFE_ADDRESS = /^(?:\/(?!\/)|#|\?|https:\/\/|tel:[+0-9])/;

const renderIn = (place: Place, value: HtmlValue): string => {
  if (value === undefined || value === null || value === false) return "";
  if (place === "tag") {
    if (value instanceof Attributes) return value.toString();
    throw new InvariantError("template: only attributes() may stand inside a tag");
  }
  if (value instanceof Attributes) throw new InvariantError("template: attributes outside of a tag");
  if (Array.isArray(value)) return value.map((part: HtmlValue) => renderIn(place, part)).join("");
  if (value instanceof Fragment) {
    if (place === "text") return value.toString();
    throw new InvariantError("template: markup may not stand in an attribute");
  }
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value !== "string") throw new InvariantError("template: neither text nor markup");
  if (place === "url" && !SAFE_ADDRESS.test(value)) {
    throw new InvariantError("template: not an address a page may point to");
  }
  return escapeText(value);
};

const placesOfTemplates = new WeakMap<TemplateStringsArray, readonly Place[]>();

/**
 * A fragment of HTML. Every value is escaped by the place it stands in; a place where escaping cannot help is a bug
 * and throws the first time the template is used, whatever the value (see template.ts).
 */
export const html = (literals: TemplateStringsArray, ...values: readonly HtmlValue[]): Fragment => {
  let places = placesOfTemplates.get(literals);
  if (places === undefined) {
    places = placesOf(literals);
    placesOfTemplates.set(literals, places);
  }
  let markup = literals[0] ?? "";
  for (const [index, value] of values.entries()) {
    markup += renderIn(places[index] ?? "text", value) + (literals[index + 1] ?? "");
  }
  return new Fragment(markup);
};

/** Nothing, as a fragment. */
export const nothing: Fragment = new Fragment("");

/** Fragments with a separator between them. */
export const join = (fragments: readonly Fragment[], separator: Fragment): Fragment =>
  new Fragment(fragments.join(separator.toString()));

/** An attribute's value: `true` writes the bare name; `false` and `undefined` leave the attribute out. */
export type AttributeValue = string | number | boolean | undefined;

const ATTRIBUTE_NAME = /^(?!on)[a-z][a-z-]*$/;

/** Attributes of one tag, e.g. `<input ${attributes({ name, required: true })}>`. Addresses belong in the template. */
export const attributes = (values: Readonly<Record<string, AttributeValue>>): Attributes => {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === false) continue;
    if (!ATTRIBUTE_NAME.test(name) || /^(?:href|src|action|formaction|style|srcdoc)$/.test(name)) {
      throw new InvariantError(`attributes: ${name} is not allowed here`);
    }
    parts.push(value === true ? name : `${name}="${escapeText(String(value))}"`);
  }
  return new Attributes(parts.join(" "));
};

/** The whole answer: a fragment that is an `<html>` element, as text to send. */
export const documentText = (page: Fragment): string => `<!doctype html>\n${page.toString()}`;
