import { sql } from "kysely";
import { statements, type Database, type InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { untilSeen } from "../ocsp/until-seen.ts";
import type { CertificateRecord, EndCause, RevocationReason } from "./certificates.ts";
import { selectBySerial, toRecord } from "./certificate.store.ts";
import { askForCrl } from "./crl-job.ts";

/**
 * Changes of state. Each says from which states it starts, so that a change that came second finds nothing to change;
 * callers hold the row's lock.
 */

const updateOf = (tx: InstitutionTransaction, serial: string) =>
  tx
    .updateTable("certificate")
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial);

const assertChanged = (updated: bigint, serial: string): void => {
  invariant(updated === 1n, `certificate ${serial} changed under its lock`);
};

/** issued → active. */
export const updateToActive = async (
  tx: InstitutionTransaction,
  serial: string,
  at: Temporal.Instant,
): Promise<CertificateRecord> => {
  const result = await updateOf(tx, serial)
    .set({ state: "active", confirmed_at: toDate(at) })
    .where("state", "=", "issued")
    .executeTakeFirst();
  assertChanged(result.numUpdatedRows, serial);
  const record = await selectBySerial(tx, serial);
  invariant(record !== undefined, `certificate ${serial} is there after its change`);
  return record;
};

/** active → expired. */
export const updateToExpired = async (
  tx: InstitutionTransaction,
  serial: string,
  at: Temporal.Instant,
): Promise<void> => {
  const result = await updateOf(tx, serial)
    .set({ state: "expired", ended_at: toDate(at), end_cause: "expiry" })
    .where("state", "=", "active")
    .executeTakeFirst();
  assertChanged(result.numUpdatedRows, serial);
};

/** prepared → abandoned. */
export const updateToAbandoned = async (
  tx: InstitutionTransaction,
  serial: string,
  at: Temporal.Instant,
  cause: EndCause,
): Promise<void> => {
  const result = await updateOf(tx, serial)
    .set({ state: "abandoned", ended_at: toDate(at), end_cause: cause })
    .where("state", "=", "prepared")
    .executeTakeFirst();
  assertChanged(result.numUpdatedRows, serial);
};

/** issued or active → revoked. It waits for the next CRL in `crl_pending` (a trigger, migration 0011). */
export const updateToRevoked = async (
  tx: InstitutionTransaction,
  serial: string,
  at: Temporal.Instant,
  cause: EndCause,
  reason: RevocationReason,
): Promise<CertificateRecord> => {
  const place = await tx
    .selectFrom("certificate")
    .select((row) => [
      "issuer_id",
      "crl_shard",
      sql<string>`pg_current_xact_id()::text`.as("xid"),
      row
        .exists(
          row
            .selectFrom("crl_pending")
            .select("crl_pending.serial")
            .whereRef("crl_pending.institution_code", "=", "certificate.institution_code")
            .whereRef("crl_pending.issuer_id", "=", "certificate.issuer_id")
            .whereRef("crl_pending.shard", "=", "certificate.crl_shard"),
        )
        .as("others_wait"),
    ])
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .executeTakeFirstOrThrow();
  const crl = { institutionCode: tx.institutionCode, issuerId: place.issuer_id, shard: place.crl_shard };
  const row = await updateOf(tx, serial)
    .set({ state: "revoked", ended_at: toDate(at), end_cause: cause, revocation_reason: reason })
    .where("state", "in", ["issued", "active"])
    .returningAll()
    .executeTakeFirst();
  invariant(row !== undefined, `certificate ${serial} changed under its lock`);
  if (!place.others_wait) await askForCrl(tx, crl, at);
  // Whoever revokes is told so when no kept OCSP answer says `good` any more.
  tx.afterCommit("ocsp", (database) => untilSeen(database, place.xid));
  return toRecord(row);
};

/** Certificates on their way whose time for confirmation is over, locked; those that others hold are left to them. */
export const lockUnconfirmed = async (
  tx: InstitutionTransaction,
  before: Temporal.Instant,
  most: number,
): Promise<CertificateRecord[]> => {
  const rows = await tx
    .selectFrom("certificate")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("phase", "=", "pending")
    .where("confirm_before", "<", toDate(before))
    .orderBy("confirm_before")
    .limit(most)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(toRecord);
};

/** Institutions that have something to undo: asked across institutions, through the function of migration 0008. */
export const institutionsWithUnconfirmed = async (
  database: Database,
  before: Temporal.Instant,
): Promise<string[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      institution_code: string;
    }>`select institution_code from institutions_with_unconfirmed(${toDate(before)}::timestamptz) order by 1`.compile(
      statements,
    ),
  );
  return rows.map((row) => row.institution_code);
};
