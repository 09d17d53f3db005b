import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import { forgetFactorFailures, openFactorAttempt } from "#domain/credential/factor-attempt.ts";
import { matchesSecret } from "#domain/credential/hashing.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Prover } from "../prover.ts";
import { lockAnswers, setAnswered, type StoredAnswer } from "./answers.store.ts";
import { charactersOf, normalForm } from "./normal-form.ts";
import type { AdditionalCode } from "./refusals.ts";
import { usable } from "./state.ts";

const FACTOR = "additionalAuthentication";

type Refused = Refusal<AdditionalCode | CredentialCode>;
type Outcome<Value> = Result<Value, Refused>;

/** An answer that may be compared: it has been counted as a failure, and is forgotten if it is right. */
interface Counted {
  readonly answer: StoredAnswer;
  /** The stop that this failure would be, if it is one. */
  readonly stop: Refusal<CredentialCode> | undefined;
}

const record = (
  context: DomainContext,
  tx: InstitutionTransaction,
  { user, origin }: Prover,
  event: `secondFactor.${"proved" | "refused" | "stopped"}`,
  facts: Readonly<Record<string, string>>,
): Promise<void> =>
  recordAudit(tx, {
    at: context.clock.now(),
    event,
    actor: { kind: "user", user: user.reference },
    subject: user.reference,
    origin,
    facts: { factor: FACTOR, ...facts },
  });

const count = (
  context: DomainContext,
  prover: Prover,
  questionId: string | undefined,
): Promise<Outcome<Counted>> => {
  const { institution, user } = prover;
  return context.database.inInstitution(institution.code, async (tx) => {
    const no = async (refusal: Refused): Promise<Outcome<Counted>> => {
      await record(context, tx, prover, "secondFactor.refused", { because: refusal.code });
      return refused(refusal);
    };
    const opened = await openFactorAttempt(context, tx, { institution, user, factor: FACTOR });
    if (!opened.ok) return no(opened.refusal);
    const answers = usable(institution, await lockAnswers(tx, user.reference));
    if (answers.length === 0)
      return no({ code: "ADDITIONAL_ANSWERS_NOT_REGISTERED", detail: "there are none to compare with" });
    const answer = answers.find(({ isAsked }) => isAsked);
    if (answer === undefined || (questionId !== undefined && answer.questionId !== questionId))
      return no({ code: "ADDITIONAL_QUESTION_CHANGED", detail: `${answer?.questionId ?? "none"} is asked` });
    return accepted({ answer, stop: await opened.value.failed() });
  });
};

const settle = (
  context: DomainContext,
  prover: Prover,
  { answer, stop }: Counted,
  isRight: boolean,
): Promise<Outcome<undefined>> => {
  const { institution, user } = prover;
  const { questionId } = answer;
  return context.database.inInstitution(institution.code, async (tx) => {
    // An answer that was changed while it was compared proves nothing any more.
    if (isRight && (await setAnswered(tx, user.reference, answer))) {
      await forgetFactorFailures(tx, { institution, user, factor: FACTOR });
      await record(context, tx, prover, "secondFactor.proved", { questionId });
      return accepted(undefined);
    }
    await record(context, tx, prover, "secondFactor.refused", {
      because: "ADDITIONAL_ANSWER_REFUSED",
      questionId,
    });
    if (stop !== undefined) await record(context, tx, prover, "secondFactor.stopped", { because: stop.code });
    return refused(stop ?? { code: "ADDITIONAL_ANSWER_REFUSED", detail: `not the answer to ${questionId}` });
  });
};

/**
 * Proves a user by the answer to the question that is asked ({@link wantedAnswer}). Comparing takes some 20 ms of a
 * core, so no connection is held meanwhile and the failure is counted first: of many answers sent at once no more are
 * compared than the policy allows. After a right answer another question may be asked.
 *
 * @param typed `questionId`: the question that was shown, where the caller knows it: an answer to another one than is
 *   asked by now is not counted.
 *
 * Refused: ADDITIONAL_ANSWER_LENGTH, ADDITIONAL_QUESTION_CHANGED and ADDITIONAL_ANSWERS_NOT_REGISTERED (not counted),
 * ADDITIONAL_ANSWER_REFUSED (counted; stops by `lockout.additionalAuthentication`), CREDENTIAL_STOPPED_TEMPORARILY,
 * CREDENTIAL_STOPPED.
 */
export const verifyAnswer = async (
  context: DomainContext,
  prover: Prover,
  typed: { readonly answer: string; readonly questionId?: string | undefined },
): Promise<Outcome<undefined>> => {
  const normal = normalForm(typed.answer);
  const max = prover.institution.secondFactor.additionalAuthentication.answerMaxCharacters;
  const length = charactersOf(normal);
  if (length === 0 || length > max)
    return refused({ code: "ADDITIONAL_ANSWER_LENGTH", detail: `${length} characters`, facts: { max } });
  const counted = await count(context, prover, typed.questionId);
  if (!counted.ok) return counted;
  const isRight = await matchesSecret(counted.value.answer.answerHash, normal);
  return settle(context, prover, counted.value, isRight);
};
