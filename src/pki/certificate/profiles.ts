import type { SignatureAlgorithmName } from "../algorithms.ts";
import { OID } from "../oids.ts";
import { encodeName, type Name } from "../name.ts";
import { keyIdentifier } from "../public-key.ts";
import type { TbsCertificateFields } from "./build.ts";
import {
  OCSP_NO_CHECK,
  authorityBasicConstraints,
  authorityInfoAccess,
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoint,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
} from "./extensions.ts";

/** Kinds of certificate that we issue. Lints judge each by its own rules. */
export type CertificateProfileName = "root" | "issuing" | "client" | "ocspResponder" | "tlsServer";

/** What an issuer puts of itself into what it issues. */
export interface IssuerFacts {
  /** Its subject, DER. */
  readonly name: Buffer;
  /** Its subject key identifier. */
  readonly keyIdentifier: Buffer;
  /** What it signs with. */
  readonly signatureAlgorithm: SignatureAlgorithmName;
}

/** What every profile is told. */
export interface SubjectFields {
  /** Hexadecimal: 128 random bits. */
  readonly serial: string;
  readonly subject: Name;
  readonly publicKeyInfo: Buffer;
  readonly notBefore: Temporal.Instant;
  /** The last second that is valid (RFC 5280 section 4.1.2.5: it is included). */
  readonly notAfter: Temporal.Instant;
}

/** Where verifiers find the issuer's certificate, its CRL and its OCSP responder. HTTP addresses. */
export interface IssuerAddresses {
  readonly crlUri: string;
  readonly caIssuersUri: string;
  readonly ocspUri: string;
}

const fieldsOf = (
  given: SubjectFields,
  issuer: Pick<IssuerFacts, "name" | "signatureAlgorithm">,
  extensions: readonly Buffer[],
): TbsCertificateFields => ({
  serial: given.serial,
  signatureAlgorithm: issuer.signatureAlgorithm,
  issuer: issuer.name,
  notBefore: given.notBefore,
  notAfter: given.notAfter,
  subject: encodeName(given.subject),
  publicKeyInfo: given.publicKeyInfo,
  extensions,
});

/** A self-signed root. It carries no AKI: it is its own issuer (RFC 5280 section 4.2.1.1). */
export const rootFields = (
  given: SubjectFields & { readonly signatureAlgorithm: SignatureAlgorithmName },
): TbsCertificateFields =>
  fieldsOf(given, { name: encodeName(given.subject), signatureAlgorithm: given.signatureAlgorithm }, [
    authorityBasicConstraints(),
    keyUsage("keyCertSign", "cRLSign"),
    subjectKeyIdentifier(keyIdentifier(given.publicKeyInfo)),
  ]);

/** An authority that issues to ends only (pathLenConstraint 0). Policies default to anyPolicy. */
export const issuingAuthorityFields = (
  given: SubjectFields & {
    readonly issuer: IssuerFacts;
    readonly addresses: Omit<IssuerAddresses, "ocspUri"> & Partial<Pick<IssuerAddresses, "ocspUri">>;
    readonly policyOids?: readonly string[];
  },
): TbsCertificateFields =>
  fieldsOf(given, given.issuer, [
    authorityKeyIdentifier(given.issuer.keyIdentifier),
    subjectKeyIdentifier(keyIdentifier(given.publicKeyInfo)),
    keyUsage("keyCertSign", "cRLSign"),
    authorityBasicConstraints(0),
    certificatePolicies(...(given.policyOids ?? [OID.anyPolicy])),
    crlDistributionPoint(given.addresses.crlUri),
    authorityInfoAccess(given.addresses),
  ]);

/**
 * A customer's certificate: digitalSignature and clientAuth, nothing else. basicConstraints is left out, as RFC 5280
 * section 4.2.1.9 lets end entities. Where many are issued, `prepareClientTemplate` builds the same octets faster.
 */
export const clientFields = (
  given: SubjectFields & {
    readonly issuer: IssuerFacts;
    readonly addresses: IssuerAddresses;
    readonly policyOid: string;
  },
): TbsCertificateFields =>
  fieldsOf(given, given.issuer, [
    subjectKeyIdentifier(keyIdentifier(given.publicKeyInfo)),
    authorityKeyIdentifier(given.issuer.keyIdentifier),
    ...clientExtensions(given.addresses, given.policyOid),
  ]);

/** Extensions of a client certificate that depend on the issuer and the policy alone. */
export const clientExtensions = (addresses: IssuerAddresses, policyOid: string): readonly Buffer[] => [
  keyUsage("digitalSignature"),
  extendedKeyUsage(OID.clientAuth),
  certificatePolicies(policyOid),
  crlDistributionPoint(addresses.crlUri),
  authorityInfoAccess(addresses),
];

/** A delegated OCSP responder (RFC 6960 section 4.2.2.2). Short-lived, since nobody asks for its standing. */
export const ocspResponderFields = (
  given: SubjectFields & { readonly issuer: IssuerFacts },
): TbsCertificateFields =>
  fieldsOf(given, given.issuer, [
    subjectKeyIdentifier(keyIdentifier(given.publicKeyInfo)),
    authorityKeyIdentifier(given.issuer.keyIdentifier),
    keyUsage("digitalSignature"),
    extendedKeyUsage(OID.ocspSigning),
    OCSP_NO_CHECK,
  ]);

/** A TLS server, for the demonstration and for tests. */
export const tlsServerFields = (
  given: SubjectFields & { readonly issuer: IssuerFacts; readonly dnsNames: readonly string[] },
): TbsCertificateFields =>
  fieldsOf(given, given.issuer, [
    subjectKeyIdentifier(keyIdentifier(given.publicKeyInfo)),
    authorityKeyIdentifier(given.issuer.keyIdentifier),
    keyUsage("digitalSignature"),
    extendedKeyUsage(OID.serverAuth),
    subjectAltName(...given.dnsNames),
  ]);
