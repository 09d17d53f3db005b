import type { Certificate } from "#pki/certificate/parse.ts";
import type { IssuerFacts } from "#pki/certificate/profiles.ts";
import type { Signer } from "#pki/signer.ts";
import type { Family } from "../institution/policy.ts";

export { loadAuthority } from "./load.ts";

/**
 * Where a generation of an issuing authority stands (migration 0012; docs/operating/generations.md). A root is always
 * `active`.
 */
export type GenerationState = "planned" | "published" | "active" | "retired" | "revoked" | "discarded";

/** A certificate of an authority, root or issuing. */
export interface AuthorityCertificate {
  /** `bizsol-root`, `bizsol-g1`, `shinkin-root`, `shinkin-g1`. */
  readonly issuerId: string;
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly generation: number;
  readonly state: GenerationState;
  /** DER. */
  readonly der: Buffer;
  readonly certificate: Certificate;
  readonly keyReference: string;
  /** The root of an issuing authority. */
  readonly parentIssuerId: string | undefined;
  /** Base of the addresses in what it issues, without a slash at the end; undefined for a root. */
  readonly validationUrl: string | undefined;
  /** Retired: when the last certificate that it issued ends; undefined: it was never active. */
  readonly servesUntil: Temporal.Instant | undefined;
}

/** An authority that signs client certificates and CRLs. */
export interface Issuer extends AuthorityCertificate {
  readonly kind: "issuing";
  /** Its own for good: it stands in every certificate that it issued. */
  readonly validationUrl: string;
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

/** What was loaded from the record and the key store. Planned and discarded generations are not part of it. */
export interface AuthorityParts {
  /** Base of the addresses for generations that are planned from now on. */
  readonly validationUrl: string;
  /** Rises with every change of the record. */
  readonly version: number;
  readonly authorities: readonly AuthorityCertificate[];
  readonly issuers: readonly Issuer[];
  readonly responders: ReadonlyMap<string, OcspResponder>;
}

/**
 * Everything that signs. Loaded at start and anew whenever the record changes (`reloadAuthority`), so ask it each time
 * and keep nothing of it. Root keys are not loaded: they sign nothing in daily work.
 */
export interface CertificateAuthority {
  /** Base of the addresses for new generations. What an issuer puts into certificates is `issuer.validationUrl`. */
  readonly validationUrl: string;
  /** Of the record at the last loading. */
  readonly version: number;
  /** The active issuing authority of a family. @throws InvariantError when the family has none. */
  issuingFor(family: Family): Issuer;
  /** An issuing authority by id: published, active, retired or revoked; undefined where there is none. */
  issuer(issuerId: string): Issuer | undefined;
  /** All issuing authorities for which CRLs and OCSP answers are made. */
  readonly issuers: readonly Issuer[];
  /** All authorities whose certificates are given out, roots too. */
  readonly authorities: readonly AuthorityCertificate[];
  /** DER from the issuing authority up to its root: what a client installs beside its certificate. */
  chainOf(issuerId: string): readonly Buffer[];
  /**
   * DER of what clients of a family may trust: the chain of the active issuing authority first, then those that are
   * published or retired, so that a client that learned them keeps working when the next generation takes over.
   */
  trustedFor(family: Family): readonly Buffer[];
  /** The OCSP responder of an issuer at present. */
  responderOf(issuerId: string): OcspResponder | undefined;
  /** Takes a responder that was renewed while the program runs. */
  replaceResponder(issuerId: string, responder: OcspResponder): void;
  /** Takes the place of everything that was loaded before. */
  replace(parts: AuthorityParts): void;
}
