import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy, issuerFactsOf } from "#pki/certificate/verify.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { certificateAuthority } from "./assemble.ts";
import type {
  AuthorityCertificate,
  AuthorityParts,
  CertificateAuthority,
  GenerationState,
  Issuer,
  OcspResponder,
} from "./authority.ts";
import {
  selectAuthorities,
  selectResponder,
  selectVersion,
  selectVersionIn,
  type AuthorityRow,
  type ResponderRow,
} from "./authority.store.ts";
import { openKey } from "./open-key.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

export { openKey } from "./open-key.ts";

type LoadRefusal = Refusal<AuthorityRefusalCode>;
type LoadContext = Pick<DomainContext, "database" | "clock">;
/** What is loaded already: its keys need not be opened again. */
type Known = Pick<CertificateAuthority, "issuer" | "responderOf"> | undefined;

const brokenChain = (issuer: string, detail: string) =>
  refused<LoadRefusal>({ code: "AUTHORITY_CHAIN_BROKEN", detail, facts: { issuer } });

/** Reads an authority's row. Refused: AUTHORITY_CHAIN_BROKEN where its certificate is none. */
export const readAuthority = (row: AuthorityRow): Result<AuthorityCertificate, LoadRefusal> => {
  const parsed = parseCertificate(row.certificate);
  if (!parsed.ok) return brokenChain(row.issuerId, parsed.refusal.detail);
  const { issuerId, family, kind, generation, state, keyReference, parentIssuerId } = row;
  const { validationUrl, servesUntil, certificate: der } = row;
  return accepted({
    issuerId,
    family,
    kind,
    generation,
    state,
    keyReference,
    parentIssuerId,
    validationUrl,
    servesUntil,
    der,
    certificate: parsed.value,
  });
};

const isChained = (authority: AuthorityCertificate, all: readonly AuthorityCertificate[]): boolean => {
  const above =
    authority.kind === "root" ? authority : all.find(({ issuerId }) => issuerId === authority.parentIssuerId);
  return above !== undefined && above.kind === "root" && isIssuedBy(authority.certificate, above.certificate);
};

const GIVEN_OUT: ReadonlySet<GenerationState> = new Set(["published", "active", "retired", "revoked"]);

/** Whether its CRLs and OCSP answers are still made: until the last certificate that it issued has ended. */
const isServing = ({ state, servesUntil }: AuthorityCertificate, now: Temporal.Instant): boolean =>
  state !== "retired" || servesUntil === undefined || Temporal.Instant.compare(now, servesUntil) <= 0;

/** Nothing is issued under a certificate that is not valid now. */
const validityFault = (
  { issuerId, certificate, state }: AuthorityCertificate,
  now: Temporal.Instant,
): LoadRefusal | undefined => {
  const facts = { issuer: issuerId };
  if (state !== "active" && state !== "published") return undefined;
  if (Temporal.Instant.compare(now, certificate.notBefore) < 0) {
    const detail = `${issuerId} is valid from ${certificate.notBefore.toString()}`;
    return { code: "AUTHORITY_NOT_YET_VALID", detail, facts };
  }
  if (Temporal.Instant.compare(now, certificate.notAfter) <= 0) return undefined;
  const detail = `${issuerId} was valid until ${certificate.notAfter.toString()}`;
  return { code: "AUTHORITY_EXPIRED", detail, facts };
};

/** Reads and opens a responder; the certificate must be of this issuer and of this key. */
export const openResponder = async (
  keyStore: KeyStore,
  row: ResponderRow,
  issuer: AuthorityCertificate,
  known?: Known,
): Promise<Result<OcspResponder, LoadRefusal>> => {
  const parsed = parseCertificate(row.certificate);
  if (!parsed.ok) return brokenChain(`${row.issuerId} OCSP`, parsed.refusal.detail);
  if (!isIssuedBy(parsed.value, issuer.certificate)) {
    return brokenChain(`${row.issuerId} OCSP`, "the responder's certificate is not of this issuer");
  }
  const present = known?.responderOf(row.issuerId);
  if (present?.der.equals(row.certificate) === true && present.keyReference === row.keyReference) {
    return accepted(present);
  }
  const signer = await openKey(keyStore, row.keyReference, parsed.value, `${row.issuerId} OCSP`);
  if (!signer.ok) return signer;
  return accepted({
    der: row.certificate,
    notAfter: row.notAfter,
    keyReference: row.keyReference,
    signer: signer.value,
  });
};

/** Opens an issuing authority; what did not change since keeps its identity, and with it what others know of it. */
export const openIssuer = async (
  keyStore: KeyStore,
  authority: AuthorityCertificate,
  known?: Known,
): Promise<Result<Issuer, LoadRefusal>> => {
  const { certificate, issuerId, keyReference, validationUrl, state, servesUntil } = authority;
  invariant(validationUrl !== undefined, "an issuing authority has a validation URL");
  const before = known?.issuer(issuerId);
  const isSameKey = before?.der.equals(authority.der) === true && before.keyReference === keyReference;
  if (isSameKey && before.state === state && String(before.servesUntil) === String(servesUntil)) {
    return accepted(before);
  }
  const signer = isSameKey
    ? accepted(before.signer)
    : await openKey(keyStore, keyReference, certificate, issuerId);
  if (!signer.ok) return signer;
  const facts = issuerFactsOf(certificate);
  return accepted({ ...authority, kind: "issuing", validationUrl, signer: signer.value, facts });
};

interface Recorded {
  readonly version: number;
  readonly rows: readonly AuthorityRow[];
  readonly responders: ReadonlyMap<string, ResponderRow>;
}

const readRecord = ({ database }: LoadContext): Promise<Recorded> =>
  database.inShared(async (tx) => {
    // First: what changes while the rest is read is read again the next time.
    const version = await selectVersionIn(tx);
    const rows = await selectAuthorities(tx);
    const responders = new Map<string, ResponderRow>();
    for (const { issuerId } of rows.filter(({ kind }) => kind === "issuing")) {
      const responder = await selectResponder(tx, issuerId);
      if (responder !== undefined) responders.set(issuerId, responder);
    }
    return { version, rows, responders };
  });

/** Reads the certificates that are given out, and checks chain and validity. */
export const readAuthorities = (
  rows: readonly AuthorityRow[],
  now: Temporal.Instant,
): Result<readonly AuthorityCertificate[], LoadRefusal> => {
  const authorities: AuthorityCertificate[] = [];
  for (const row of rows.filter(({ kind, state }) => kind === "root" || GIVEN_OUT.has(state))) {
    const authority = readAuthority(row);
    if (!authority.ok) return authority;
    authorities.push(authority.value);
  }
  const unchained = authorities.find((authority) => !isChained(authority, authorities));
  if (unchained !== undefined) {
    return brokenChain(unchained.issuerId, "its signature is not that of the root it names");
  }
  const fault = authorities
    .map((authority) => validityFault(authority, now))
    .find((one) => one !== undefined);
  return fault === undefined ? accepted(authorities) : refused(fault);
};

const loadParts = async (
  context: LoadContext,
  keyStore: KeyStore,
  validationUrl: string,
  known: Known,
): Promise<Result<AuthorityParts, LoadRefusal>> => {
  const { version, rows, responders: responderRows } = await readRecord(context);
  if (rows.length === 0) {
    return refused({ code: "AUTHORITY_NOT_INITIALIZED", detail: "the database knows no authority" });
  }
  const now = context.clock.now();
  const authorities = readAuthorities(rows, now);
  if (!authorities.ok) return authorities;
  const issuers: Issuer[] = [];
  const responders = new Map<string, OcspResponder>();
  for (const authority of authorities.value) {
    if (authority.kind !== "issuing" || !isServing(authority, now)) continue;
    const issuer = await openIssuer(keyStore, authority, known);
    // The key of a revoked authority may have been destroyed, and should have been where it was stolen.
    if (!issuer.ok && authority.state === "revoked") continue;
    if (!issuer.ok) return issuer;
    issuers.push(issuer.value);
    const responderRow = responderRows.get(authority.issuerId);
    if (responderRow === undefined) continue;
    const responder = await openResponder(keyStore, responderRow, authority, known);
    if (!responder.ok) return responder;
    responders.set(authority.issuerId, responder.value);
  }
  return accepted({ validationUrl, version, authorities: authorities.value, issuers, responders });
};

/**
 * Loads all issuing authorities and OCSP responders that serve, and checks that each key belongs to its certificate,
 * each certificate to its root, and that those in use are valid now. Refused: AUTHORITY_NOT_INITIALIZED,
 * AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH, AUTHORITY_CHAIN_BROKEN, AUTHORITY_NOT_YET_VALID,
 * AUTHORITY_EXPIRED.
 */
export const loadAuthority = async (
  context: LoadContext,
  keyStore: KeyStore,
  options: { readonly validationUrl: string },
): Promise<Result<CertificateAuthority, LoadRefusal>> => {
  const parts = await loadParts(context, keyStore, options.validationUrl, undefined);
  return parts.ok ? accepted(certificateAuthority(parts.value)) : parts;
};

/** A number that rises with every change of the authorities on record: cheap to ask for. */
export const authorityVersion = ({ database }: Pick<DomainContext, "database">): Promise<number> =>
  selectVersion(database);

/**
 * Loads anew what changed in the record since; gives whether anything did. Refused, it leaves the authority as it was:
 * a node that lacks a key of a new generation goes on with what it has, and tries again.
 */
export const reloadAuthority = async (
  context: LoadContext,
  keyStore: KeyStore,
  authority: CertificateAuthority,
): Promise<Result<boolean, LoadRefusal>> => {
  if ((await authorityVersion(context)) === authority.version) return accepted(false);
  const parts = await loadParts(context, keyStore, authority.validationUrl, authority);
  if (!parts.ok) return parts;
  authority.replace(parts.value);
  return accepted(true);
};
