import { issuingAuthorityFields, rootFields } from "#pki/certificate/profiles.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import type { Certificate } from "#pki/certificate/parse.ts";
import type { Name } from "#pki/name.ts";
import type { Signer } from "#pki/signer.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Family } from "../institution/policy.ts";
import { AUTHORITY_LIST_NAME, caIssuersUri, crlUri } from "./addresses.ts";
import { rootIdOf, rootName } from "./names.ts";
import { newSerial, signAuthorityCertificate } from "./sign.ts";

/** How long a root lasts unless told. */
export const ROOT_YEARS = 20;
/** How long an issuing authority lasts unless told; never longer than its root. */
export const ISSUING_YEARS = 10;

const yearsFrom = (now: Temporal.Instant, years: number) => {
  const notBefore = now.round({ smallestUnit: "second", roundingMode: "floor" });
  const end = notBefore.toZonedDateTimeISO("UTC").add({ years }).toInstant();
  return { notBefore, notAfter: end.subtract({ seconds: 1 }) };
};

const earlier = (left: Temporal.Instant, right: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(left, right) < 0 ? left : right;

/** A family's root, self-signed. */
export const signRoot = (given: {
  readonly random: RandomSource;
  readonly now: Temporal.Instant;
  readonly family: Family;
  readonly organization: string;
  readonly signer: Signer;
  readonly years?: number;
}): Promise<Certificate> =>
  signAuthorityCertificate(
    rootFields({
      serial: newSerial(given.random),
      subject: rootName(given.organization, given.family),
      publicKeyInfo: given.signer.publicKeyInfo,
      signatureAlgorithm: given.signer.signatureAlgorithm,
      ...yearsFrom(given.now, given.years ?? ROOT_YEARS),
    }),
    given.signer,
    "root",
    "self",
  );

/** An issuing authority of a family, signed by its root. */
export const signIssuing = (given: {
  readonly random: RandomSource;
  readonly now: Temporal.Instant;
  readonly family: Family;
  /** With the generation in its common name: `issuingName`. */
  readonly subject: Name;
  readonly publicKeyInfo: Buffer;
  /** Base of the addresses at which the root's list and certificate are found. */
  readonly validationUrl: string;
  readonly years?: number;
  readonly root: { readonly certificate: Certificate; readonly signer: Signer };
}): Promise<Certificate> => {
  const rootId = rootIdOf(given.family);
  const { root, validationUrl } = given;
  const { notBefore, notAfter } = yearsFrom(given.now, given.years ?? ISSUING_YEARS);
  return signAuthorityCertificate(
    issuingAuthorityFields({
      serial: newSerial(given.random),
      subject: given.subject,
      publicKeyInfo: given.publicKeyInfo,
      notBefore,
      notAfter: earlier(notAfter, root.certificate.notAfter),
      issuer: issuerFactsOf(root.certificate),
      addresses: {
        crlUri: crlUri(validationUrl, rootId, AUTHORITY_LIST_NAME),
        caIssuersUri: caIssuersUri(validationUrl, rootId),
      },
    }),
    root.signer,
    "issuing",
    root.certificate,
  );
};
