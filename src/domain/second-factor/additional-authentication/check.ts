import { wordsOfUser } from "#domain/credential/change.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { refused, accepted, type Result } from "#shared/result.ts";
import type { AdditionalCode } from "./refusals.ts";
import { charactersOf, normalForm } from "./normal-form.ts";
import { questionOf, type AdditionalQuestion } from "./questions.ts";

/** A chosen question and the answer as it was typed. */
export interface ChosenAnswer {
  readonly questionId: string;
  readonly answer: string;
}

/** An answer that may be registered, in its normal form. */
export interface CheckedAnswer {
  readonly questionId: string;
  readonly normal: string;
}

/** Which of the answers, from 0, a refusal is about; undefined: all of them. */
export type AnswerRefusal = Refusal<AdditionalCode> & { readonly index?: number };

const SHORTEST = 2;

/** The parts of a name too: a family name answers nothing. */
const ownWords = (user: User): ReadonlySet<string> => {
  const given = wordsOfUser(user).filter((word) => word !== null);
  const parts = given.flatMap((word) => word.split(/[\s\u3000]+/));
  return new Set([...given, ...parts].map(normalForm).filter((word) => word !== ""));
};

const refusalOf = (
  { secondFactor }: Pick<InstitutionPolicy, "secondFactor">,
  question: AdditionalQuestion,
  normal: string,
  own: ReadonlySet<string>,
): Refusal<AdditionalCode> | undefined => {
  const max = secondFactor.additionalAuthentication.answerMaxCharacters;
  const length = charactersOf(normal);
  if (length < SHORTEST || length > max)
    return { code: "ADDITIONAL_ANSWER_LENGTH", detail: `${length} characters`, facts: { max } };
  if (new Set(normal).size === 1)
    return { code: "ADDITIONAL_ANSWER_ONE_CHARACTER", detail: "one character again and again" };
  if ([question.text.ja, question.text.en].some((text) => normalForm(text).includes(normal)))
    return { code: "ADDITIONAL_ANSWER_IN_QUESTION", detail: `a part of ${question.id}` };
  if (own.has(normal))
    return { code: "ADDITIONAL_ANSWER_SAME_AS_USER", detail: "an ID or a name of the user" };
  return undefined;
};

/**
 * Checks what a user would register: as many questions as the policy says, each once, and no answer that anybody would
 * try first. Refused: ADDITIONAL_QUESTIONS_CHOICE, ADDITIONAL_ANSWER_LENGTH, ADDITIONAL_ANSWER_ONE_CHARACTER,
 * ADDITIONAL_ANSWER_IN_QUESTION, ADDITIONAL_ANSWER_SAME_AS_USER, ADDITIONAL_ANSWERS_SAME.
 */
export const checkAnswers = (
  institution: Pick<InstitutionPolicy, "secondFactor">,
  user: User,
  chosen: readonly ChosenAnswer[],
): Result<readonly CheckedAnswer[], AnswerRefusal> => {
  const count = institution.secondFactor.additionalAuthentication.registeredAnswers;
  const choice = (detail: string, index?: number): { ok: false; refusal: AnswerRefusal } =>
    refused({
      code: "ADDITIONAL_QUESTIONS_CHOICE",
      detail,
      facts: { count },
      ...(index !== undefined && { index }),
    });
  if (chosen.length !== count) return choice(`${chosen.length} questions`);
  const own = ownWords(user);
  const checked: CheckedAnswer[] = [];
  for (const [index, { questionId, answer }] of chosen.entries()) {
    const question = questionOf(institution, questionId);
    if (question === undefined) return choice("no such question", index);
    if (checked.some((before) => before.questionId === questionId)) return choice("a question twice", index);
    const normal = normalForm(answer);
    const refusal = refusalOf(institution, question, normal, own);
    if (refusal !== undefined) return refused({ ...refusal, index });
    if (checked.some((before) => before.normal === normal))
      return refused({ code: "ADDITIONAL_ANSWERS_SAME", detail: "an answer twice", index });
    checked.push({ questionId, normal });
  }
  return accepted(checked);
};
