import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { recordAudit, type AuditEntry } from "../audit/audit.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { countOpen, lockOpen, type OpenCertificate } from "./certificate.store.ts";
import { isPast } from "./certificates.ts";
import { expire, withdraw, type Ending } from "./end.ts";
import type { IssueRefusalCode, IssueRequest } from "./issue.ts";
import { prepareAtOnce } from "./issue-group.store.ts";
import {
  insertPrepared,
  isKeyCertified,
  lockContract,
  unlessObjected,
  updateResumed,
  type Objection,
  type PreparedRow,
} from "./issue.store.ts";

/** A certificate that is recorded: to be signed, or signed already when this is a repetition. */
export interface Recorded {
  readonly serial: string;
  readonly issuerId: string;
  readonly tbsCertificate: Buffer;
  readonly certificate: Buffer | undefined;
  readonly subject: string;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  readonly confirmBefore: Temporal.Instant;
}

type Prepared = Result<Recorded, Refusal<IssueRefusalCode>>;

const no = (code: IssueRefusalCode, detail: string, facts?: Refusal["facts"]): Prepared =>
  refused(facts === undefined ? { code, detail } : { code, detail, facts });

const keyCertified = (): Prepared =>
  no("KEY_ALREADY_CERTIFIED", "a certificate was made for this key before");

const preparedEntry = (
  request: IssueRequest,
  row: PreparedRow,
  event: `certificate.${string}`,
): AuditEntry & { readonly certificateSerial: string } => ({
  at: row.preparedAt,
  event,
  actor: { kind: "user", user: row.owner },
  subject: row.owner,
  certificateSerial: row.serial,
  origin: request.origin,
  facts: {
    issuerId: row.issuerId,
    notAfter: row.notAfter.toString(),
    keyAlgorithm: request.request.keyAlgorithm,
    confirmationMethod: row.confirmationMethod,
    // What `audit replay` needs to put a certificate on record that a restored database does not know.
    crlShard: row.crlShard,
    publicKeyDigest: row.publicKeyDigest.toString("hex"),
    supersedes: row.supersedesSerial ?? null,
    keyStoreKind: row.keyStoreKind ?? null,
    deviceName: row.deviceName ?? null,
  },
});

const asRecorded = (row: PreparedRow): Recorded => ({ ...row, certificate: undefined });

const resumed = (open: OpenCertificate, confirmBefore: Temporal.Instant): Recorded => ({
  serial: open.record.serial,
  issuerId: open.record.issuerId,
  tbsCertificate: open.tbsCertificate,
  certificate: open.record.certificate,
  subject: open.record.subject,
  notBefore: open.record.notBefore,
  notAfter: open.record.notAfter,
  confirmBefore,
});

const isSameSession = (open: OpenCertificate, row: PreparedRow): boolean =>
  row.enrollmentSessionId !== undefined && open.enrollmentSessionId === row.enrollmentSessionId;

/** What the user's active certificate says to a new one: nothing, an answer, or that it must be marked expired. */
const judgeActive = (
  active: OpenCertificate | undefined,
  row: PreparedRow,
): { readonly answer?: Prepared; readonly expired?: OpenCertificate } => {
  const { supersedesSerial } = row;
  const notActive = (): { readonly answer: Prepared } => ({
    answer: no("RENEWED_CERTIFICATE_NOT_ACTIVE", `certificate ${supersedesSerial} is not the active one`),
  });
  if (active === undefined) return supersedesSerial === undefined ? {} : notActive();
  if (isPast(active.record.notAfter, row.preparedAt)) {
    return supersedesSerial === undefined ? { expired: active } : notActive();
  }
  // The same request again, after its certificate was confirmed: a lost answer.
  if (active.publicKeyDigest.equals(row.publicKeyDigest) && isSameSession(active, row)) {
    return { answer: accepted(resumed(active, active.record.confirmBefore)) };
  }
  if (supersedesSerial === active.record.serial) return {};
  if (supersedesSerial !== undefined) return notActive();
  return { answer: no("ALREADY_HAS_CERTIFICATE", `certificate ${active.record.serial} is active`) };
};

/** The same key again while its certificate is on its way: that certificate, wherever the repetition comes from. */
const resume = async (
  tx: InstitutionTransaction,
  request: IssueRequest,
  row: PreparedRow,
  pending: OpenCertificate,
): Promise<Prepared> => {
  if (isSameSession(pending, row)) return accepted(resumed(pending, pending.record.confirmBefore));
  await updateResumed(tx, pending.record.serial, row);
  const { serial } = pending.record;
  await recordAudit(tx, preparedEntry(request, { ...row, serial }, "certificate.resumed"));
  return accepted(resumed(pending, row.confirmBefore));
};

const isOnTime = (open: OpenCertificate, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, open.record.confirmBefore) <= 0;

/** Phase one with everything considered, one step after the other under locks. */
const prepareCarefully = async (
  tx: InstitutionTransaction,
  request: IssueRequest,
  row: PreparedRow,
): Promise<Prepared> => {
  const { owner, preparedAt } = row;
  await lockContract(tx, owner.contractId);
  const open = await lockOpen(tx, owner);
  const active = judgeActive(
    open.find(({ record }) => record.state === "active"),
    row,
  );
  if (active.answer !== undefined) return active.answer;
  const pending = open.find(({ record }) => record.state !== "active");
  if (pending?.publicKeyDigest.equals(row.publicKeyDigest) === true && isOnTime(pending, preparedAt)) {
    return resume(tx, request, row, pending);
  }
  if (await isKeyCertified(tx, row.publicKeyDigest)) return keyCertified();
  const limit = request.institution.certificate.maxPerContract;
  const others = await countOpen(tx, owner.contractId, preparedAt, owner.userId);
  if (others >= limit) {
    return no("CONTRACT_CERTIFICATE_CAP", `${others} certificates of ${limit}`, { limit });
  }
  const ending: Ending = { at: preparedAt, actor: { kind: "user", user: owner }, origin: request.origin };
  if (pending !== undefined) await withdraw(tx, pending.record, "takeover", ending);
  if (active.expired !== undefined) await expire(tx, active.expired.record, ending);
  await insertPrepared(tx, row);
  await recordAudit(tx, preparedEntry(request, row, "certificate.prepared"));
  return accepted(asRecorded(row));
};

const explain = (objection: Objection): Prepared =>
  objection === "keyCertified"
    ? keyCertified()
    : no("ACQUISITION_TAKEN_OVER", "another acquisition of the same user came first");

/**
 * Phase one of issuing: records the certificate before anything is signed. The plain case takes one round trip, shared
 * with others; what is not plain is looked at closely.
 */
export const prepare = async (
  context: DomainContext,
  request: IssueRequest,
  row: PreparedRow,
): Promise<Prepared> => {
  const { institutionCode } = row.owner;
  const { database } = context;
  if (row.supersedesSerial === undefined) {
    const isPrepared = await prepareAtOnce(database, {
      row,
      mostOfContract: request.institution.certificate.maxPerContract,
      audit: preparedEntry(request, row, "certificate.prepared"),
    });
    if (isPrepared) return accepted(asRecorded(row));
  }
  const outcome = await unlessObjected(() =>
    database.inInstitution(institutionCode, (tx) => prepareCarefully(tx, request, row)),
  );
  return typeof outcome === "string" ? explain(outcome) : outcome;
};
