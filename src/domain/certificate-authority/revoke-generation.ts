import type { Certificate } from "#pki/certificate/parse.ts";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { parseCrl, type CertificateList } from "#pki/crl/parse.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { SharedTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import {
  selectAuthorities,
  selectAuthorityCrl,
  updateAuthority,
  upsertAuthorityCrl,
  type AuthorityCrlRow,
  type AuthorityRevocationReason,
  type AuthorityRow,
} from "./authority.store.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";
import { certificateOf, nextRootCrl, revokedBelow } from "./root-crl.ts";

type Outcome<T> = Result<T, Refusal<AuthorityRefusalCode>>;

/** Reasons for which an issuing authority is revoked. */
export const AUTHORITY_REVOCATION_REASONS: readonly AuthorityRevocationReason[] = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
];

/** A revocation of an issuing authority, to be done or done. */
export interface AuthorityRevocation {
  readonly issuerId: string;
  /** SHA-256 of its certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** The root on whose list it stands. */
  readonly rootId: string;
  /** Number of that list. */
  readonly crlNumber: number;
}

const no = (code: AuthorityRefusalCode, detail: string, facts: Refusal["facts"]): Outcome<never> =>
  refused(facts === undefined ? { code, detail } : { code, detail, facts });

const judgeRow = (row: AuthorityRow | undefined, issuer: string): Outcome<AuthorityRow> => {
  if (row === undefined) return no("GENERATION_UNKNOWN", `no issuing authority ${issuer}`, { issuer });
  const { state } = row;
  if (state === "active") return no("GENERATION_IS_ACTIVE", `${issuer} is active`, { issuer });
  if (state === "revoked" || state === "discarded") {
    return no("GENERATION_STATE", `${issuer} is ${state}`, { issuer, state });
  }
  return accepted(row);
};

const revoked = (
  row: AuthorityRow,
  given: { readonly at: Temporal.Instant; readonly reason: AuthorityRevocationReason },
  now: Temporal.Instant,
): AuthorityRow => ({
  ...row,
  state: "revoked",
  revokedAt: given.at,
  revocationReason: given.reason,
  // Whoever reads the list knows of it now, also of one that was only planned.
  publishedAt: row.publishedAt ?? now,
  firstPublishedAt: row.firstPublishedAt ?? now,
});

const recordRevocation = async (
  tx: SharedTransaction,
  row: AuthorityRow,
  given: { readonly now: Temporal.Instant; readonly actor: Actor; readonly crlNumber: number },
): Promise<void> => {
  const { now: at, actor, crlNumber } = given;
  await updateAuthority(tx, row);
  await recordAuthorityEvent(tx, {
    at,
    event: "authority.revoked",
    actor,
    issuerId: row.issuerId,
    facts: {
      reason: row.revocationReason ?? null,
      revokedAt: String(row.revokedAt),
      fingerprint: sha256Hex(row.certificate),
      crlNumber,
    },
  });
};

const recordList = async (
  tx: SharedTransaction,
  list: AuthorityCrlRow,
  given: { readonly event: "authority.rootCrlSigned" | "authority.rootCrlImported"; readonly actor: Actor },
  now: Temporal.Instant,
): Promise<void> => {
  await upsertAuthorityCrl(tx, list);
  const { issuerId, number, nextUpdate } = list;
  const facts = { number, digest: sha256Hex(list.crl), nextUpdate: nextUpdate.toString() };
  await recordAuthorityEvent(tx, { at: now, event: given.event, actor: given.actor, issuerId, facts });
};

/** What revoking would do, without doing it. Refused as {@link revokeGeneration} would be, but for the root's key. */
export const previewRevocation = (
  { database }: Pick<DomainContext, "database">,
  issuerId: string,
): Promise<Outcome<AuthorityRevocation>> =>
  database.inShared(async (tx) => {
    const rows = await selectAuthorities(tx);
    const row = judgeRow(
      rows.find((one) => one.issuerId === issuerId && one.kind === "issuing"),
      issuerId,
    );
    if (!row.ok) return row;
    const rootId = row.value.parentIssuerId ?? "";
    const present = await selectAuthorityCrl(tx, rootId);
    const fingerprint = sha256Hex(row.value.certificate);
    return accepted({ issuerId, fingerprint, rootId, crlNumber: (present?.number ?? 0) + 1 });
  });

/**
 * Revokes an issuing authority with its root's key at hand: signs the root's next list and records both, in one
 * transaction. From then on nothing that it issued is accepted. There is no way back. Refused: GENERATION_UNKNOWN,
 * GENERATION_IS_ACTIVE, GENERATION_STATE, and what opening the root's key refuses.
 */
export const revokeGeneration = (
  context: DomainContext,
  keyStore: KeyStore,
  given: { readonly issuerId: string; readonly reason: AuthorityRevocationReason; readonly actor: Actor },
): Promise<Outcome<AuthorityRevocation>> =>
  inAuthorityTransaction(context, async (tx) => {
    const { issuerId, reason, actor } = given;
    const rows = await selectAuthorities(tx);
    const judged = judgeRow(
      rows.find((one) => one.issuerId === issuerId && one.kind === "issuing"),
      issuerId,
    );
    if (!judged.ok) return judged;
    const root = rows.find((one) => one.issuerId === judged.value.parentIssuerId);
    if (root === undefined) return no("GENERATION_UNKNOWN", `no root of ${issuerId}`, { issuer: issuerId });
    const now = context.clock.now().round({ smallestUnit: "second", roundingMode: "floor" });
    const row = revoked(judged.value, { at: now, reason }, now);
    const after = rows.map((one) => (one.issuerId === issuerId ? row : one));
    const present = await selectAuthorityCrl(tx, root.issuerId);
    const list = await nextRootCrl(keyStore, root, {
      present,
      revoked: revokedBelow(root.issuerId, after),
      now,
    });
    if (!list.ok) return list;
    await recordList(tx, list.value, { event: "authority.rootCrlSigned", actor }, now);
    const crlNumber = list.value.number;
    await recordRevocation(tx, row, { now, actor, crlNumber });
    const fingerprint = sha256Hex(row.certificate);
    return accepted({ issuerId, fingerprint, rootId: root.issuerId, crlNumber });
  });

/** A root's list that was read and is signed by it. */
export interface ReadRootCrl {
  readonly row: AuthorityCrlRow;
  readonly list: CertificateList;
}

/** Reads a root's list that was signed elsewhere. Refused: ROOT_CRL_UNFIT, ROOT_CRL_NOT_OF_ROOT. */
export const readRootCrl = (issuerId: string, root: Certificate, crl: Buffer): Outcome<ReadRootCrl> => {
  const parsed = parseCrl(crl);
  if (!parsed.ok) return no("ROOT_CRL_UNFIT", parsed.refusal.detail, undefined);
  const list = parsed.value;
  const { signatureAlgorithm, signature, tbs: data, nextUpdate, number } = list;
  const isSigned =
    signatureAlgorithm !== undefined &&
    list.issuerDer.equals(root.subjectDer) &&
    isSignatureValid({ publicKeyInfo: root.publicKeyInfo, signatureAlgorithm, data, signature });
  if (!isSigned) return no("ROOT_CRL_NOT_OF_ROOT", `${issuerId} did not sign it`, { issuer: issuerId });
  const findings = lintCrl({ crl, issuer: root, distributionPointUri: undefined });
  if (findings.length > 0 || nextUpdate === undefined || number === undefined) {
    return no("ROOT_CRL_UNFIT", findings.map(({ lint }) => lint).join(", ") || "incomplete", undefined);
  }
  const row = { issuerId, number: Number(number), thisUpdate: list.thisUpdate, nextUpdate, crl };
  return accepted({ row, list });
};

const isReason = (reason: string): reason is AuthorityRevocationReason =>
  (AUTHORITY_REVOCATION_REASONS as readonly string[]).includes(reason);

/**
 * Takes a list that a root signed elsewhere: whatever it revokes is revoked here too, in the same transaction. The very
 * list on record is taken again without a change. Refused: ROOT_CRL_OLD, ROOT_CRL_FORGETS, ROOT_CRL_UNFIT (past its time, or with a reason that is none for
 * an authority), GENERATION_IS_ACTIVE.
 */
export const takeRootCrl = async (
  tx: SharedTransaction,
  given: {
    readonly read: ReadRootCrl;
    readonly rows: readonly AuthorityRow[];
    readonly actor: Actor;
    readonly now: Temporal.Instant;
  },
): Promise<Outcome<readonly string[]>> => {
  const { read, rows, actor, now } = given;
  const { issuerId: rootId, number, thisUpdate, nextUpdate, crl } = read.row;
  const present = await selectAuthorityCrl(tx, rootId);
  if (present?.crl.equals(crl) === true) return accepted([]);
  if (present !== undefined && number <= present.number) {
    return no("ROOT_CRL_OLD", `${number} after ${present.number}`, { number, present: present.number });
  }
  if (Temporal.Instant.compare(now, thisUpdate) < 0 || Temporal.Instant.compare(nextUpdate, now) <= 0) {
    return no("ROOT_CRL_UNFIT", `from ${thisUpdate.toString()} to ${nextUpdate.toString()}`, undefined);
  }
  const entries = new Map((read.list.entries ?? []).map((entry) => [entry.serial, entry]));
  const revocations: AuthorityRow[] = [];
  for (const row of rows.filter(({ parentIssuerId }) => parentIssuerId === rootId)) {
    const { issuerId: issuer } = row;
    const entry = entries.get(certificateOf(row).serial);
    if (entry === undefined) {
      if (row.state === "revoked") return no("ROOT_CRL_FORGETS", `${issuer} is revoked`, { issuer });
      continue;
    }
    if (row.state === "revoked" || row.state === "discarded") continue;
    const judged = judgeRow(row, issuer);
    if (!judged.ok) return judged;
    const { reason, revokedAt: at } = entry;
    if (!isReason(reason)) return no("ROOT_CRL_UNFIT", `${issuer}: ${reason}`, undefined);
    revocations.push(revoked(row, { at, reason }, now));
  }
  await recordList(tx, read.row, { event: "authority.rootCrlImported", actor }, now);
  for (const row of revocations) await recordRevocation(tx, row, { now, actor, crlNumber: number });
  return accepted(revocations.map(({ issuerId }) => issuerId));
};
