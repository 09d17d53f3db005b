import type { Selectable } from "kysely";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Entered, RegistrationSession } from "./session.ts";

type Row = Selectable<Tables["registration_session"]>;

const enteredOf = (row: Row): Entered | undefined => {
  const { user_name: userName, mail_address: mailAddress, login_id: loginId, language } = row;
  if (userName === null || mailAddress === null || loginId === null || language === null) return undefined;
  return { userName, mailAddress, loginId, language };
};

const toSession = (row: Row): RegistrationSession => ({
  sessionId: row.session_id,
  reference: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.user_id,
  },
  letterAt: fromDate(row.letter_at),
  state: row.state,
  revision: row.revision,
  entered: enteredOf(row),
  hashes:
    row.login_hash === null || row.confirmation_hash === null
      ? undefined
      : { login: row.login_hash, confirmation: row.confirmation_hash },
  expiresAt: fromDate(row.expires_at),
});

export const insertRegistration = async (
  tx: InstitutionTransaction,
  session: RegistrationSession,
  more: { tokenDigest: Buffer; createdAt: Temporal.Instant },
): Promise<void> => {
  await tx
    .insertInto("registration_session")
    .values({
      institution_code: tx.institutionCode,
      session_id: session.sessionId,
      token_digest: more.tokenDigest,
      contract_id: session.reference.contractId,
      user_id: session.reference.userId,
      letter_at: toDate(session.letterAt),
      state: session.state,
      created_at: toDate(more.createdAt),
      expires_at: toDate(session.expiresAt),
    })
    .execute();
};

/** The session of a token, locked until the transaction ends, so that two requests of one browser go in turn. */
export const lockRegistration = async (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
): Promise<RegistrationSession | undefined> => {
  const row = await tx
    .selectFrom("registration_session")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("token_digest", "=", tokenDigest)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : toSession(row);
};

const update = (tx: InstitutionTransaction, sessionId: string) =>
  tx
    .updateTable("registration_session")
    .where("institution_code", "=", tx.institutionCode)
    .where("session_id", "=", sessionId);

export const storeEntered = async (
  tx: InstitutionTransaction,
  {
    sessionId,
    entered,
    hashes,
    state,
  }: Pick<RegistrationSession, "sessionId" | "state"> &
    Required<Pick<RegistrationSession, "entered" | "hashes">>,
): Promise<void> => {
  await update(tx, sessionId)
    .set((row) => ({
      state,
      revision: row("revision", "+", 1),
      user_name: entered?.userName ?? null,
      mail_address: entered?.mailAddress ?? null,
      login_id: entered?.loginId ?? null,
      language: entered?.language ?? null,
      login_hash: hashes?.login ?? null,
      confirmation_hash: hashes?.confirmation ?? null,
    }))
    .execute();
};

export const storeState = async (
  tx: InstitutionTransaction,
  sessionId: string,
  state: RegistrationSession["state"],
): Promise<void> => {
  await update(tx, sessionId)
    .set(state === "completed" ? { state, login_hash: null, confirmation_hash: null } : { state })
    .execute();
};

export const deleteRegistrations = async (
  tx: InstitutionTransaction,
  expiredBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("registration_session")
    .where("institution_code", "=", tx.institutionCode)
    .where("expires_at", "<", toDate(expiredBefore))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
