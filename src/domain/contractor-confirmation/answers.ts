import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/** One question of the institution's policy. */
export type Question = InstitutionPolicy["contractorConfirmation"]["questions"][number];

/** A question with what was answered, both as they were shown. */
export interface Answer {
  readonly name: string;
  readonly question: Bilingual;
  /** The name of what was chosen, or the text that was typed in. */
  readonly value: string;
  /** The text of what was chosen; absent where a text was typed in. */
  readonly chosen?: Bilingual;
}

/** What is wrong with one answer: it is missing, or none that is offered; too long, or holds what is no text. */
export type AnswerProblem = "missing" | "notOffered" | "tooLong" | "notText";

/** What was typed in, read: answers to the questions that were answered, and what is wrong with others, by name. */
export interface ReadAnswers {
  readonly answers: readonly Answer[];
  readonly problems: ReadonlyMap<string, AnswerProblem>;
}

/** One choice is named by its name or, where people type, by its place in the list, from 1. */
const choiceOf = ({ choices }: Question, value: string) =>
  choices.find(({ name }) => name === value) ?? choices[/^[1-9]\d?$/.test(value) ? Number(value) - 1 : -1];

const problemOf = (question: Question, value: string): AnswerProblem | undefined => {
  if (value === "") return question.required ? "missing" : undefined;
  if (question.choices.length > 0) return choiceOf(question, value) === undefined ? "notOffered" : undefined;
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return "notText";
  return Array.from(value).length > question.maxCharacters ? "tooLong" : undefined;
};

/** As typed, in one normal form, without spaces around it. */
const normalized = (value: string | undefined): string => (value ?? "").normalize("NFC").trim();

const answerOf = (question: Question, value: string): Answer => {
  const { name, text } = question;
  const choice = choiceOf(question, value);
  return choice === undefined
    ? { name, question: text, value }
    : { name, question: text, value: choice.name, chosen: choice.text };
};

/** Reads what was typed in, by the questions' names. */
export const readAnswers = (
  questions: readonly Question[],
  values: Readonly<Record<string, string>>,
): ReadAnswers => {
  const answers: Answer[] = [];
  const problems = new Map<string, AnswerProblem>();
  for (const question of questions) {
    const { name } = question;
    const value = normalized(Object.hasOwn(values, name) ? values[name] : undefined);
    const problem = problemOf(question, value);
    if (problem !== undefined) problems.set(name, problem);
    else if (value !== "") answers.push(answerOf(question, value));
  }
  return { answers, problems };
};
