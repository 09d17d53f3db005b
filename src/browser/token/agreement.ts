import { keyPurpose, type TokenRegistration } from "#shared/transaction-token.ts";

/** The device's half of a registration: the private key cannot leave the browser. */
export interface DeviceKey {
  readonly pair: { readonly publicKey: CryptoKey; readonly privateKey: CryptoKey };
  /** An uncompressed point of P-256, base64url. */
  readonly publicKey: string;
}

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );

const rawOf = async (key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.exportKey("raw", key));

/** A key pair for one registration. */
export const newDeviceKey = async (): Promise<DeviceKey> => {
  const pair = await crypto.subtle.generateKey(P256, false, ["deriveKey"]);
  return { pair, publicKey: toBase64Url(await rawOf(pair.publicKey)) };
};

/**
 * The token's key: ECDH, then HKDF with SHA-256 over both public keys and the offer. At no step are its bytes seen by
 * this program, and it can sign only.
 *
 * @throws where the server's key is no point of the curve.
 */
export const agreeOnKey = async (
  registration: TokenRegistration,
  { pair }: DeviceKey,
): Promise<CryptoKey> => {
  const serverPoint = fromBase64Url(registration.serverKey);
  const devicePoint = await rawOf(pair.publicKey);
  const both = new Uint8Array(serverPoint.length + devicePoint.length);
  both.set(serverPoint);
  both.set(devicePoint, serverPoint.length);
  const serverKey = await crypto.subtle.importKey("raw", serverPoint, P256, false, []);
  const shared = await crypto.subtle.deriveKey(
    { name: "ECDH", public: serverKey },
    pair.privateKey,
    "HKDF",
    false,
    ["deriveKey"],
  );
  return crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: await crypto.subtle.digest("SHA-256", both),
      info: new TextEncoder().encode(keyPurpose(registration)),
    },
    shared,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign"],
  );
};
