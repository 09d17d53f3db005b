import { objectIdentifier } from "#pki/der/object-identifier.ts";

const OBJECT_IDENTIFIER = /^[0-2](?:\.(?:0|[1-9]\d{0,9})){1,20}$/;

const numberOctets = (literal: number): Buffer[] => {
  if (!Number.isInteger(literal) || literal < 0 || literal > 0xffff_ffff) return [];
  const octets = literal < 0x100 ? 1 : literal < 0x1_0000 ? 2 : 4;
  const word = Buffer.alloc(octets);
  word.writeUIntBE(literal, 0, octets);
  return [word];
};

const textOctets = (literal: string): Buffer[] => {
  if (literal.length === 0) return [];
  const text = Buffer.from(literal, "utf8");
  if (!OBJECT_IDENTIFIER.test(literal)) return [text];
  try {
    return [text, objectIdentifier(literal).subarray(2)];
  } catch {
    return [text];
  }
};

/** Octets worth trying, made of the constants that stand in the code under test: numbers, words, object identifiers. */
export const dictionaryOf = (literals: Iterable<number | string>): Buffer[] =>
  [...literals].flatMap((literal) =>
    typeof literal === "number" ? numberOctets(literal) : textOctets(literal),
  );
