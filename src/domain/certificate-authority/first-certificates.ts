import { issuingAuthorityFields, rootFields } from "#pki/certificate/profiles.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { RandomSource } from "#shared/random.ts";
import { AUTHORITY_LIST_NAME, caIssuersUri, crlUri } from "./addresses.ts";
import { issuingName, rootIdOf, rootName } from "./names.ts";
import type { FamilyKeys } from "./ready-keys.ts";
import { newSerial, signAuthorityCertificate } from "./sign.ts";

const ROOT_YEARS = 20;
const ISSUING_YEARS = 10;

const yearsFrom = (now: Temporal.Instant, years: number) => {
  const notBefore = now.round({ smallestUnit: "second", roundingMode: "floor" });
  const end = notBefore.toZonedDateTimeISO("UTC").add({ years }).toInstant();
  return { notBefore, notAfter: end.subtract({ seconds: 1 }) };
};

/** What signing works with; one instant for all, so that nothing begins before its issuer. */
export interface Making {
  readonly random: RandomSource;
  readonly now: Temporal.Instant;
  readonly keys: FamilyKeys;
  readonly organization: string;
  readonly validationUrl: string;
}

/** The family's root, self-signed. */
export const signRoot = ({ random, now, keys, organization }: Making): Promise<Certificate> =>
  signAuthorityCertificate(
    rootFields({
      serial: newSerial(random),
      subject: rootName(organization, keys.family),
      publicKeyInfo: keys.root.signer.publicKeyInfo,
      signatureAlgorithm: keys.root.signer.signatureAlgorithm,
      ...yearsFrom(now, ROOT_YEARS),
    }),
    keys.root.signer,
    "root",
    "self",
  );

/** The family's first issuing authority. */
export const signIssuing = (
  { random, now, keys, organization, validationUrl }: Making,
  root: Certificate,
): Promise<Certificate> => {
  const rootId = rootIdOf(keys.family);
  return signAuthorityCertificate(
    issuingAuthorityFields({
      serial: newSerial(random),
      subject: issuingName(organization, keys.family, 1),
      publicKeyInfo: keys.issuing.signer.publicKeyInfo,
      ...yearsFrom(now, ISSUING_YEARS),
      issuer: issuerFactsOf(root),
      addresses: {
        crlUri: crlUri(validationUrl, rootId, AUTHORITY_LIST_NAME),
        caIssuersUri: caIssuersUri(validationUrl, rootId),
      },
    }),
    keys.root.signer,
    "issuing",
    root,
  );
};
