import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import {
  authorityKeyIdentifier,
  crlNumber,
  distributionPointName,
  extension,
} from "../certificate/extensions.ts";
import type { IssuerFacts } from "../certificate/profiles.ts";
import { TAG, contextPrimitive } from "../der/tags.ts";
import { time } from "../der/time.ts";
import { bitString, explicit, integer, lengthOfLength, sequence, value, writeHeader } from "../der/writer.ts";
import { OID } from "../oids.ts";

export { encodeCrlEntry, type CrlEntryFields } from "./entry.ts";
export type { RevocationReason } from "./reason.ts";

/** What a list covers: the `onlyContains…` field of its issuing distribution point. */
export type CrlScope = "everything" | "userCertificates" | "authorityCertificates";

/** What a CRL says, ready to be encoded (RFC 5280 section 5.1.2). Always version 2. */
export interface TbsCertListFields {
  readonly issuer: IssuerFacts;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
  /** Rises with each list of the same address (section 5.2.3). Below 2^159. */
  readonly number: bigint;
  /**
   * The address of this shard, the same as in the certificates it covers (section 5.2.5). With it, or with a scope,
   * the list carries the critical issuingDistributionPoint; without both it is the issuer's full list.
   */
  readonly distributionPointUri?: string | undefined;
  readonly scope?: CrlScope | undefined;
  /** Encoded entries (`encodeCrlEntry`); one buffer may hold many of them, one after the other. */
  readonly entries: readonly Uint8Array[];
}

const FIELD_OF_SCOPE: Readonly<Record<CrlScope, readonly Buffer[]>> = {
  everything: [],
  userCertificates: [value(contextPrimitive(1), [Buffer.of(0xff)])],
  authorityCertificates: [value(contextPrimitive(2), [Buffer.of(0xff)])],
};

const issuingDistributionPoint = (uri: string | undefined, scope: CrlScope): readonly Buffer[] => {
  if (uri === undefined && scope === "everything") return [];
  const name = uri === undefined ? [] : [distributionPointName(uri)];
  return [extension(OID.issuingDistributionPoint, true, sequence(...name, ...FIELD_OF_SCOPE[scope]))];
};

const V2 = integer(1);

/** Identifier and length alone, so that the contents need not be copied twice. */
const header = (tag: number, contentsLength: number): Buffer => {
  const octets = Buffer.allocUnsafe(1 + lengthOfLength(contentsLength));
  writeHeader(octets, 0, tag, contentsLength);
  return octets;
};

/** The octets that the issuer signs: TBSCertList, DER. Its cost is one copy of the entries. */
export const buildTbsCertList = (fields: TbsCertListFields): Buffer => {
  const entriesLength = fields.entries.reduce((sum, entry) => sum + entry.length, 0);
  // An array and not arguments: a list may have a million entries.
  return value(TAG.sequence, [
    V2,
    SIGNATURE_ALGORITHMS[fields.issuer.signatureAlgorithm].identifier,
    fields.issuer.name,
    time(fields.thisUpdate),
    time(fields.nextUpdate),
    // Absent, not empty, where nothing is revoked (section 5.1.2.6).
    ...(entriesLength > 0 ? [header(TAG.sequence, entriesLength), ...fields.entries] : []),
    explicit(
      0,
      sequence(
        authorityKeyIdentifier(fields.issuer.keyIdentifier),
        crlNumber(fields.number),
        ...issuingDistributionPoint(fields.distributionPointUri, fields.scope ?? "everything"),
      ),
    ),
  ]);
};

/** The CRL, DER, of what was signed and the signature of the issuer. */
export const assembleCrl = (
  tbs: Buffer,
  signatureAlgorithm: IssuerFacts["signatureAlgorithm"],
  signature: Buffer,
): Buffer => sequence(tbs, SIGNATURE_ALGORITHMS[signatureAlgorithm].identifier, bitString(signature));
