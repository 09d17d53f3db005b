import {
  bmpString,
  context,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
  type Octets,
} from "./der.ts";
import type { Protection } from "./protection.ts";

/** What goes into a file. */
export interface Bundle {
  /** PrivateKeyInfo, DER. */
  readonly privateKeyInfo: Octets;
  /** DER. */
  readonly certificate: Octets;
  /** The authorities above it, DER; roots are left out by the caller. */
  readonly chain: readonly Octets[];
  /** Shown by keychains and browsers. */
  readonly name: string;
}

const PKCS9 = "1.2.840.113549.1.9";
const BAG = "1.2.840.113549.1.12.10.1";
const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";

const attribute = (identifier: string, value: Octets): Octets =>
  sequence(objectIdentifier(identifier), setOf(value));

/** What joins key and certificate: their common name and number. */
const attributesOf = async ({ certificate, name }: Bundle): Promise<Octets> => {
  const number = new Uint8Array(await crypto.subtle.digest("SHA-256", certificate)).subarray(0, 20);
  return setOf(attribute(`${PKCS9}.20`, bmpString(name)), attribute(`${PKCS9}.21`, octetString(number)));
};

const bag = (kind: number, value: Octets, attributes?: Octets): Octets =>
  sequence(
    objectIdentifier(`${BAG}.${kind}`),
    context(0, value),
    ...(attributes === undefined ? [] : [attributes]),
  );

const certificateBag = (certificate: Octets, attributes?: Octets): Octets =>
  bag(3, sequence(objectIdentifier(`${PKCS9}.22.1`), context(0, octetString(certificate))), attributes);

const dataContent = (content: Octets): Octets =>
  sequence(objectIdentifier(DATA), context(0, octetString(content)));

const encryptedContent = ({ how, encrypted }: { readonly how: Octets; readonly encrypted: Octets }): Octets =>
  sequence(
    objectIdentifier(ENCRYPTED_DATA),
    context(0, sequence(integer(0), sequence(objectIdentifier(DATA), how, tagged(0x80, encrypted)))),
  );

/** A PKCS#12 file (RFC 7292): key, certificate and chain, encrypted and authenticated under the passphrase. */
export const packPkcs12 = async (
  bundle: Bundle,
  passphrase: string,
  protection: Protection,
): Promise<Octets> => {
  const attributes = await attributesOf(bundle);
  const key = await protection.encrypt(bundle.privateKeyInfo, passphrase);
  const shrouded = bag(2, sequence(key.how, octetString(key.encrypted)), attributes);
  const certificates = sequence(
    certificateBag(bundle.certificate, attributes),
    ...bundle.chain.map((authority) => certificateBag(authority)),
  );
  const safe = sequence(
    encryptedContent(await protection.encrypt(certificates, passphrase)),
    dataContent(sequence(shrouded)),
  );
  return sequence(integer(3), dataContent(safe), await protection.mac(safe, passphrase));
};
