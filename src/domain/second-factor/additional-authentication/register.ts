import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import { openFactorAttempt } from "#domain/credential/factor-attempt.ts";
import { hashSecret, type SecretHash } from "#domain/credential/hashing.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import { timeText } from "#domain/mail/parts.ts";
import { mailCustomer } from "#domain/mail-address/customer-mail.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Prover } from "../prover.ts";
import { lockAnswers, replaceAnswers } from "./answers.store.ts";
import { checkAnswers, type AnswerRefusal, type CheckedAnswer, type ChosenAnswer } from "./check.ts";
import type { AdditionalCode } from "./refusals.ts";
import { usable } from "./state.ts";

type Refused = AnswerRefusal | Refusal<AdditionalCode | CredentialCode>;

interface HashedAnswer {
  readonly questionId: string;
  readonly answerHash: SecretHash;
}

const hashed = (
  { random }: DomainContext,
  checked: readonly CheckedAnswer[],
): Promise<readonly HashedAnswer[]> =>
  Promise.all(
    checked.map(async ({ questionId, normal }) => ({
      questionId,
      answerHash: await hashSecret(normal, random),
    })),
  );

const store = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution, user, origin }: Prover,
  answers: readonly HashedAnswer[],
  event: "additionalAuthentication.registered" | "additionalAuthentication.changed",
): Promise<void> => {
  const at = context.clock.now();
  await replaceAnswers(tx, user.reference, answers, at);
  await recordAudit(tx, {
    at,
    event,
    actor: { kind: "user", user: user.reference },
    subject: user.reference,
    origin,
    facts: { questionIds: answers.map(({ questionId }) => questionId) },
  });
  await tellUser(tx, { institution, user, origin }, at);
};

const SUBJECT: Bilingual = {
  ja: "追加認証回答登録のお知らせ",
  en: "Answers for the additional authentication were registered",
};

const tellUser = async (
  tx: InstitutionTransaction,
  { institution, user: { userName, mailAddress, language } }: Prover,
  at: Temporal.Instant,
): Promise<void> => {
  if (mailAddress === null) return;
  const time = timeText(at, institution, language);
  const lines =
    language === "ja"
      ? ["追加認証の質問と回答が登録されました。", "", `登録日時: ${time}`]
      : [
          "Questions and answers for the additional authentication were registered.",
          "",
          `Registered at: ${time}`,
        ];
  await mailCustomer(tx, institution, { userName, mailAddress, language }, { subject: SUBJECT, lines });
};

/**
 * The first registration (追加認証回答登録), by a user who has proved who they are; it counts as the proof. Of two at the
 * same time one is stored. The user is told by mail. Refused: what {@link checkAnswers} says, ADDITIONAL_ANSWERS_REGISTERED,
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED (the factor is stopped: registering anew is not the way around it).
 */
export const registerAnswers = async (
  context: DomainContext,
  prover: Prover,
  chosen: readonly ChosenAnswer[],
): Promise<Result<undefined, Refused>> => {
  const { institution, user } = prover;
  const checked = checkAnswers(institution, user, chosen);
  if (!checked.ok) return checked;
  const answers = await hashed(context, checked.value);
  return context.database.inInstitution(institution.code, async (tx): Promise<Result<undefined, Refused>> => {
    // Holds the user's count, so that two registrations wait for one another.
    const opened = await openFactorAttempt(context, tx, {
      institution,
      user,
      factor: "additionalAuthentication",
    });
    if (!opened.ok) return opened;
    if (usable(institution, await lockAnswers(tx, user.reference)).length > 0)
      return refused({ code: "ADDITIONAL_ANSWERS_REGISTERED", detail: "somebody was faster" });
    await store(context, tx, prover, answers, "additionalAuthentication.registered");
    return accepted(undefined);
  });
};

/**
 * Other questions and answers in place of those registered, or the first, by a user who is logged in and gives the
 * confirmation password. The user is told by mail. Refused: what {@link checkAnswers} says, and what the confirmation
 * password is refused with.
 */
export const changeAnswers = async (
  context: DomainContext,
  prover: Prover,
  { chosen, secret }: { readonly chosen: readonly ChosenAnswer[]; readonly secret: string },
): Promise<Result<undefined, Refused>> => {
  const { institution, user, origin } = prover;
  const checked = checkAnswers(institution, user, chosen);
  if (!checked.ok) return checked;
  const proof = await verifySecret(context, { user, kind: "confirmation", secret, origin });
  if (!proof.ok) return proof;
  const answers = await hashed(context, checked.value);
  await context.database.inInstitution(institution.code, async (tx) => {
    await lockAnswers(tx, user.reference);
    await store(context, tx, prover, answers, "additionalAuthentication.changed");
  });
  return accepted(undefined);
};
