import { KEY_ALGORITHMS, RSA_IDENTIFIER } from "#pki/algorithms.ts";
import { objectIdentifier } from "#pki/der/object-identifier.ts";
import { readDer } from "#pki/der/reader.ts";
import { bitString, integer, sequence } from "#pki/der/writer.ts";
import { readAttribute } from "./attributes.ts";
import { CKA, CKK, CKP } from "./constants.ts";
import { readUlong, type Cryptoki, type Handle } from "./cryptoki.ts";

/** Reads attributes of one object. */
type Read = (type: number) => Promise<Buffer | undefined>;

const unsigned = (magnitude: Buffer): Buffer => integer(BigInt(`0x${magnitude.toString("hex")}`));

const rsaInfo = async (read: Read): Promise<Buffer | undefined> => {
  const modulus = await read(CKA.MODULUS);
  const exponent = await read(CKA.PUBLIC_EXPONENT);
  if (modulus === undefined || exponent === undefined || modulus.length === 0 || exponent.length === 0) {
    return undefined;
  }
  return sequence(RSA_IDENTIFIER, bitString(sequence(unsigned(modulus), unsigned(exponent))));
};

/** The point of CKA_EC_POINT: an OCTET STRING by the standard, bare in some tokens. */
const pointOf = (value: Buffer, fieldBytes: number): Buffer | undefined => {
  const isPoint = (octets: Buffer): boolean => octets.length === 1 + 2 * fieldBytes && octets[0] === 4;
  if (isPoint(value)) return value;
  const wrapped = readDer(value, { maxBytes: 256, maxDepth: 1 }, (reader) => reader.octetString());
  return wrapped.ok && isPoint(wrapped.value) ? wrapped.value : undefined;
};

const ecInfo = async (read: Read): Promise<Buffer | undefined> => {
  const parameters = await read(CKA.EC_PARAMS);
  const value = await read(CKA.EC_POINT);
  if (parameters === undefined || value === undefined) return undefined;
  for (const algorithm of Object.values(KEY_ALGORITHMS)) {
    if (algorithm.family !== "ec" || !objectIdentifier(algorithm.curve.oid).equals(parameters)) continue;
    const point = pointOf(value, algorithm.curve.fieldBytes);
    return point === undefined ? undefined : sequence(algorithm.identifier, bitString(point));
  }
  return undefined;
};

const mlDsaInfo = async (read: Read): Promise<Buffer | undefined> => {
  const parameterSet = await read(CKA.PARAMETER_SET);
  const value = await read(CKA.VALUE);
  if (parameterSet?.length !== 8 || value === undefined) return undefined;
  const set = readUlong(parameterSet);
  if (set !== CKP.ML_DSA_44 && set !== CKP.ML_DSA_65) return undefined;
  const name = set === CKP.ML_DSA_44 ? "ML-DSA-44" : "ML-DSA-65";
  return sequence(KEY_ALGORITHMS[name].identifier, bitString(value));
};

/**
 * SubjectPublicKeyInfo of a public key object, put together from its attributes; undefined where they are not those of
 * a key of the algorithm table.
 */
export const publicKeyInfoOf = async (
  cryptoki: Cryptoki,
  session: Handle,
  publicKey: Handle,
): Promise<Buffer | undefined> => {
  const read: Read = (type) => readAttribute(cryptoki, session, publicKey, type);
  const keyType = await read(CKA.KEY_TYPE);
  if (keyType?.length !== 8) return undefined;
  switch (readUlong(keyType)) {
    case CKK.RSA:
      return rsaInfo(read);
    case CKK.EC:
      return ecInfo(read);
    case CKK.ML_DSA:
      return mlDsaInfo(read);
    default:
      return undefined;
  }
};
