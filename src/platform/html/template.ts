import { InvariantError, unreachable } from "#shared/invariant.ts";

/** Where a value stands in a template. `url`: in an attribute that is followed or loaded, at its beginning. */
export type Place = "text" | "attribute" | "url" | "tag";

const URL_ATTRIBUTES: ReadonlySet<string> = new Set([
  "href",
  "src",
  "action",
  "formaction",
  "poster",
  "cite",
]);

/** Elements in whose content entities are not decoded, so that escaping does not work: no value may stand in them. */
const RAW_ELEMENT_OPENED = /<(?:script|style|noscript|iframe|xmp|noembed|noframes|plaintext)\b/gi;
const RAW_ELEMENT_CLOSED = /<\/(?:script|style|noscript|iframe|xmp|noembed|noframes|plaintext)\b/gi;

/** Attributes that are code or carry their own syntax. */
const REFUSED_ATTRIBUTE = /^(?:on.*|style|srcdoc|srcset)$/i;

type State =
  | { readonly kind: "text" }
  | { readonly kind: "tag" }
  | { readonly kind: "beforeValue"; readonly name: string }
  | { readonly kind: "value"; readonly name: string; readonly quote: string; readonly empty: boolean };

const TEXT: State = { kind: "text" };
const TAG: State = { kind: "tag" };

/** One character further, `before` being everything of the same literal up to it. */
const step = (state: State, character: string, before: string): State => {
  switch (state.kind) {
    case "text":
      return character === "<" ? TAG : TEXT;
    case "tag":
      if (character === ">") return TEXT;
      if (character === "=") return { kind: "beforeValue", name: /[^\s"'<>/=]+$/.exec(before)?.[0] ?? "" };
      return TAG;
    case "beforeValue":
      if (character === '"' || character === "'") {
        return { kind: "value", name: state.name, quote: character, empty: true };
      }
      throw new InvariantError(`template: attribute ${state.name} has no quotes`);
    case "value":
      return character === state.quote ? TAG : { ...state, empty: false };
    default:
      return unreachable(state);
  }
};

/** What may be put at the end of `literals`, given the state there. */
const placeOf = (state: State, literal: string): Place => {
  if (state.kind === "text") return "text";
  if (state.kind === "beforeValue") {
    throw new InvariantError(`template: attribute ${state.name} has no quotes`);
  }
  if (state.kind === "tag") {
    if (/\s$/.test(literal)) return "tag";
    throw new InvariantError("template: a value may not be part of a tag's or an attribute's name");
  }
  if (REFUSED_ATTRIBUTE.test(state.name)) {
    throw new InvariantError(`template: no value may stand in ${state.name}`);
  }
  return URL_ATTRIBUTES.has(state.name.toLowerCase()) && state.empty ? "url" : "attribute";
};

/**
 * The places of all values of a template. Throws where a value could not be made safe by escaping: in an unquoted
 * attribute, a name, a script or style, an event handler; and where the fragment does not end outside of a tag.
 */
export const placesOf = (literals: readonly string[]): readonly Place[] => {
  let state: State = TEXT;
  const places: Place[] = [];
  for (const [index, literal] of literals.entries()) {
    for (let at = 0; at < literal.length; at += 1) {
      state = step(state, literal.charAt(at), literal.slice(0, at));
    }
    if (index === literals.length - 1) break;
    places.push(placeOf(state, literal));
    if (state.kind === "value") state = { ...state, empty: false };
    if (state.kind === "text") refuseRawElement(literals.slice(0, index + 1).join(""));
  }
  if (state.kind !== "text") throw new InvariantError("template: a fragment must end outside of a tag");
  return places;
};

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

const refuseRawElement = (before: string): void => {
  if (count(before, RAW_ELEMENT_OPENED) > count(before, RAW_ELEMENT_CLOSED)) {
    throw new InvariantError("template: no value may stand in an element whose content is not text");
  }
};
