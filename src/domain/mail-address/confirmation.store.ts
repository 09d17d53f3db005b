import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

export interface ConfirmationRow {
  readonly mailAddress: string;
  readonly codeDigest: Buffer;
  readonly failures: number;
  readonly codesSent: number;
  readonly expiresAt: Temporal.Instant;
  readonly confirmedAt: Temporal.Instant | null;
}

/** The session's confirmation, locked until the transaction ends. */
export const lockConfirmation = async (
  tx: InstitutionTransaction,
  sessionId: string,
): Promise<ConfirmationRow | undefined> => {
  const row = await tx
    .selectFrom("mail_confirmation")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        mailAddress: row.mail_address,
        codeDigest: row.code_digest,
        failures: row.failures,
        codesSent: row.codes_sent,
        expiresAt: fromDate(row.expires_at),
        confirmedAt: row.confirmed_at === null ? null : fromDate(row.confirmed_at),
      };
};

/** Puts a new code in place of the one before; false where as many were sent as may be. */
export const upsertCode = async (
  tx: InstitutionTransaction,
  code: { sessionId: string; mailAddress: string; codeDigest: Buffer; expiresAt: Temporal.Instant },
  mostCodes: number,
): Promise<boolean> => {
  const content = {
    mail_address: code.mailAddress,
    code_digest: code.codeDigest,
    failures: 0,
    expires_at: toDate(code.expiresAt),
    confirmed_at: null,
  };
  const result = await tx
    .insertInto("mail_confirmation")
    .values({ institution_code: tx.institutionCode, session_id: code.sessionId, ...content })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_code", "session_id"])
        .doUpdateSet((row) => ({ ...content, codes_sent: row("mail_confirmation.codes_sent", "+", 1) }))
        .where("mail_confirmation.codes_sent", "<", mostCodes),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

const update = (tx: InstitutionTransaction, sessionId: string) =>
  tx
    .updateTable("mail_confirmation")
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId);

export const addFailure = async (tx: InstitutionTransaction, sessionId: string): Promise<void> => {
  await update(tx, sessionId)
    .set((row) => ({ failures: row("failures", "+", 1) }))
    .execute();
};

export const setConfirmed = async (
  tx: InstitutionTransaction,
  sessionId: string,
  at: Temporal.Instant,
): Promise<void> => {
  await update(tx, sessionId)
    .set({ confirmed_at: toDate(at) })
    .execute();
};

export const deleteConfirmation = async (tx: InstitutionTransaction, sessionId: string): Promise<void> => {
  await tx
    .deleteFrom("mail_confirmation")
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId)
    .execute();
};

export const deleteConfirmations = async (
  tx: InstitutionTransaction,
  expiredBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("mail_confirmation")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(expiredBefore))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
