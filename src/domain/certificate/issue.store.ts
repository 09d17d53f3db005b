import { CompiledQuery, sql, type Insertable } from "kysely";
import type { Database, InstitutionTransaction, Statement, Tables } from "#platform/database/database.ts";
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

/** What the database said instead of doing it: a rule of the schema, or a sign that this is not the plain case. */
export type Objection = "lookCloser" | "keyCertified" | "pendingExists";

const CONSTRAINTS: ReadonlyMap<string, Objection> = new Map([
  ["certificate_one_key", "keyCertified"],
  ["certificate_one_pending", "pendingExists"],
]);

/** The objection behind an error of the database; anything else is a bug or a broken environment, and is thrown. */
const objectionIn = (error: unknown): Objection => {
  if (error instanceof Error && "code" in error) {
    if (error.code === "TG001") return "lookCloser";
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

const COLUMNS = [
  "institution_code",
  "serial",
  "issuer_id",
  "contract_id",
  "user_id",
  "state",
  "profile",
  "subject",
  "not_before",
  "not_after",
  "public_key_digest",
  "tbs_certificate",
  "crl_shard",
  "confirmation_method",
  "confirm_before",
  "supersedes_serial",
  "key_store_kind",
  "device_name",
  "os_user",
  "enrollment_session_id",
  "prepared_at",
] as const satisfies readonly (keyof Tables["certificate"])[];

type PreparedColumns = Pick<Insertable<Tables["certificate"]>, (typeof COLUMNS)[number]>;

const values = (row: PreparedRow): PreparedColumns => ({
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
});

/** `$1, $2, …` up to `count`. */
const placeholders = (count: number): string =>
  Array.from({ length: count }, (_, index) => `$${index + 1}`).join(", ");

/** Written out, for building the same statement anew for every certificate costs more than signing one. */
const PREPARE = `insert into certificate (${COLUMNS.join(", ")}) select ${placeholders(COLUMNS.length)}
  from certificate_reserve($4, $5, $${COLUMNS.length + 1}, $${COLUMNS.length})`;
const RECORD_SIGNATURE = "select certificate_record_signature($1, $2, $3, $4)";

/**
 * Phase one in its plain case, in one round trip: the user has no certificate that is active or on its way, and the
 * contract has room. `audit` is written with it or not at all.
 */
export const prepareAtOnce = (
  database: Database,
  row: PreparedRow,
  mostOfContract: number,
  audit: Statement<unknown>,
): Promise<"prepared" | Objection> =>
  unlessObjected<"prepared">(async () => {
    const columns = values(row);
    const parameters = [...COLUMNS.map((column) => columns[column]), mostOfContract];
    const group = { queue: "prepare", order: row.owner.contractId };
    await database.inInstitutionGroup(row.owner.institutionCode, group, [
      CompiledQuery.raw(PREPARE, parameters),
      audit,
    ]);
    return "prepared";
  });

/** Phase two in one round trip: the signature, while the certificate still waits for it. */
export const recordSignature = (
  database: Database,
  institutionCode: string,
  signed: {
    readonly serial: string;
    readonly certificate: Buffer;
    readonly fingerprint: Buffer;
    readonly at: Temporal.Instant;
  },
  audit: Statement<unknown>,
): Promise<"recorded" | Objection> =>
  unlessObjected<"recorded">(async () => {
    const parameters = [signed.serial, signed.certificate, signed.fingerprint, toDate(signed.at)];
    await database.inInstitutionGroup(institutionCode, { queue: "sign", order: signed.serial }, [
      CompiledQuery.raw(RECORD_SIGNATURE, parameters),
      audit,
    ]);
    return "recorded";
  });

/** Whatever counts the contract's certificates, or puts one on its way, runs one after another. */
export const lockContract = async (tx: InstitutionTransaction, contractId: string): Promise<void> => {
  await sql`select certificate_lock_contract(${contractId})`.execute(tx);
};

export const insertPrepared = async (tx: InstitutionTransaction, row: PreparedRow): Promise<void> => {
  await tx.insertInto("certificate").values(values(row)).execute();
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
