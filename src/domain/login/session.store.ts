import { sql, type Selectable } from "kysely";
import type { Database, InstitutionTransaction } from "#platform/database/database.ts";
import { statements } from "#platform/database/database.ts";
import type { PortalSessionTable } from "#platform/database/tables.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import { readLoginFactor, type LoginFactor } from "./factors-at-login.ts";

export type EndReason = NonNullable<PortalSessionTable["end_reason"]>;
type SecretRequest = NonNullable<PortalSessionTable["secret_request"]>;

/** A session as recorded. */
export interface SessionRow {
  readonly sessionId: string;
  readonly user: UserReference;
  readonly method: "password" | "certificate";
  readonly certificateSerial: string | null;
  readonly startedAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly endReason: EndReason | null;
  readonly secretRequest: SecretRequest | null;
  readonly noticesPassedAt: Temporal.Instant | null;
  readonly factorsPending: readonly LoginFactor[];
  readonly isDeviceNoted: boolean;
}

const sessionOf = (row: Selectable<PortalSessionTable>): SessionRow => ({
  sessionId: row.session_id,
  user: { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id },
  method: row.method,
  certificateSerial: row.certificate_serial,
  startedAt: fromDate(row.created_at),
  lastSeenAt: fromDate(row.last_seen_at),
  expiresAt: fromDate(row.expires_at),
  endReason: row.end_reason,
  secretRequest: row.secret_request,
  noticesPassedAt: row.notices_passed_at === null ? null : fromDate(row.notices_passed_at),
  factorsPending: row.factors_pending.map((name) => readLoginFactor(name)),
  isDeviceNoted: row.device_noted,
});

/** Lets one login of a user go on at a time, until the transaction ends. */
export const queueLoginsOfUser = async (tx: InstitutionTransaction, user: UserReference): Promise<void> => {
  const key = `tegata login ${user.institutionCode}/${user.contractId}/${user.userId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
};

export const insertSession = async (
  tx: InstitutionTransaction,
  session: Omit<SessionRow, "endReason" | "noticesPassedAt" | "isDeviceNoted"> & { tokenDigest: Buffer },
): Promise<void> => {
  await tx
    .insertInto("portal_session")
    .values({
      institution_code: tx.institutionCode,
      session_id: session.sessionId,
      token_digest: session.tokenDigest,
      contract_id: session.user.contractId,
      user_id: session.user.userId,
      method: session.method,
      certificate_serial: session.certificateSerial,
      created_at: toDate(session.startedAt),
      last_seen_at: toDate(session.lastSeenAt),
      expires_at: toDate(session.expiresAt),
      secret_request: session.secretRequest,
      factors_pending: [...session.factorsPending],
    })
    .execute();
};

/** Asks a session something else about the secrets, or nothing more. */
export const updateSecretRequest = async (
  tx: InstitutionTransaction,
  sessionId: string,
  secretRequest: SecretRequest | null,
): Promise<void> => {
  await tx
    .updateTable("portal_session")
    .set({ secret_request: secretRequest })
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId)
    .execute();
};

/** By token, ended or not. */
export const sessionByToken = async (
  database: Database,
  institutionCode: string,
  tokenDigest: Buffer,
): Promise<SessionRow | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("portal_session")
      .selectAll()
      .where("institution_code", "=", institutionCode)
      .where("token_digest", "=", tokenDigest),
  );
  const [row] = rows;
  return row === undefined ? undefined : sessionOf(row);
};

export const touchSession = async (
  database: Database,
  institutionCode: string,
  session: { sessionId: string; lastSeenAt: Temporal.Instant },
): Promise<void> => {
  await database.inInstitutionOnce(
    institutionCode,
    statements
      .updateTable("portal_session")
      .set({ last_seen_at: toDate(session.lastSeenAt) })
      .where("institution_code", "=", institutionCode)
      .where("session_id", "=", session.sessionId)
      .where("last_seen_at", "<", toDate(session.lastSeenAt)),
  );
};

/** Notes that a session has seen what is shown after login. */
export const updateNoticesPassed = async (
  database: Database,
  institutionCode: string,
  session: { sessionId: string; at: Temporal.Instant },
): Promise<void> => {
  await database.inInstitutionOnce(
    institutionCode,
    statements
      .updateTable("portal_session")
      .set({ notices_passed_at: toDate(session.at) })
      .where("institution_code", "=", institutionCode)
      .where("session_id", "=", session.sessionId)
      .where("notices_passed_at", "is", null),
  );
};

/**
 * Strikes a factor from what a live session owes, and gives the session a new token; undefined where it was not live,
 * no longer had the old token, or did not owe the factor.
 */
export const strikeFactor = async (
  tx: InstitutionTransaction,
  input: { sessionId: string; oldDigest: Buffer; newDigest: Buffer; factor: LoginFactor },
): Promise<SessionRow | undefined> => {
  const row = await tx
    .updateTable("portal_session")
    .set({
      factors_pending: sql<string[]>`array_remove(factors_pending, ${input.factor})`,
      token_digest: input.newDigest,
    })
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", input.sessionId)
    .where("token_digest", "=", input.oldDigest)
    .where("ended_at", "is", null)
    .where(sql<boolean>`${input.factor} = any(factors_pending)`)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : sessionOf(row);
};

/** Notes that a live session that owes no proof has made its device known; false where it had before. */
export const updateDeviceNoted = async (tx: InstitutionTransaction, sessionId: string): Promise<boolean> => {
  const result = await tx
    .updateTable("portal_session")
    .set({ device_noted: true })
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId)
    .where("device_noted", "=", false)
    .where("ended_at", "is", null)
    .where(sql<boolean>`factors_pending = '{}'`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Replaces the token of a live session; false when it was not live, or no longer had the old token. */
export const replaceToken = async (
  tx: InstitutionTransaction,
  input: { sessionId: string; oldDigest: Buffer; newDigest: Buffer },
): Promise<boolean> => {
  const result = await tx
    .updateTable("portal_session")
    .set({ token_digest: input.newDigest })
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", input.sessionId)
    .where("token_digest", "=", input.oldDigest)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

const ending = (tx: InstitutionTransaction, at: Temporal.Instant, reason: EndReason) =>
  tx
    .updateTable("portal_session")
    .set({ ended_at: toDate(at), end_reason: reason })
    .where("institution_code", "=", tx.institutionCode)
    .where("ended_at", "is", null);

/** Ends one session; undefined when it was over already. */
export const endById = async (
  tx: InstitutionTransaction,
  input: { sessionId: string; at: Temporal.Instant; reason: EndReason },
): Promise<SessionRow | undefined> => {
  const row = await ending(tx, input.at, input.reason)
    .where("session_id", "=", input.sessionId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : sessionOf(row);
};

/** Ends a user's session, if there is one. */
export const endOfUser = async (
  tx: InstitutionTransaction,
  input: { user: UserReference; at: Temporal.Instant; reason: EndReason },
): Promise<SessionRow[]> => {
  const rows = await ending(tx, input.at, input.reason)
    .where("contract_id", "=", input.user.contractId)
    .where("user_id", "=", input.user.userId)
    .returningAll()
    .execute();
  return rows.map(sessionOf);
};

/** Ends the sessions that a certificate opened. */
export const endOfCertificate = async (
  tx: InstitutionTransaction,
  input: { serial: string; at: Temporal.Instant; reason: EndReason },
): Promise<SessionRow[]> => {
  const rows = await ending(tx, input.at, input.reason)
    .where("certificate_serial", "=", input.serial)
    .returningAll()
    .execute();
  return rows.map(sessionOf);
};

/** Deletes sessions whose absolute end was before an instant; returns how many. */
export const deleteSessions = async (
  tx: InstitutionTransaction,
  overBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("portal_session")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(overBefore))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
