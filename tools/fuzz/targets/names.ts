import { encodeName, readName, type Name } from "#pki/name.ts";
import { formatName, parseName } from "#pki/name-text.ts";
import { readDer } from "#pki/der/reader.ts";
import { isPrintable } from "#pki/der/writer.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";

/** Names as text (RFC 4514), and between text and DER. */

/** Whether we would write a name ourselves: in the string types of RFC 5280, with their characters. */
const isOurs = (name: Name): boolean =>
  name.every((level) =>
    level.every(
      ({ stringType, value }) =>
        stringType === "utf8" || stringType === "ia5" || (stringType === "printable" && isPrintable(value)),
    ),
  );

/** What a name says; a level is a set. */
const textsOf = (name: Name): string =>
  JSON.stringify(name.map((level) => level.map(({ type, value }) => `${type}=${value}`).toSorted()));

/** What must hold of every name that was read, and of its octets. */
export const checkName = (name: Name, encoded: Buffer): void => {
  if (isOurs(name)) expect(encodeName(name).equals(encoded), "a name is written as it was read");
  const text = formatName(name);
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  expect(!/[\x00-\x1f\x7f\u2028\u2029\u202e]/.test(text), "a name as text keeps to its line");
  const isText = name.length > 0 && name.every((level) => level.every(({ value }) => value.isWellFormed()));
  const again = isText ? parseName(text) : undefined;
  if (again?.ok === true) expect(textsOf(again.value) === textsOf(name), "a name survives as text");
};

const LIMITS = { maxBytes: 100_000, maxDepth: 8 };

export const fuzz: FuzzTarget["fuzz"] = (data) => {
  const parsed = parseName(data.toString("utf8"));
  if (!parsed.ok) return;
  const encoded = encodeName(parsed.value);
  checkName(parsed.value, encoded);
  const again = readDer(encoded, LIMITS, (reader) => readName(reader).value);
  if (again.ok) expect(textsOf(again.value) === textsOf(parsed.value), "a name survives as DER");
};

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 8192,
  shape: "text",
  seeds: [
    "CN=taro A001,OU=9001,O=ヒスイ信用組合,C=JP",
    String.raw`CN=\ a\,b\0A\E3\81\82\20+UID=x,2.5.4.97=\#1,DC=example,DC=jp`,
    "E=a@b.jp,SERIALNUMBER=12",
  ].map((text) => Buffer.from(text)),
  slowMilliseconds: 50,
};
