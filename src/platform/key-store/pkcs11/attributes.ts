import koffi from "koffi";
import { CK_UNAVAILABLE_INFORMATION, CKR } from "./constants.ts";
import { CryptokiError, hasReturnValue } from "./cryptoki-error.ts";
import { readUlong, ulong, type Cryptoki, type Handle } from "./cryptoki.ts";

/** An attribute with its value, as C has it in memory. */
export interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

export const bool = (type: number, isTrue: boolean): Attribute => ({
  type,
  value: Buffer.of(isTrue ? 1 : 0),
});
export const number = (type: number, value: bigint): Attribute => ({ type, value: ulong(value) });
export const bytes = (type: number, value: Buffer): Attribute => ({ type, value });
export const text = (type: number, value: string): Attribute => ({ type, value: Buffer.from(value, "utf8") });

/** CK_ATTRIBUTE: type, pointer, length. */
const ATTRIBUTE_BYTES = 24;

/** Attributes as C wants them. `values` must stay alive as long as `memory` is used. */
export interface Template {
  readonly memory: Buffer;
  readonly count: number;
  readonly values: readonly Buffer[];
}

/** Lays attributes out in memory. */
export const template = (attributes: readonly Attribute[]): Template => {
  // Copies of their own: octets of a pool of Node's are not moved, but they would be shared with other code.
  const values = attributes.map(({ value }) => {
    const copy = Buffer.alloc(Math.max(value.length, 1));
    value.copy(copy);
    return copy;
  });
  const memory = Buffer.alloc(Math.max(attributes.length, 1) * ATTRIBUTE_BYTES);
  attributes.forEach(({ type, value }, index) => {
    const at = index * ATTRIBUTE_BYTES;
    memory.writeBigUInt64LE(BigInt(type), at);
    memory.writeBigUInt64LE(koffi.address(values[index]), at + 8);
    memory.writeBigUInt64LE(BigInt(value.length), at + 16);
  });
  return { memory, count: attributes.length, values };
};

/** A handle for `values` that the optimiser cannot do away with before the call is over. */
export const release = ({ values }: Template): void => {
  for (const value of values) value.fill(0);
};

/** Most objects of a token that one search gives. */
const MOST_FOUND = 1000;

/** Handles of the objects that have all of the attributes; up to {@link MOST_FOUND}. */
export const findObjects = async (
  cryptoki: Cryptoki,
  session: Handle,
  wanted: readonly Attribute[],
): Promise<Handle[]> => {
  const search = template(wanted);
  await cryptoki.call("C_FindObjectsInit", session, search.memory, search.count);
  release(search);
  const found = Buffer.alloc(MOST_FOUND * 8);
  const count = ulong();
  try {
    // Some libraries give fewer than they could: until none comes.
    let total = 0;
    for (;;) {
      await cryptoki.call("C_FindObjects", session, found.subarray(total * 8), MOST_FOUND - total, count);
      const more = Number(readUlong(count));
      total += more;
      if (more === 0 || total >= MOST_FOUND) break;
    }
    return Array.from({ length: total }, (_, index) => readUlong(found, index));
  } finally {
    await cryptoki.call("C_FindObjectsFinal", session);
  }
};

/** Values longer than this are none of a key of ours (an ML-DSA-87 key has 2,592 octets). */
const MOST_VALUE_BYTES = 8192;

/** One attribute of an object; undefined where it has none, or does not give it away. */
export const readAttribute = async (
  cryptoki: Cryptoki,
  session: Handle,
  object: Handle,
  type: number,
): Promise<Buffer | undefined> => {
  const asked = template([{ type, value: Buffer.alloc(MOST_VALUE_BYTES) }]);
  try {
    await cryptoki.call("C_GetAttributeValue", session, object, asked.memory, 1);
  } catch (error) {
    if (hasReturnValue(error, CKR.ATTRIBUTE_TYPE_INVALID, CKR.ATTRIBUTE_SENSITIVE)) return undefined;
    throw error;
  }
  const length = readUlong(asked.memory, 2);
  const [value] = asked.values;
  if (length === CK_UNAVAILABLE_INFORMATION || value === undefined) return undefined;
  if (length > BigInt(value.length)) throw new CryptokiError("C_GetAttributeValue", CKR.GENERAL_ERROR);
  return Buffer.from(value.subarray(0, Number(length)));
};
