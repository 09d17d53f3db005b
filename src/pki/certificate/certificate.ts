import type { SignatureAlgorithmName } from "../algorithms.ts";
import type { Name } from "../name.ts";
import type { KeyUsageName } from "./extensions.ts";

/** An extension as it stands in the certificate. */
export interface Extension {
  readonly oid: string;
  readonly isCritical: boolean;
  /** Contents of the OCTET STRING. */
  readonly value: Buffer;
}

export interface BasicConstraints {
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
}

/** A GeneralName (RFC 5280 section 4.2.1.6). `other`: kinds that we do not use, by their tag. */
export type GeneralName =
  | { readonly kind: "dns"; readonly value: string }
  | { readonly kind: "mail"; readonly value: string }
  | { readonly kind: "uri"; readonly value: string }
  | { readonly kind: "directory"; readonly value: Name }
  | { readonly kind: "other"; readonly tag: number; readonly encoded: Buffer };

/** The extensions that we know, read; and all of them as they stand. Undefined: not in the certificate. */
export interface CertificateExtensions {
  readonly all: readonly Extension[];
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: ReadonlySet<KeyUsageName> | undefined;
  /** Purposes, dotted identifiers. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectKeyIdentifier: Buffer | undefined;
  /** Undefined too where the extension names its issuer by other means only. */
  readonly authorityKeyIdentifier: Buffer | undefined;
  /** Addresses in fullName, in their order. */
  readonly crlUris: readonly string[] | undefined;
  readonly ocspUris: readonly string[] | undefined;
  readonly caIssuersUris: readonly string[] | undefined;
  readonly policyOids: readonly string[] | undefined;
  readonly subjectAltNames: readonly GeneralName[] | undefined;
  readonly hasOcspNoCheck: boolean;
}

/** What stands in a TBSCertificate (RFC 5280 section 4.1.2). */
export interface TbsCertificate {
  /** The octets that are signed. */
  readonly tbs: Buffer;
  /** 1 to 3. */
  readonly version: number;
  /** Hexadecimal, at least 32 digits. */
  readonly serial: string;
  /** Contents octets of the INTEGER, for the lints. */
  readonly serialContents: Buffer;
  /** AlgorithmIdentifier inside the signed octets. */
  readonly innerSignatureIdentifier: Buffer;
  readonly issuer: Name;
  readonly issuerDer: Buffer;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  /** Octets of Validity, for the lints. */
  readonly validityDer: Buffer;
  readonly subject: Name;
  readonly subjectDer: Buffer;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly hasUniqueIdentifiers: boolean;
  readonly extensions: CertificateExtensions;
}

/** A certificate that was read. Nothing is verified: see `certificate/verify.ts`. */
export interface Certificate extends TbsCertificate {
  readonly der: Buffer;
  /** Undefined for an algorithm that is none of ours. */
  readonly signatureAlgorithm: SignatureAlgorithmName | undefined;
  /** AlgorithmIdentifier outside the signed octets. */
  readonly outerSignatureIdentifier: Buffer;
  readonly signature: Buffer;
}
