import { createHash } from "node:crypto";
import { objectIdentifier } from "../der/object-identifier.ts";
import type { DerReader } from "../der/reader.ts";
import { NULL_VALUE, octetString, sequence } from "../der/writer.ts";
import { encodeSerial, readSerial } from "../certificate/serial.ts";
import { OID } from "../oids.ts";
import { subjectPublicKeyOf } from "../public-key.ts";

/** Digests of a CertID that we know. `undefined` in a request: another one, whose certificates are unknown to us. */
export type CertIdDigest = "sha1" | "sha256";

const DIGEST_OIDS: Readonly<Record<CertIdDigest, string>> = { sha1: OID.sha1, sha256: OID.sha256 };

/** CertID (RFC 6960 section 4.1.1): which certificate is asked about. */
export interface CertId {
  readonly digest: CertIdDigest | undefined;
  readonly issuerNameHash: Buffer;
  readonly issuerKeyHash: Buffer;
  /** Hexadecimal, at least 32 digits. */
  readonly serial: string;
  /** As it was asked, to be echoed octet by octet. */
  readonly encoded: Buffer;
}

const readDigest = (reader: DerReader): CertIdDigest | undefined =>
  reader.sequence((algorithm) => {
    const oid = algorithm.objectIdentifier();
    // Parameters absent or NULL (RFC 4055 section 2.1): both are in use.
    if (!algorithm.isAtEnd) algorithm.null();
    return oid === OID.sha1 ? "sha1" : oid === OID.sha256 ? "sha256" : undefined;
  });

export const readCertId = (reader: DerReader): CertId => {
  const { encoded, value } = reader.recorded((outer) =>
    outer.sequence((fields) => ({
      digest: readDigest(fields),
      issuerNameHash: fields.octetString(),
      issuerKeyHash: fields.octetString(),
      serial: readSerial(fields),
    })),
  );
  return { ...value, encoded };
};

/** An issuer as CertIDs name it, hashed once. */
export interface IssuerIdentity {
  /** Whether a CertID names this issuer. */
  isNamedBy(certId: CertId): boolean;
  /** A CertID, DER, for a serial number of this issuer. */
  certId(serial: string, digest?: CertIdDigest): Buffer;
}

interface IssuerHashes {
  readonly name: Buffer;
  readonly key: Buffer;
}

/** Hashes an issuer's name (DER) and key for comparison with CertIDs. */
export const issuerIdentity = (issuer: {
  readonly name: Buffer;
  readonly publicKeyInfo: Buffer;
}): IssuerIdentity => {
  const key = subjectPublicKeyOf(issuer.publicKeyInfo);
  const hashes = (digest: CertIdDigest): IssuerHashes => ({
    name: createHash(digest).update(issuer.name).digest(),
    key: createHash(digest).update(key).digest(),
  });
  const table: Readonly<Record<CertIdDigest, IssuerHashes>> = {
    sha1: hashes("sha1"),
    sha256: hashes("sha256"),
  };
  return {
    isNamedBy: (certId) => {
      if (certId.digest === undefined) return false;
      const { name, key: keyHash } = table[certId.digest];
      return certId.issuerNameHash.equals(name) && certId.issuerKeyHash.equals(keyHash);
    },
    certId: (serial, digest = "sha256") =>
      sequence(
        sequence(objectIdentifier(DIGEST_OIDS[digest]), NULL_VALUE),
        octetString(table[digest].name),
        octetString(table[digest].key),
        encodeSerial(serial),
      ),
  };
};
