import { isAscii } from "node:buffer";
import { accepted, refused, type Result } from "#shared/result.ts";
import { isObjectIdentifier } from "./der/object-identifier.ts";
import { isPrintable } from "./der/writer.ts";
import { SHORT_NAMES, oidOfShortName, stringTypeFor, type Name, type NameAttribute } from "./name.ts";

/** Names as text (RFC 4514): most specific first, `CN=taro A001,OU=…,O=…,C=JP`. */

const shortNames = new Map<string, string>(Object.entries(SHORT_NAMES).map(([short, oid]) => [oid, short]));

/** RFC 4514 section 2.4; control characters too, so that a hostile name cannot break a line or a terminal. */
const escape = (text: string): string =>
  text
    .replaceAll(/[\\"+,;<>]/g, String.raw`\$&`)
    // oxlint-disable-next-line no-control-regex -- these are the characters to be escaped
    .replaceAll(/[\x00-\x1f\x7f\u0080-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) =>
      [...Buffer.from(character, "utf8")]
        .map((octet) => `\\${octet.toString(16).padStart(2, "0").toUpperCase()}`)
        .join(""),
    )
    .replace(/^[ #]/, String.raw`\$&`)
    .replace(/(?<!^\\) $/, String.raw`\ `);

const formatAttribute = ({ type, value }: NameAttribute): string =>
  `${shortNames.get(type) ?? type}=${escape(value)}`;

/** A name as text. Types without a short name appear as dotted identifiers, their values as text all the same. */
export const formatName = (name: Name): string =>
  name
    .map((level) => level.map(formatAttribute).join("+"))
    .toReversed()
    .join(",");

/** A run of value text: hexadecimal pairs, an escaped special character, or plain characters. */
const VALUE_PART = /\\(?<pair>[0-9A-Fa-f]{2})|\\(?<special>[ "#+,;<=>\\])|(?<plain>[^\\"+,;<>]+)/y;

const parseValue = (text: string, start: number): { readonly value: Buffer; readonly end: number } => {
  const parts: Buffer[] = [];
  let position = start;
  for (;;) {
    VALUE_PART.lastIndex = position;
    const groups = VALUE_PART.exec(text)?.groups;
    if (groups === undefined) return { value: Buffer.concat(parts), end: position };
    position = VALUE_PART.lastIndex;
    const { pair, special, plain } = groups;
    parts.push(pair === undefined ? Buffer.from(special ?? plain ?? "", "utf8") : Buffer.from(pair, "hex"));
  }
};

const ATTRIBUTE_TYPE = /(?<type>[A-Za-z][A-Za-z0-9-]*|[0-2](?:\.(?:0|[1-9]\d*))+)=/y;

const typeOf = (text: string): string | undefined => {
  if (!/^\d/.test(text)) return oidOfShortName(text.toUpperCase());
  return isObjectIdentifier(text) ? text : undefined;
};

const decodeText = (octets: Buffer): string | undefined => {
  const text = octets.toString("utf8");
  return Buffer.from(text, "utf8").equals(octets) ? text : undefined;
};

/** Most characters of a name as text. */
export const MAX_NAME_TEXT_LENGTH = 4096;

/** Whether a value can be written in the string type of its attribute: a country in Japanese cannot. */
const isWritable = ({ value, stringType }: NameAttribute): boolean =>
  stringType === "utf8" || (stringType === "printable" ? isPrintable(value) : isAscii(Buffer.from(value)));

/**
 * Reads a name from text, for configuration and command lines. Takes what {@link formatName} writes, up to
 * {@link MAX_NAME_TEXT_LENGTH} characters; hexadecimal `#…` values are refused, and so is what cannot be encoded.
 */
export const parseName = (text: string): Result<Name, string> => {
  if (text.length > MAX_NAME_TEXT_LENGTH) return refused(`more than ${MAX_NAME_TEXT_LENGTH} characters`);
  const levels: NameAttribute[][] = [[]];
  let position = 0;
  for (;;) {
    ATTRIBUTE_TYPE.lastIndex = position;
    const typeText = ATTRIBUTE_TYPE.exec(text)?.groups?.["type"];
    const type = typeText === undefined ? undefined : typeOf(typeText);
    if (type === undefined) return refused(`attribute type expected at character ${position + 1}`);
    position = ATTRIBUTE_TYPE.lastIndex;
    if (text[position] === "#") return refused(`hexadecimal value at character ${position + 1}`);
    const { value, end } = parseValue(text, position);
    const decoded = decodeText(value);
    if (decoded === undefined) return refused(`value that is not UTF-8 at character ${position + 1}`);
    const attribute: NameAttribute = { type, value: decoded, stringType: stringTypeFor(type) };
    if (!isWritable(attribute)) return refused(`characters that the type does not allow at ${position + 1}`);
    levels[0]?.push(attribute);
    if (end === text.length) return accepted(levels);
    if (text[end] === ",") levels.unshift([]);
    else if (text[end] !== "+") return refused(`unexpected character ${end + 1}`);
    position = end + 1;
  }
};
