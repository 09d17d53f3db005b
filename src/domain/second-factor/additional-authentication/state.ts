import type { UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectAnswers, selectRegistrations, type StoredAnswer } from "./answers.store.ts";
import { questionOf } from "./questions.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

/** Answers to questions that the institution still asks. */
export const usable = (
  institution: Pick<InstitutionPolicy, "secondFactor">,
  answers: readonly StoredAnswer[],
): readonly StoredAnswer[] =>
  answers.filter(({ questionId }) => questionOf(institution, questionId) !== undefined);

/** When a user registered the answers, in a transaction; undefined: there are none that could be asked for. */
export const answersRegisteredAt = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "secondFactor">,
  user: Who,
): Promise<Temporal.Instant | undefined> =>
  usable(institution, await selectAnswers(tx, user))[0]?.registeredAt;

/** When the users of a contract registered their answers, by user ID; those who did not are not in it. */
export const answersOfContract = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "secondFactor">,
  contractId: string,
): Promise<ReadonlyMap<string, Temporal.Instant>> => {
  const rows = await selectRegistrations(tx, contractId);
  return new Map(
    rows
      .filter(({ questionId }) => questionOf(institution, questionId) !== undefined)
      .map(({ userId, registeredAt }) => [userId, registeredAt]),
  );
};
