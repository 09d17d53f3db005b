import type { UserReference } from "#domain/context.ts";
import type { SecretHash } from "#domain/credential/hashing.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

/** A registered answer. */
export interface StoredAnswer {
  readonly questionId: string;
  readonly answerHash: SecretHash;
  readonly registeredAt: Temporal.Instant;
  readonly isAsked: boolean;
}

const ofUser = (tx: InstitutionTransaction, { contractId, userId }: Who) =>
  tx
    .selectFrom("additional_answer")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .orderBy("question_id");

const read = (row: Awaited<ReturnType<ReturnType<typeof ofUser>["execute"]>>[number]): StoredAnswer => ({
  questionId: row.question_id,
  answerHash: row.answer_hash,
  registeredAt: fromDate(row.registered_at),
  isAsked: row.asked_since !== null,
});

/** The answers of a user, by question. */
export const selectAnswers = async (tx: InstitutionTransaction, who: Who): Promise<StoredAnswer[]> =>
  (await ofUser(tx, who).execute()).map(read);

/** The same, locked until the transaction ends. */
export const lockAnswers = async (tx: InstitutionTransaction, who: Who): Promise<StoredAnswer[]> =>
  (await ofUser(tx, who).forUpdate().execute()).map(read);

/** Which questions the users of a contract have answered, and when. */
export const selectRegistrations = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<{ userId: string; questionId: string; registeredAt: Temporal.Instant }[]> => {
  const rows = await tx
    .selectFrom("additional_answer")
    .select(["user_id", "question_id", "registered_at"])
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    questionId: row.question_id,
    registeredAt: fromDate(row.registered_at),
  }));
};

const changing = (tx: InstitutionTransaction, { contractId, userId }: Who, askedSince: Date | null) =>
  tx
    .updateTable("additional_answer")
    .set({ asked_since: askedSince })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId);

/** Makes a question the one that is asked, instead of any other. */
export const setAsked = async (
  tx: InstitutionTransaction,
  who: Who,
  questionId: string,
  at: Temporal.Instant,
): Promise<void> => {
  await changing(tx, who, null).where("asked_since", "is not", null).execute();
  await changing(tx, who, toDate(at)).where("question_id", "=", questionId).execute();
};

/** The question is no longer asked; false where its answer is not the one that was compared. */
export const setAnswered = async (
  tx: InstitutionTransaction,
  who: Who,
  { questionId, answerHash }: Pick<StoredAnswer, "questionId" | "answerHash">,
): Promise<boolean> => {
  const result = await changing(tx, who, null)
    .where("question_id", "=", questionId)
    .where("answer_hash", "=", answerHash)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Deletes the answers of a user; says how many there were. */
export const deleteAnswers = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
): Promise<number> => {
  const result = await tx
    .deleteFrom("additional_answer")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};

/** Stores answers in place of all that were there. */
export const replaceAnswers = async (
  tx: InstitutionTransaction,
  who: Who,
  answers: readonly { readonly questionId: string; readonly answerHash: SecretHash }[],
  at: Temporal.Instant,
): Promise<void> => {
  await deleteAnswers(tx, who);
  await tx
    .insertInto("additional_answer")
    .values(
      answers.map(({ questionId, answerHash }) => ({
        institution_code: tx.institutionCode,
        contract_id: who.contractId,
        user_id: who.userId,
        question_id: questionId,
        answer_hash: answerHash,
        registered_at: toDate(at),
        asked_since: null,
      })),
    )
    .execute();
};
