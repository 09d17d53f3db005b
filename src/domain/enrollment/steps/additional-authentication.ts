import { wantedAnswer } from "#domain/second-factor/additional-authentication/ask.ts";
import type { ChosenAnswer } from "#domain/second-factor/additional-authentication/check.ts";
import { questionsOf } from "#domain/second-factor/additional-authentication/questions.ts";
import { registerAnswers } from "#domain/second-factor/additional-authentication/register.ts";
import { verifyAnswer } from "#domain/second-factor/additional-authentication/verify.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { accepted } from "#shared/result.ts";
import type { AskedField } from "../session-types.ts";
import { proverOf } from "./prover.ts";
import type { AskStep, Question } from "./step.ts";

/** Names on the wire. */
const ANSWER = "additionalAuthentication";
const REGISTRATION = "additionalAuthenticationRegistration";

/** Half-width kana take two places for one character, and people put spaces between words. */
const PLACES_PER_CHARACTER = 3;
const NUMBER_MAX_LENGTH = 4;

const answerField = ({ secondFactor }: InstitutionPolicy, name: string, label: Bilingual): AskedField => ({
  name,
  label,
  // Shown while it is typed: Japanese input needs to be seen.
  secret: false,
  maxLength: secondFactor.additionalAuthentication.answerMaxCharacters * PLACES_PER_CHARACTER,
});

const numbers = ({ secondFactor }: InstitutionPolicy): number[] =>
  Array.from({ length: secondFactor.additionalAuthentication.registeredAnswers }, (_, index) => index + 1);

const registration = (institution: InstitutionPolicy): Question => {
  const { registeredAnswers, answerMaxCharacters } = institution.secondFactor.additionalAuthentication;
  const listed = (language: keyof Bilingual): string =>
    questionsOf(institution)
      .map(({ text }, index) => `${index + 1}: ${text[language]}`)
      .join("\n");
  return {
    ask: REGISTRATION,
    fields: numbers(institution).flatMap((number) => [
      {
        name: `additionalQuestion${number}`,
        label: { ja: `質問${number}の番号`, en: `Number of question ${number}` },
        secret: false,
        maxLength: NUMBER_MAX_LENGTH,
      },
      answerField(institution, `additionalAnswer${number}`, { ja: `回答${number}`, en: `Answer ${number}` }),
    ]),
    text: {
      ja: `追加認証の質問と回答を登録します。次の一覧から異なる質問を${registeredAnswers}つ番号で選び、それぞれに${answerMaxCharacters}文字以内で回答してください。全角・半角、ひらがな・カタカナ、空白の違いは区別しません。\n${listed("ja")}`,
      en: `Questions and answers for the additional authentication are registered now. Choose ${registeredAnswers} different questions of this list by number, and answer each in up to ${answerMaxCharacters} characters. Case, width and spaces make no difference.\n${listed("en")}`,
    },
  };
};

/** The question of a number of the list; undefined numbers are no question's id, and refused as such. */
const questionIdOf = (institution: InstitutionPolicy, typed: string): string => {
  const number = typed.normalize("NFKC").trim();
  return /^[0-9]{1,3}$/.test(number) ? (questionsOf(institution)[Number(number) - 1]?.id ?? "") : "";
};

const chosenOf = (institution: InstitutionPolicy, values: Readonly<Record<string, string>>): ChosenAnswer[] =>
  numbers(institution).map((number) => ({
    questionId: questionIdOf(institution, values[`additionalQuestion${number}`] ?? ""),
    answer: values[`additionalAnswer${number}`] ?? "",
  }));

/**
 * Additional authentication (CCHK006). A user who has registered no answers does so here, instead of being sent away by
 * G010e: it counts as the proof.
 */
export const additionalAuthenticationStep: AskStep = {
  kind: "ask",
  name: "additionalAuthentication",
  question: async (input) => {
    const { context, institution } = input;
    const wanted = await wantedAnswer(context, await proverOf(input));
    if (wanted.kind === "registration") return accepted(registration(institution));
    const field = answerField(institution, "additionalAnswer", { ja: "回答", en: "Answer" });
    const { ja, en } = wanted.question.text;
    return accepted({ ask: ANSWER, fields: [field], text: { ja: `質問: ${ja}`, en: `Question: ${en}` } });
  },
  verify: async (input, values, ask) => {
    const { context, institution } = input;
    const prover = await proverOf(input);
    const judged =
      ask === REGISTRATION
        ? await registerAnswers(context, prover, chosenOf(institution, values))
        : await verifyAnswer(context, prover, { answer: values["additionalAnswer"] ?? "" });
    return judged.ok ? accepted(prover.user.reference) : judged;
  },
};
