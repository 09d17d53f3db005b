import { sql } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";

/** What phase one of issuing records, before anything is signed. */
export interface PreparedRow {
  readonly serial: string;
  readonly issuerId: string;
  readonly owner: UserReference;
  readonly subject: string;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  readonly publicKeyDigest: Buffer;
  readonly tbsCertificate: Buffer;
  readonly crlShard: number;
  readonly confirmationMethod: "signature" | "handshake";
  readonly confirmBefore: Temporal.Instant;
  readonly supersedesSerial: string | undefined;
  readonly keyStoreKind: string | undefined;
  readonly deviceName: string | undefined;
  readonly osUser: string | undefined;
  readonly enrollmentSessionId: string | undefined;
  readonly preparedAt: Temporal.Instant;
}

/** A rule of the schema that the database named instead of doing it. */
export type Objection = "keyCertified" | "pendingExists";

const CONSTRAINTS: ReadonlyMap<string, Objection> = new Map([
  ["certificate_one_key", "keyCertified"],
  ["certificate_one_pending", "pendingExists"],
]);

/** The objection behind an error of the database; anything else is a bug or a broken environment, and is thrown. */
const objectionIn = (error: unknown): Objection => {
  if (error instanceof Error && "code" in error) {
    const constraint = error.code === "23505" && "constraint" in error ? error.constraint : undefined;
    const objection = typeof constraint === "string" ? CONSTRAINTS.get(constraint) : undefined;
    if (objection !== undefined) return objection;
  }
  throw error;
};

/** Runs a transaction; gives the objection where the database had one and rolled it back. */
export const unlessObjected = async <T>(work: () => Promise<T>): Promise<T | Objection> => {
  try {
    return await work();
  } catch (error) {
    return objectionIn(error);
  }
};

/** Whatever counts the contract's certificates, or puts one on its way, runs one after another. */
export const lockContract = async (tx: InstitutionTransaction, contractId: string): Promise<void> => {
  await sql`select certificate_lock_contract(${contractId})`.execute(tx);
};

export const insertPrepared = async (tx: InstitutionTransaction, row: PreparedRow): Promise<void> => {
  await tx
    .insertInto("certificate")
    .values({
      institution_code: row.owner.institutionCode,
      serial: row.serial,
      issuer_id: row.issuerId,
      contract_id: row.owner.contractId,
      user_id: row.owner.userId,
      state: "prepared",
      profile: "client",
      subject: row.subject,
      not_before: toDate(row.notBefore),
      not_after: toDate(row.notAfter),
      public_key_digest: row.publicKeyDigest,
      tbs_certificate: row.tbsCertificate,
      crl_shard: row.crlShard,
      confirmation_method: row.confirmationMethod,
      confirm_before: toDate(row.confirmBefore),
      supersedes_serial: row.supersedesSerial ?? null,
      key_store_kind: row.keyStoreKind ?? null,
      device_name: row.deviceName ?? null,
      os_user: row.osUser ?? null,
      enrollment_session_id: row.enrollmentSessionId ?? null,
      prepared_at: toDate(row.preparedAt),
    })
    .execute();
};

/** Whether a certificate was ever made for this key in the institution; one abandoned before it was signed is none. */
export const isKeyCertified = async (
  tx: InstitutionTransaction,
  publicKeyDigest: Buffer,
): Promise<boolean> => {
  const row = await tx
    .selectFrom("certificate")
    .select("serial")
    .where("institution_code", "=", tx.institutionCode)
    .where("public_key_digest", "=", publicKeyDigest)
    .where("state", "<>", "abandoned")
    .executeTakeFirst();
  return row !== undefined;
};

/** A request that is repeated from elsewhere goes on with the same certificate: it now belongs to that session. */
export const updateResumed = async (
  tx: InstitutionTransaction,
  serial: string,
  row: PreparedRow,
): Promise<void> => {
  await tx
    .updateTable("certificate")
    .set({
      confirmation_method: row.confirmationMethod,
      confirm_before: toDate(row.confirmBefore),
      supersedes_serial: row.supersedesSerial ?? null,
      key_store_kind: row.keyStoreKind ?? null,
      device_name: row.deviceName ?? null,
      os_user: row.osUser ?? null,
      enrollment_session_id: row.enrollmentSessionId ?? null,
    })
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .execute();
};
