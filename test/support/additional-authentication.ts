import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { wantedAnswer } from "#domain/second-factor/additional-authentication/ask.ts";
import type { ChosenAnswer } from "#domain/second-factor/additional-authentication/check.ts";
import { registerAnswers } from "#domain/second-factor/additional-authentication/register.ts";
import { contractFactor } from "#domain/second-factor/contract-factors.ts";
import type { WorkingFactor } from "#domain/second-factor/factors.ts";
import type { User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { acceptedValue } from "./population.ts";

const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
const staff = { kind: "staff", name: "test" } as const;

/** Questions of the shipped list with answers that may be registered. */
export const ANSWERS: readonly ChosenAnswer[] = [
  { questionId: "firstPet", answer: "ポチマル" },
  { questionId: "firstTrip", answer: "ハワイ島" },
  { questionId: "favouriteDish", answer: "肉じゃが" },
];

/** Contracts a further proof for the contract of a user. */
export const contractProof = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
  factor: WorkingFactor,
): Promise<void> => {
  const { contractId } = user.reference;
  const change = { at: context.clock.now(), actor: staff, origin: ORIGIN };
  acceptedValue(
    await context.database.inInstitution(institution.code, (tx) =>
      contractFactor(tx, institution, { contractId, factor }, change),
    ),
  );
};

/** Registers {@link ANSWERS} for a user. */
export const registerTestAnswers = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<void> => {
  acceptedValue(await registerAnswers(context, { institution, user, origin: ORIGIN }, ANSWERS));
};

/** The question that a user is asked, with the right answer. */
export const askedOf = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<ChosenAnswer> => {
  const wanted = await wantedAnswer(context, { institution, user, origin: ORIGIN });
  invariant(wanted.kind === "answer", "the user has registered answers");
  const asked = ANSWERS.find(({ questionId }) => questionId === wanted.question.id);
  invariant(asked !== undefined, "a question of the test's is asked");
  return asked;
};
