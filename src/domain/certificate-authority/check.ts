import { parseCertificate } from "#pki/certificate/parse.ts";
import { isIssuedBy } from "#pki/certificate/verify.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { CertificateAuthority, Issuer } from "./authority.ts";
import {
  selectAuthorities,
  selectAuthorityCrl,
  selectResponder,
  selectSomeCertificates,
  type AuthorityCrlRow,
  type AuthorityRow,
} from "./authority.store.ts";
import { longestValidity } from "./lifetime.ts";
import { loadAuthority } from "./load.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { readRootCrl } from "./revoke-generation.ts";
import { certificateOf, revokedBelow } from "./root-crl.ts";

/** What does not belong together. */
export interface AuthorityFinding extends Refusal<AuthorityRefusalCode> {
  /** stops: the program must not start with it. warns: it may, and somebody must act. */
  readonly severity: "stops" | "warns";
}

/** A root's list must be signed anew so long before its next update. */
const ROOT_CRL_WARNING_DAYS = 30;
/** The next generation should be planned so long before the active one becomes too short. */
const ENDING_WARNING_DAYS = 90;
/** Certificates of each institution that are compared with the issuer on record. */
const SAMPLE = 20;

const finding = (
  severity: AuthorityFinding["severity"],
  code: AuthorityRefusalCode,
  detail: string,
  facts: Readonly<Record<string, string>>,
): AuthorityFinding => ({ severity, code, detail, facts });

const daysFrom = (now: Temporal.Instant, days: number): Temporal.Instant => now.add({ hours: 24 * days });

const checkActive = (context: DomainContext, authority: CertificateAuthority): AuthorityFinding[] => {
  const families = [...new Set(context.institutions.all.map(({ family }) => family))];
  return families.flatMap((family) => {
    const active = authority.issuers.find((issuer) => issuer.family === family && issuer.state === "active");
    if (active === undefined) {
      const detail = `institutions of the family ${family} are served, and no authority issues for them`;
      return [finding("stops", "AUTHORITY_NONE_ACTIVE", detail, { family })];
    }
    const { issuerId: issuer, certificate } = active;
    const wanted = longestValidity(context, family).add({ hours: 24 * ENDING_WARNING_DAYS });
    return Temporal.Instant.compare(certificate.notAfter, wanted) < 0
      ? [finding("warns", "AUTHORITY_ENDING", `ends ${certificate.notAfter.toString()}`, { issuer })]
      : [];
  });
};

const checkResponders = (
  { clock }: DomainContext,
  authority: CertificateAuthority,
  issuer: Issuer,
): AuthorityFinding[] => {
  const { issuerId, state } = issuer;
  const facts = { issuer: issuerId };
  const responder = authority.responderOf(issuerId);
  if (responder === undefined) {
    const severity = state === "active" || state === "published" ? "stops" : "warns";
    return [finding(severity, "AUTHORITY_RESPONDER_MISSING", `none for ${issuerId} on record`, facts)];
  }
  return Temporal.Instant.compare(responder.notAfter, clock.now()) < 0
    ? [finding("warns", "AUTHORITY_RESPONDER_EXPIRED", `since ${responder.notAfter.toString()}`, facts)]
    : [];
};

/** What is wrong with the list of a root, against the record. */
const rootCrlFault = (
  root: AuthorityRow,
  list: AuthorityCrlRow,
  rows: readonly AuthorityRow[],
): string | undefined => {
  const read = readRootCrl(root.issuerId, certificateOf(root), list.crl);
  if (!read.ok) return `${read.refusal.code}: ${read.refusal.detail}`;
  const listed = new Set((read.value.list.entries ?? []).map(({ serial }) => serial));
  const missing = revokedBelow(root.issuerId, rows).find(({ serial }) => !listed.has(serial));
  if (missing !== undefined) return `${missing.serial} is revoked and not listed`;
  const below = rows.filter(({ parentIssuerId }) => parentIssuerId === root.issuerId);
  const unknown = below.find(
    (row) => row.state !== "revoked" && row.state !== "discarded" && listed.has(certificateOf(row).serial),
  );
  return unknown === undefined ? undefined : `${unknown.issuerId} is listed and not revoked`;
};

const checkRootCrl = (
  now: Temporal.Instant,
  root: AuthorityRow,
  list: AuthorityCrlRow | undefined,
  rows: readonly AuthorityRow[],
): AuthorityFinding[] => {
  const facts = { issuer: root.issuerId };
  if (list === undefined) {
    return [finding("stops", "AUTHORITY_ROOT_CRL_MISSING", `none of ${root.issuerId}`, facts)];
  }
  const fault = rootCrlFault(root, list, rows);
  const disagreeing =
    fault === undefined ? [] : [finding("stops", "AUTHORITY_ROOT_CRL_DISAGREES", fault, facts)];
  const until = `until ${list.nextUpdate.toString()}`;
  if (Temporal.Instant.compare(list.nextUpdate, now) <= 0) {
    return [...disagreeing, finding("warns", "AUTHORITY_ROOT_CRL_EXPIRED", until, facts)];
  }
  return Temporal.Instant.compare(list.nextUpdate, daysFrom(now, ROOT_CRL_WARNING_DAYS)) < 0
    ? [...disagreeing, finding("warns", "AUTHORITY_ROOT_CRL_ENDING", until, facts)]
    : disagreeing;
};

/** Whether certificates on record are of the issuers that the record names: some of each institution. */
const checkCertificates = async (
  { database, institutions }: DomainContext,
  authority: CertificateAuthority,
): Promise<AuthorityFinding[]> => {
  const byId = new Map(authority.authorities.map((one) => [one.issuerId, one]));
  const foreign = new Map<string, string>();
  for (const { code, id } of institutions.all) {
    for (const { issuerId, certificate } of await selectSomeCertificates(database, code, SAMPLE)) {
      const parsed = parseCertificate(certificate);
      const issuer = byId.get(issuerId)?.certificate;
      if (parsed.ok && issuer !== undefined && isIssuedBy(parsed.value, issuer)) continue;
      foreign.set(issuerId, `a certificate of ${id} is not of ${issuerId}`);
    }
  }
  return [...foreign].map(([issuer, detail]) =>
    finding("stops", "AUTHORITY_CERTIFICATES_FOREIGN", detail, { issuer }),
  );
};

/** The record, read once. */
const readRecord = ({ database }: DomainContext) =>
  database.inShared(async (tx) => {
    const rows = await selectAuthorities(tx);
    const lists = new Map<string, AuthorityCrlRow | undefined>();
    const references = new Set(rows.map(({ keyReference }) => keyReference));
    for (const { issuerId, kind } of rows) {
      if (kind === "root") lists.set(issuerId, await selectAuthorityCrl(tx, issuerId));
      else references.add((await selectResponder(tx, issuerId))?.keyReference ?? "");
    }
    return { rows, lists, references };
  });

/**
 * Whether what was loaded belongs to the institutions, the roots' lists and the certificates on record. At start, after
 * `loadAuthority`, which looks at keys, chains and validity.
 */
export const crossCheck = async (
  context: DomainContext,
  authority: CertificateAuthority,
): Promise<readonly AuthorityFinding[]> => {
  const { rows, lists } = await readRecord(context);
  const now = context.clock.now();
  return [
    ...checkActive(context, authority),
    ...authority.issuers.flatMap((issuer) => checkResponders(context, authority, issuer)),
    ...rows
      .filter(({ kind }) => kind === "root")
      .flatMap((root) => checkRootCrl(now, root, lists.get(root.issuerId), rows)),
    ...(await checkCertificates(context, authority)),
  ];
};

/** Keys of the store that belong to nothing on record. */
const checkStrayKeys = async (
  context: DomainContext,
  keyStore: KeyStore,
  otherKeys: readonly string[],
): Promise<AuthorityFinding[]> => {
  const { references } = await readRecord(context);
  for (const reference of otherKeys) references.add(reference);
  const keys = await keyStore.list();
  return keys
    .filter(({ reference }) => !references.has(reference))
    .map(({ reference: key }) =>
      finding("warns", "AUTHORITY_KEY_UNKNOWN", `${key} is in the key store and not on record`, { key }),
    );
};

/** `ca check`: loads as a starting program does, and looks at everything. */
export const checkAuthorities = async (
  context: DomainContext,
  keyStore: KeyStore,
  options: {
    readonly validationUrl: string;
    /** Keys of the store that are not authorities': those of the audit record. */
    readonly otherKeys: readonly string[];
  },
): Promise<readonly AuthorityFinding[]> => {
  const loaded = await loadAuthority(context, keyStore, options);
  if (!loaded.ok) return [{ ...loaded.refusal, severity: "stops" }];
  return [
    ...(await crossCheck(context, loaded.value)),
    ...(await checkStrayKeys(context, keyStore, options.otherKeys)),
  ];
};
