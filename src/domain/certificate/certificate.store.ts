import { sql, type Selectable } from "kysely";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import type { CertificateRecord, CertificateState } from "./certificates.ts";

type Row = Selectable<Tables["certificate"]>;

const instant = (date: Date | null): Temporal.Instant | undefined =>
  date === null ? undefined : fromDate(date);

/** A row as the rest of the program knows it. */
export const toRecord = (row: Row): CertificateRecord => ({
  serial: row.serial,
  issuerId: row.issuer_id,
  owner: { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id },
  state: row.state,
  subject: row.subject,
  notBefore: fromDate(row.not_before),
  notAfter: fromDate(row.not_after),
  // Of a lost record (`audit replay`) there is no certificate left to show.
  certificate: row.profile === "lost" ? undefined : (row.certificate ?? undefined),
  confirmationMethod: row.confirmation_method,
  confirmBefore: fromDate(row.confirm_before),
  supersedesSerial: row.supersedes_serial ?? undefined,
  keyStoreKind: row.key_store_kind ?? undefined,
  deviceName: row.device_name ?? undefined,
  osUser: row.os_user ?? undefined,
  preparedAt: fromDate(row.prepared_at),
  signedAt: instant(row.signed_at),
  confirmedAt: instant(row.confirmed_at),
  lastUsedAt: instant(row.last_used_at),
  endedAt: instant(row.ended_at),
  endCause: row.end_cause ?? undefined,
  revocationReason: row.revocation_reason ?? undefined,
});

const select = (tx: InstitutionTransaction) =>
  tx.selectFrom("certificate").selectAll().where("institution_code", "=", tx.institutionCode);

const selectOfUser = (tx: InstitutionTransaction, owner: Pick<UserReference, "contractId" | "userId">) =>
  select(tx).where("contract_id", "=", owner.contractId).where("user_id", "=", owner.userId);

export const selectBySerial = async (
  tx: InstitutionTransaction,
  serial: string,
): Promise<CertificateRecord | undefined> => {
  const row = await select(tx).where("serial", "=", serial).executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
};

/** Newest first. */
export const selectByUser = async (
  tx: InstitutionTransaction,
  owner: UserReference,
): Promise<CertificateRecord[]> => {
  const rows = await selectOfUser(tx, owner).orderBy("prepared_at", "desc").orderBy("serial").execute();
  return rows.map(toRecord);
};

export const selectActive = async (
  tx: InstitutionTransaction,
  owner: UserReference,
): Promise<CertificateRecord | undefined> => {
  const row = await selectOfUser(tx, owner).where("state", "=", "active").executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
};

export const selectLastConfirmed = async (
  tx: InstitutionTransaction,
  owner: UserReference,
): Promise<CertificateRecord | undefined> => {
  const row = await selectOfUser(tx, owner)
    .where("confirmed_at", "is not", null)
    .orderBy("confirmed_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toRecord(row);
};

/** A certificate that is active or on its way, with what phase one of issuing compares. */
export interface OpenCertificate {
  readonly record: CertificateRecord;
  readonly publicKeyDigest: Buffer;
  readonly tbsCertificate: Buffer;
  readonly enrollmentSessionId: string | undefined;
  readonly crlShard: number;
}

const toOpen = (row: Row): OpenCertificate => ({
  record: toRecord(row),
  publicKeyDigest: row.public_key_digest,
  tbsCertificate: row.tbs_certificate,
  enrollmentSessionId: row.enrollment_session_id ?? undefined,
  crlShard: row.crl_shard,
});

/**
 * Locks what a user has that is active or on its way, always in the order of serials, so that two transactions that
 * lock the same user's certificates never wait for each other in a circle.
 */
export const lockOpen = async (
  tx: InstitutionTransaction,
  owner: Pick<UserReference, "contractId" | "userId">,
): Promise<OpenCertificate[]> => {
  const rows = await selectOfUser(tx, owner)
    .where("state", "in", ["prepared", "issued", "active"])
    .orderBy("serial")
    .forUpdate()
    .execute();
  // Rows that another transaction ended while this one waited come back as they are now.
  return rows.filter((row) => ["prepared", "issued", "active"].includes(row.state)).map(toOpen);
};

const isOpenAt = (now: Temporal.Instant) =>
  sql<boolean>`state in ('prepared', 'issued', 'active') and not_after > ${toDate(now.subtract({ seconds: 1 }))}`;

/** Active or on their way, and not expired. */
export const countOpen = async (
  tx: InstitutionTransaction,
  contractId: string,
  now: Temporal.Instant,
  exceptUserId?: string,
): Promise<number> => {
  let query = tx
    .selectFrom("certificate")
    .select((expression) => expression.fn.countAll<number>().as("certificates"))
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where(isOpenAt(now));
  // A user who is renewing has two, and counts once.
  if (exceptUserId !== undefined) query = query.where("user_id", "<>", exceptUserId);
  const { certificates } = await query.executeTakeFirstOrThrow();
  return certificates;
};

/** For each user of the contract the one that matters most: active, else on its way, else the last that was in use. */
export const selectByContract = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<CertificateRecord[]> => {
  const rows = await select(tx)
    .distinctOn("user_id")
    .where("contract_id", "=", contractId)
    .orderBy("user_id")
    .orderBy(
      sql`case when state = 'active' then 0 when state = 'issued' then 1 when confirmed_at is not null then 2 else 3 end`,
    )
    .orderBy("prepared_at", "desc")
    .execute();
  return rows.map(toRecord);
};

export interface ListFilter {
  readonly contractId?: string;
  readonly userId?: string;
  readonly state?: CertificateState;
  readonly limit: number;
}

export const selectFiltered = async (
  tx: InstitutionTransaction,
  filter: ListFilter,
): Promise<CertificateRecord[]> => {
  let query = select(tx);
  if (filter.contractId !== undefined) query = query.where("contract_id", "=", filter.contractId);
  if (filter.userId !== undefined) query = query.where("user_id", "=", filter.userId);
  if (filter.state !== undefined) query = query.where("state", "=", filter.state);
  const rows = await query.orderBy("prepared_at", "desc").orderBy("serial").limit(filter.limit).execute();
  return rows.map(toRecord);
};

export const updateLastUsed = async (
  tx: InstitutionTransaction,
  serial: string,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("certificate")
    .set({ last_used_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .execute();
};
