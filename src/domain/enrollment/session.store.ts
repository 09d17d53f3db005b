import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { Database, InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { statements } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { ClientFacts } from "./session-types.ts";

/** `replace`: the certificate in use is revoked and the right to acquire given, then as `issue` (decision 0170). */
export type SessionPurpose = "issue" | "renew" | "replace";

/** An enrolment session as recorded. */
export interface SessionRecord {
  readonly institutionCode: string;
  readonly sessionId: string;
  readonly tokenDigest: Buffer;
  readonly purpose: SessionPurpose;
  /** Who the person proved to be; undefined until the first proof succeeded. */
  readonly user: UserReference | undefined;
  readonly completedSteps: readonly string[];
  readonly attempts: number;
  readonly challenge: Buffer;
  readonly renewsSerial: string | undefined;
  /** `replace`: the certificate that the person was shown, once all proofs were given. */
  readonly replacesSerial: string | undefined;
  readonly certificateSerial: string | undefined;
  readonly requestDigest: Buffer | undefined;
  readonly client: ClientFacts;
  readonly expiresAt: Temporal.Instant;
  readonly finishedAt: Temporal.Instant | undefined;
}

/** A session to be recorded. */
export interface NewSessionRecord {
  readonly sessionId: string;
  readonly tokenDigest: Buffer;
  readonly purpose: SessionPurpose;
  readonly challenge: Buffer;
  readonly renewsSerial: string | undefined;
  readonly client: ClientFacts;
  readonly address: string;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
}

const readUser = (row: Selectable<Tables["enrollment_session"]>): UserReference | undefined =>
  row.contract_id === null || row.user_id === null
    ? undefined
    : { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id };

const readSession = (row: Selectable<Tables["enrollment_session"]>): SessionRecord => ({
  institutionCode: row.institution_code,
  sessionId: row.session_id,
  tokenDigest: row.token_digest,
  purpose: row.purpose,
  user: readUser(row),
  completedSteps: row.completed_steps,
  attempts: row.attempts,
  challenge: row.challenge,
  renewsSerial: row.renews_serial ?? undefined,
  replacesSerial: row.replaces_serial ?? undefined,
  certificateSerial: row.certificate_serial ?? undefined,
  requestDigest: row.request_digest ?? undefined,
  client: {
    version: row.client_version,
    deviceName: row.device_name,
    osUser: row.os_user,
    keyStoreKind: row.key_store_kind,
  },
  expiresAt: fromDate(row.expires_at),
  finishedAt: row.finished_at === null ? undefined : fromDate(row.finished_at),
});

/** Records a new session. */
export const insertSession = async (tx: InstitutionTransaction, session: NewSessionRecord): Promise<void> => {
  await tx
    .insertInto("enrollment_session")
    .values({
      institution_code: tx.institutionCode,
      session_id: session.sessionId,
      token_digest: session.tokenDigest,
      purpose: session.purpose,
      challenge: session.challenge,
      renews_serial: session.renewsSerial ?? null,
      key_store_kind: session.client.keyStoreKind,
      device_name: session.client.deviceName,
      os_user: session.client.osUser,
      client_version: session.client.version,
      client_address: session.address,
      created_at: toDate(session.createdAt),
      expires_at: toDate(session.expiresAt),
    })
    .execute();
};

/** Reads a session without changing it; undefined where there is none. */
export const readSessionById = async (
  database: Database,
  institutionCode: string,
  sessionId: string,
): Promise<SessionRecord | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("enrollment_session")
      .selectAll()
      .where("institution_code", "=", institutionCode)
      .where("session_id", "=", sessionId),
  );
  return rows[0] === undefined ? undefined : readSession(rows[0]);
};

/**
 * Charges one attempt to a session and reads it. The row's lock makes parallel requests queue, so that none slips past
 * `mostAttempts`. Undefined where the session is unknown, its token another, its time over, or its attempts used up.
 */
export const chargeAttempt = async (
  database: Database,
  institutionCode: string,
  claim: { sessionId: string; tokenDigest: Buffer; mostAttempts: number; now: Temporal.Instant },
): Promise<SessionRecord | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .updateTable("enrollment_session")
      .set({ attempts: sql<number>`attempts + 1` })
      .where("institution_code", "=", institutionCode)
      .where("session_id", "=", claim.sessionId)
      .where("token_digest", "=", claim.tokenDigest)
      .where("expires_at", ">", toDate(claim.now))
      .where("attempts", "<", claim.mostAttempts)
      .returningAll(),
  );
  return rows[0] === undefined ? undefined : readSession(rows[0]);
};

/** Gives back the attempt of a request that succeeded and changed nothing, because it repeated another. */
export const refundAttempt = async (database: Database, session: SessionRecord): Promise<void> => {
  await database.inInstitutionOnce(
    session.institutionCode,
    statements
      .updateTable("enrollment_session")
      .set({ attempts: sql<number>`greatest(attempts - 1, 0)` })
      .where("institution_code", "=", session.institutionCode)
      .where("session_id", "=", session.sessionId),
  );
};

/** What a step changes in its session, besides giving the attempt back. */
export interface SessionChange {
  readonly completedStep?: string;
  readonly user?: UserReference;
  /** null: the session is no longer bound to a request. */
  readonly requestDigest?: Buffer | null;
  readonly certificateSerial?: string;
  readonly replacesSerial?: string;
  readonly finishedAt?: Temporal.Instant;
  /** False: the attempt was a failure and stays charged. */
  readonly refundAttempt: boolean;
}

/**
 * Changes a session if its completed steps are still those of `session` (steps are only ever appended, so their
 * number tells), and it is not finished.
 * Returns undefined where another request was faster.
 */
export const changeSession = async (
  tx: InstitutionTransaction,
  session: SessionRecord,
  change: SessionChange,
): Promise<SessionRecord | undefined> => {
  const row = await tx
    .updateTable("enrollment_session")
    .set({
      ...(change.refundAttempt ? { attempts: sql<number>`greatest(attempts - 1, 0)` } : {}),
      ...(change.completedStep === undefined
        ? {}
        : { completed_steps: sql<string[]>`array_append(completed_steps, ${change.completedStep}::text)` }),
      ...(change.user === undefined
        ? {}
        : { contract_id: change.user.contractId, user_id: change.user.userId }),
      ...(change.requestDigest === undefined ? {} : { request_digest: change.requestDigest }),
      ...(change.replacesSerial === undefined ? {} : { replaces_serial: change.replacesSerial }),
      ...(change.certificateSerial === undefined ? {} : { certificate_serial: change.certificateSerial }),
      ...(change.finishedAt === undefined ? {} : { finished_at: toDate(change.finishedAt) }),
      // A change of nothing still takes the row's lock and checks the state.
      session_id: session.sessionId,
    })
    .where("institution_code", "=", session.institutionCode)
    .where("session_id", "=", session.sessionId)
    .where(sql<number>`cardinality(completed_steps)`, "=", session.completedSteps.length)
    .where("finished_at", "is", null)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : readSession(row);
};

/**
 * Binds a session to one request: the first digest stays, and only the same may come again.
 * Returns undefined where another request was bound before.
 */
export const bindRequest = async (
  database: Database,
  session: SessionRecord,
  requestDigest: Buffer,
): Promise<SessionRecord | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    session.institutionCode,
    statements
      .updateTable("enrollment_session")
      .set({ request_digest: requestDigest })
      .where("institution_code", "=", session.institutionCode)
      .where("session_id", "=", session.sessionId)
      .where("finished_at", "is", null)
      .where((where) =>
        where.or([where("request_digest", "is", null), where("request_digest", "=", requestDigest)]),
      )
      .returningAll(),
  );
  return rows[0] === undefined ? undefined : readSession(rows[0]);
};

/** Locks all sessions of a user that go on. */
export const lockSessionsOfUser = async (tx: InstitutionTransaction, user: UserReference): Promise<void> => {
  await tx
    .selectFrom("enrollment_session")
    .select("session_id")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", user.contractId)
    .where("user_id", "=", user.userId)
    .where("finished_at", "is", null)
    .orderBy("session_id")
    .forUpdate()
    .execute();
};

/** Ends all sessions of a user that go on; returns how many. */
export const finishSessionsOfUser = async (
  tx: InstitutionTransaction,
  user: UserReference,
  at: Temporal.Instant,
): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable("enrollment_session")
    .set({ finished_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", user.contractId)
    .where("user_id", "=", user.userId)
    .where("finished_at", "is", null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};

/** Deletes sessions whose time has been over since before `before`; returns how many. */
export const deleteSessionsExpiredBefore = async (
  tx: InstitutionTransaction,
  before: Temporal.Instant,
): Promise<number> => {
  const { numDeletedRows } = await tx
    .deleteFrom("enrollment_session")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(before))
    .executeTakeFirst();
  return Number(numDeletedRows);
};
