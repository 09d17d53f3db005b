import { invariant } from "#shared/invariant.ts";
import { DerError } from "./error.ts";
import { TAG } from "./tags.ts";
import { value } from "./writer.ts";

/** OBJECT IDENTIFIER (X.690 section 8.19), written and read with small memories of what was met before. */

const MAX_CONTENTS_BYTES = 64;
const MEMORY = 512;
const written = new Map<string, Buffer>();
const read = new Map<string, string>();

const remember = <Key, Value>(memory: Map<Key, Value>, key: Key, entry: Value): Value => {
  // Hostile input can name endlessly many identifiers: forget all rather than grow.
  if (memory.size >= MEMORY) memory.clear();
  memory.set(key, entry);
  return entry;
};

const base128 = (arc: bigint): number[] => {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
};

/** Longest text: 64 octets give fewer digits. */
const MAX_TEXT_LENGTH = 256;

/** Contents octets of an object identifier's dotted text; undefined where it is none, or has more than 64 octets. */
const contentsOf = (text: string): Buffer | undefined => {
  if (text.length > MAX_TEXT_LENGTH || !/^[0-2](?:\.(?:0|[1-9]\d*))+$/.test(text)) return undefined;
  const [first = 0n, second = 0n, ...others] = text.split(".").map(BigInt);
  if (first < 2n && second >= 40n) return undefined;
  const contents = Buffer.from([first * 40n + second, ...others].flatMap(base128));
  return contents.length > MAX_CONTENTS_BYTES ? undefined : contents;
};

/** Whether a dotted text from outside is an object identifier of up to 64 octets. */
export const isObjectIdentifier = (text: string): boolean => contentsOf(text) !== undefined;

const encode = (text: string): Buffer => {
  const contents = contentsOf(text);
  invariant(contents !== undefined, `not an object identifier: ${text}`);
  return value(TAG.objectIdentifier, [contents]);
};

/** OBJECT IDENTIFIER from its dotted text. */
export const objectIdentifier = (text: string): Buffer =>
  written.get(text) ?? remember(written, text, encode(text));

const decode = (contents: Buffer): string => {
  if (contents.length === 0 || contents.length > MAX_CONTENTS_BYTES) {
    throw new DerError("object identifier of a length outside 1 to 64 octets");
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  let isStart = true;
  for (const octet of contents) {
    if (isStart && octet === 0x80) throw new DerError("object identifier with a padded arc");
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    isStart = octet < 0x80;
    if (isStart) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  if (!isStart) throw new DerError("object identifier with an unfinished arc");
  const [head = 0n, ...others] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...others].join(".");
};

/** Dotted text of the contents octets of an OBJECT IDENTIFIER. */
export const decodeObjectIdentifier = (contents: Buffer): string => {
  const key = contents.toString("latin1");
  return read.get(key) ?? remember(read, key, decode(contents));
};
