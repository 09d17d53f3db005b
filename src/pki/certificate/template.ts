import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { time } from "../der/time.ts";
import { TAG, contextConstructed } from "../der/tags.ts";
import { lengthOfValue, writeHeader } from "../der/writer.ts";
import { KEY_IDENTIFIER_BYTES, keyIdentifier } from "../public-key.ts";
import { VERSION_3 } from "./build.ts";
import { authorityKeyIdentifier, subjectKeyIdentifier } from "./extensions.ts";
import { clientExtensions, type IssuerAddresses, type IssuerFacts } from "./profiles.ts";
import { encodeSerial } from "./serial.ts";

/** What differs from one client certificate of a template to the next. */
export interface ClientCertificateFields {
  /** Hexadecimal: 128 random bits. */
  readonly serial: string;
  /** Name, DER (`encodeName`). */
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
}

/** Builds client certificates of one issuer, policy and CRL shard. */
export interface ClientTemplate {
  /** TBSCertificate, DER: the same octets as `buildTbsCertificate(clientFields(…))`. */
  build(fields: ClientCertificateFields): Buffer;
}

/**
 * Encodes once all that the issuer and the policy decide, so that each certificate costs one allocation, a few copies
 * and the digest of its key. Keep the template; make a new one when the issuer, the policy or the shard changes.
 */
export const prepareClientTemplate = (given: {
  readonly issuer: IssuerFacts;
  readonly addresses: IssuerAddresses;
  readonly policyOid: string;
}): ClientTemplate => {
  const algorithmAndIssuer = Buffer.concat([
    SIGNATURE_ALGORITHMS[given.issuer.signatureAlgorithm].identifier,
    given.issuer.name,
  ]);
  const keyExtension = subjectKeyIdentifier(Buffer.alloc(KEY_IDENTIFIER_BYTES));
  const extensions = Buffer.concat([
    keyExtension,
    authorityKeyIdentifier(given.issuer.keyIdentifier),
    ...clientExtensions(given.addresses, given.policyOid),
  ]);
  const extensionsBlock = Buffer.alloc(lengthOfValue(lengthOfValue(extensions.length)));
  const inner = writeHeader(extensionsBlock, 0, contextConstructed(3), lengthOfValue(extensions.length));
  const first = writeHeader(extensionsBlock, inner, TAG.sequence, extensions.length);
  extensionsBlock.set(extensions, first);
  const keyIdentifierAt = first + keyExtension.length - KEY_IDENTIFIER_BYTES;

  return {
    build: ({ serial, subject, publicKeyInfo, notBefore, notAfter }) => {
      const serialNumber = encodeSerial(serial);
      const start = time(notBefore);
      const end = time(notAfter);
      const validity = start.length + end.length;
      const contents =
        VERSION_3.length +
        serialNumber.length +
        algorithmAndIssuer.length +
        lengthOfValue(validity) +
        subject.length +
        publicKeyInfo.length +
        extensionsBlock.length;
      const tbs = Buffer.allocUnsafe(lengthOfValue(contents));
      let position = writeHeader(tbs, 0, TAG.sequence, contents);
      const put = (part: Buffer): void => {
        tbs.set(part, position);
        position += part.length;
      };
      put(VERSION_3);
      put(serialNumber);
      put(algorithmAndIssuer);
      position = writeHeader(tbs, position, TAG.sequence, validity);
      put(start);
      put(end);
      put(subject);
      put(publicKeyInfo);
      const identifierAt = position + keyIdentifierAt;
      put(extensionsBlock);
      tbs.set(keyIdentifier(publicKeyInfo), identifierAt);
      return tbs;
    },
  };
};
