import type { Certificate } from "../certificate/certificate.ts";
import type { CertificateList } from "../crl/parse.ts";

/** Most certificates of a path, the trust anchor not counted. */
export const MAX_PATH_CERTIFICATES = 10;

/** Where trust begins (RFC 5280 section 6.1.1 (d)): an authority's certificate, most often self-signed. */
export type TrustAnchor = Pick<
  Certificate,
  "subject" | "publicKeyInfo" | "version" | "notBefore" | "notAfter" | "extensions"
>;

/** The inputs of RFC 5280 section 6.1.1 (c), (e), (f), (g). */
export interface PolicyInputs {
  /** Policies that whoever asks would accept, dotted identifiers; left out: any. */
  readonly acceptable?: readonly string[];
  /** A policy must be left at the end; false by default. */
  readonly mustHavePolicy?: boolean;
  readonly forbidMapping?: boolean;
  readonly forbidAnyPolicy?: boolean;
}

/** Where revocation is looked up. Delta and indirect CRLs are passed over. */
export interface RevocationInputs {
  readonly crls: readonly CertificateList[];
  /** Certificates of keys that sign CRLs alone; each is validated in its turn. */
  readonly crlSigners?: readonly Certificate[];
}

/** What is to be validated. */
export interface PathRequest {
  /** The certificate in question first, then each one's issuer; without the trust anchor. */
  readonly chain: readonly Certificate[];
  readonly trustAnchor: TrustAnchor;
  /** The moment at which all must be valid. */
  readonly at: Temporal.Instant;
  readonly policies?: PolicyInputs;
  /**
   * Extended key usage, a dotted identifier, for which the certificate is wanted: certificates of the path that limit
   * their purposes must name it or anyExtendedKeyUsage.
   */
  readonly purpose?: string;
  /** Left out: revocation is not looked up. */
  readonly revocation?: RevocationInputs;
}

/** A path that holds. */
export interface ValidatedPath {
  readonly certificate: Certificate;
  /** Policies under which the path is valid and which whoever asked accepts (section 6.1.6); anyPolicy: all. */
  readonly policies: readonly string[];
}
