import { sql } from "kysely";
import type { Database, InstitutionTransaction } from "#platform/database/database.ts";
import { statements } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import { attemptOf, type Attempt } from "./attempt.ts";

/** What the gate found, to be recorded. */
export interface Presentation {
  readonly nonceDigest: Buffer;
  readonly ticketDigest: Buffer;
  readonly refusalCode: string | null;
  readonly user: UserReference | undefined;
  readonly certificateSerial: string | null;
  readonly at: Temporal.Instant;
  readonly ticketExpiresAt: Temporal.Instant;
}

export const insertAttempt = async (
  tx: InstitutionTransaction,
  attempt: {
    attemptId: string;
    nonceDigest: Buffer;
    browserDigest: Buffer;
    purpose: Attempt["purpose"];
    createdAt: Temporal.Instant;
    expiresAt: Temporal.Instant;
  },
): Promise<void> => {
  await tx
    .insertInto("login_attempt")
    .values({
      institution_code: tx.institutionCode,
      attempt_id: attempt.attemptId,
      nonce_digest: attempt.nonceDigest,
      browser_digest: attempt.browserDigest,
      purpose: attempt.purpose,
      state: "started",
      created_at: toDate(attempt.createdAt),
      expires_at: toDate(attempt.expiresAt),
    })
    .execute();
};

/** Raised by the database when no started attempt waits under a nonce (function `login_attempt_missing`). */
const MISSING_ATTEMPT = "TG001";

/** Whether an error says that no started attempt waited under the nonce. */
export const isMissingAttempt = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === MISSING_ATTEMPT;

/**
 * Records what was presented under a nonce. Where no started attempt waits under it, the statement fails, and with it
 * everything that travels in the same batch: this saves the gate a round trip for looking first.
 */
export const recordPresentation = async (
  tx: InstitutionTransaction,
  presentation: Presentation,
): Promise<void> => {
  await sql`
    with presented as (
      update login_attempt set
        state = ${presentation.refusalCode === null ? "presented" : "refused"},
        ticket_digest = ${presentation.ticketDigest},
        refusal_code = ${presentation.refusalCode},
        contract_id = ${presentation.user?.contractId ?? null},
        user_id = ${presentation.user?.userId ?? null},
        certificate_serial = ${presentation.certificateSerial},
        expires_at = ${toDate(presentation.ticketExpiresAt)}
      where institution_code = ${tx.institutionCode} and nonce_digest = ${presentation.nonceDigest}
        and state = 'started' and expires_at > ${toDate(presentation.at)}
      returning attempt_id
    )
    select coalesce((select attempt_id from presented), login_attempt_missing())
  `.execute(tx);
};

const attempts = (institutionCode: string) =>
  statements.selectFrom("login_attempt").selectAll().where("institution_code", "=", institutionCode);

const readOne = async (
  database: Database,
  institutionCode: string,
  query: ReturnType<typeof attempts>,
): Promise<Attempt | undefined> => {
  const { rows } = await database.inInstitutionOnce(institutionCode, query);
  const [row] = rows;
  return row === undefined ? undefined : attemptOf(row);
};

export const attemptByNonce = (
  database: Database,
  institutionCode: string,
  nonceDigest: Buffer,
): Promise<Attempt | undefined> =>
  readOne(database, institutionCode, attempts(institutionCode).where("nonce_digest", "=", nonceDigest));

export const attemptByTicket = (
  database: Database,
  institutionCode: string,
  ticketDigest: Buffer,
): Promise<Attempt | undefined> =>
  readOne(database, institutionCode, attempts(institutionCode).where("ticket_digest", "=", ticketDigest));

export const attemptById = (
  database: Database,
  institutionCode: string,
  attemptId: string,
): Promise<Attempt | undefined> =>
  readOne(database, institutionCode, attempts(institutionCode).where("attempt_id", "=", attemptId));

/** Redeems a ticket; of several at once exactly one gets the attempt, the others undefined. */
export const redeem = async (
  tx: InstitutionTransaction,
  input: {
    ticketDigest: Buffer;
    browserDigest: Buffer;
    at: Temporal.Instant;
    passwordExpiresAt: Temporal.Instant;
  },
): Promise<Attempt | undefined> => {
  const row = await tx
    .updateTable("login_attempt")
    .set({ state: "redeemed", expires_at: toDate(input.passwordExpiresAt) })
    .where("institution_code", "=", tx.institutionCode)
    .where("ticket_digest", "=", input.ticketDigest)
    .where("browser_digest", "=", input.browserDigest)
    .where("state", "in", ["presented", "refused"])
    .where("expires_at", ">", toDate(input.at))
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : attemptOf(row);
};

/** Completes an attempt that was redeemed with a usable certificate; of several at once exactly one gets true. */
export const complete = async (
  tx: InstitutionTransaction,
  input: { attemptId: string; at: Temporal.Instant },
): Promise<boolean> => {
  const result = await tx
    .updateTable("login_attempt")
    .set({ state: "completed" })
    .where("institution_code", "=", tx.institutionCode)
    .where("attempt_id", "=", input.attemptId)
    .where("purpose", "=", "login")
    .where("state", "=", "redeemed")
    .where("refusal_code", "is", null)
    .where("expires_at", ">", toDate(input.at))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Deletes attempts that were over before an instant; returns how many. */
export const deleteAttempts = async (
  tx: InstitutionTransaction,
  overBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("login_attempt")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(overBefore))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
