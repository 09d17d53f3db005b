import type { Question as ContractorQuestion } from "#domain/contractor-confirmation/answers.ts";
import type { DomainContext, UserReference } from "#domain/context.ts";
import { answerQuestions, openRound } from "#domain/contractor-confirmation/confirmation.ts";
import { demandOn } from "#domain/contractor-confirmation/demand.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted } from "#shared/result.ts";
import type { AskedField } from "../session-types.ts";
import type { AskStep } from "./step.ts";

const NAME = "contractorConfirmation";

/** Room for the number of a choice, or its name. */
const CHOICE_MAX_LENGTH = 30;

const choicesOf = ({ choices }: ContractorQuestion, language: keyof Bilingual): string => {
  const listed = choices.map(({ text }, index) => `${index + 1}: ${text[language]}`);
  return listed.length === 0 ? "" : ` (${listed.join(language === "ja" ? "／" : " / ")})`;
};

const optional: Bilingual = { ja: "（任意）", en: " (optional)" };

/** What is asked, with its choices by number: applications that know no choices show it all the same. */
const labelOf = (question: ContractorQuestion): Bilingual => {
  const inLanguage = (language: keyof Bilingual): string =>
    `${question.text[language]}${question.required ? "" : optional[language]}${choicesOf(question, language)}`;
  return { ja: inLanguage("ja"), en: inLanguage("en") };
};

const fieldOf = (question: ContractorQuestion): AskedField => ({
  name: question.name,
  label: labelOf(question),
  secret: false,
  maxLength: question.choices.length === 0 ? question.maxCharacters : CHOICE_MAX_LENGTH,
  ...(question.required ? {} : { isOptional: true }),
});

const textOf = (reason: string | null): Bilingual => ({
  ja: `契約者確認にお答えください。選択肢のある質問には番号でお答えください。${reason === null ? "" : `\n前回のご回答について: ${reason}`}`,
  en: `Please answer the institution's questions about your contract. Where there are choices, type the number.${reason === null ? "" : `\nAbout your last answers: ${reason}`}`,
});

/** Whether the flow asks this user the questions now. Costs nothing where the institution asks nothing. */
export const asksContractor = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  reference: UserReference,
): Promise<boolean> => {
  const { questions, inEnrollment } = institution.contractorConfirmation;
  if (!inEnrollment || questions.length === 0) return false;
  const open = await openRound(context, institution, reference.contractId);
  if (open?.state !== "asked") return false;
  const user = await findUser(context, reference);
  return user !== undefined && demandOn(institution, user.role, open) === "answer";
};

/**
 * 契約者確認 inside the flow, instead of being sent away by G020e: a person without a certificate cannot log in to answer.
 * No proof, but asked like one, after them all.
 */
export const contractorConfirmationStep: AskStep = {
  kind: "ask",
  name: NAME,
  question: async ({ context, institution, session }) => {
    const { questions } = institution.contractorConfirmation;
    invariant(session.user !== undefined, "questions about a contract are asked when the person is known");
    const open = await openRound(context, institution, session.user.contractId);
    return accepted({ ask: NAME, fields: questions.map(fieldOf), text: textOf(open?.reason ?? null) });
  },
  verify: async ({ context, institution, session, origin }, values) => {
    const { user } = session;
    invariant(user !== undefined, "questions about a contract are asked when the person is known");
    const open = await openRound(context, institution, user.contractId);
    // Somebody else was faster: nothing is left to ask.
    if (open?.state !== "asked") return accepted(user);
    const given = { institution, user, round: open.round, values, origin };
    const answered = await answerQuestions(context, given);
    if (answered.ok || answered.refusal.code === "CONTRACTOR_ANSWERED_MEANWHILE") return accepted(user);
    return answered;
  },
};
