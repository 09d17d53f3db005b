import { createECDH, createHash, hkdfSync } from "node:crypto";
import type { DomainContext } from "#domain/context.ts";
import type { SecretBox } from "#platform/key-store/secret-box.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";
import { keyPurpose, type TokenRegistration } from "#shared/transaction-token.ts";

const CURVE = "prime256v1";
/** An uncompressed point of P-256. */
const POINT_BYTES = 65;
const KEY_BYTES = 32;

/** Our half of a key agreement (ECDH on P-256). */
export interface AgreementKey {
  /** 32 bytes. */
  readonly privateKey: Buffer;
  /** An uncompressed point, 65 bytes. */
  readonly publicKey: Buffer;
}

/** A key of our own for one offer. */
export const newAgreementKey = (random: RandomSource): AgreementKey => {
  for (;;) {
    const ecdh = createECDH(CURVE);
    const privateKey = random.bytes(KEY_BYTES);
    try {
      ecdh.setPrivateKey(privateKey);
    } catch {
      // 0 or not below the group's order: about once in 2³² times.
      continue;
    }
    return { privateKey, publicKey: ecdh.getPublicKey() };
  }
};

/** A point as a device sends it; undefined: it has not the form of one. */
export const readDeviceKey = (text: string): Buffer | undefined => {
  const point = Buffer.from(text, "base64url");
  return point.length === POINT_BYTES && point[0] === 4 && point.toString("base64url") === text
    ? point
    : undefined;
};

/**
 * The key that both sides share: ECDH, then HKDF with SHA-256 over both public keys and the offer, so that it belongs to
 * this registration alone. Undefined: the device's key is no point of the curve.
 */
export const agreedKey = (
  registration: TokenRegistration,
  { privateKey, publicKey }: AgreementKey,
  deviceKey: Buffer,
): Buffer | undefined => {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(privateKey);
  let shared: Buffer;
  try {
    shared = ecdh.computeSecret(deviceKey);
  } catch {
    return undefined;
  }
  const salt = createHash("sha256").update(publicKey).update(deviceKey).digest();
  return Buffer.from(hkdfSync("sha256", shared, salt, keyPurpose(registration), KEY_BYTES));
};

/** The public half of a private key that was kept. */
export const publicKeyOf = (privateKey: Buffer): Buffer => {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(privateKey);
  return ecdh.getPublicKey();
};

const boxOf = ({ secretBox }: DomainContext): SecretBox => {
  invariant(secretBox !== undefined, "a process that works with transaction authentication has the data key");
  return secretBox;
};

/** Which token a secret belongs to, and which of its two. */
export interface KeyPlace {
  readonly institutionCode: string;
  readonly serial: string;
  readonly use: "offer" | "token";
}

const placeText = ({ institutionCode, serial, use }: KeyPlace): string =>
  `transaction-${use}/${institutionCode}/${serial}`;

/** A key as it is stored: readable only with the data key, and only as this token's (decision 0152). */
export const sealKey = (context: DomainContext, place: KeyPlace, key: Buffer): Buffer =>
  boxOf(context).seal(key, placeText(place));

export const openKey = (context: DomainContext, place: KeyPlace, sealed: Buffer): Buffer =>
  boxOf(context).open(sealed, placeText(place));
