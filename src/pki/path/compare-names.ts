import type { Name, NameAttribute, RelativeDistinguishedName } from "../name.ts";

/**
 * Comparison of distinguished names by RFC 5280 section 7.1: case is ignored, white space at the ends too, runs of it
 * count as one space, and the string type does not matter. Of RFC 4518 the steps that change a comparison of sound
 * names are done (normal form KC, case, white space); characters that it prohibits stay and compare as they are.
 */
const preparedValue = (value: string): string =>
  value.normalize("NFKC").toLowerCase().normalize("NFKC").trim().replaceAll(/\s+/gu, " ");

// The length stands before each part, so that no value can be written to look like two.
const part = (text: string): string => `${text.length}:${text}`;

const attributeKey = ({ type, value }: NameAttribute): string => part(type) + part(preparedValue(value));

/** One level as text: the same for levels that match. The order of its attributes does not matter. */
export const levelKey = (level: RelativeDistinguishedName): string =>
  part(level.map(attributeKey).toSorted().join(""));

/** A name as text: the same for names that match. */
export const nameKey = (name: Name): string => name.map(levelKey).join("");

/** Whether two names match. */
export const namesMatch = (one: Name, other: Name): boolean =>
  one.length === other.length && nameKey(one) === nameKey(other);

/** Whether `name` is `base` or lies beneath it (RFC 5280 section 4.2.1.10, directoryName). */
export const isWithinName = (name: Name, base: Name): boolean =>
  name.length >= base.length && nameKey(name.slice(0, base.length)) === nameKey(base);
