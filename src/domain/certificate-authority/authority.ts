import type { Certificate } from "#pki/certificate/parse.ts";
import type { IssuerFacts } from "#pki/certificate/profiles.ts";
import type { Signer } from "#pki/signer.ts";
import type { Family } from "../institution/policy.ts";

export { loadAuthority } from "./load.ts";

/** A certificate of an authority, root or issuing. */
export interface AuthorityCertificate {
  /** `bizsol-root`, `bizsol-g1`, `shinkin-root`, `shinkin-g1`. */
  readonly issuerId: string;
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly generation: number;
  readonly state: "active" | "retired";
  /** DER. */
  readonly der: Buffer;
  readonly certificate: Certificate;
  readonly keyReference: string;
  /** The root of an issuing authority. */
  readonly parentIssuerId: string | undefined;
}

/** An authority that signs client certificates and CRLs. */
export interface Issuer extends AuthorityCertificate {
  readonly kind: "issuing";
  readonly signer: Signer;
  /** What it puts of itself into what it issues. */
  readonly facts: IssuerFacts;
}

/** Who signs OCSP responses for an issuer (RFC 6960 section 4.2.2.2, delegated). */
export interface OcspResponder {
  readonly der: Buffer;
  readonly notAfter: Temporal.Instant;
  readonly keyReference: string;
  readonly signer: Signer;
}

/** Everything that signs, loaded once at start. Root keys are not loaded: they sign nothing in daily work. */
export interface CertificateAuthority {
  /** Base of OCSP, CRL and CA addresses inside certificates, without a slash at the end: `http://…:8080`. */
  readonly validationUrl: string;
  /** The active issuing authority of a family. @throws InvariantError when the family has none. */
  issuingFor(family: Family): Issuer;
  /** An issuing authority by id, retired ones too; undefined where there is none. */
  issuer(issuerId: string): Issuer | undefined;
  /** All issuing authorities. */
  readonly issuers: readonly Issuer[];
  /** All authorities, roots too. */
  readonly authorities: readonly AuthorityCertificate[];
  /** DER from the issuing authority up to its root: what a client installs beside its certificate. */
  chainOf(issuerId: string): readonly Buffer[];
  /** The OCSP responder of an issuer at present. */
  responderOf(issuerId: string): OcspResponder | undefined;
  /** Takes a responder that was renewed while the program runs. */
  replaceResponder(issuerId: string, responder: OcspResponder): void;
}
