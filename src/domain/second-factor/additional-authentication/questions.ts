import type { InstitutionPolicy } from "#domain/institution/policy.ts";

/** What of a policy the additional authentication needs. */
export type AdditionalPolicy = InstitutionPolicy["secondFactor"]["additionalAuthentication"];

/** A question with its text in both languages. */
export type AdditionalQuestion = AdditionalPolicy["questions"][number];

/** The institution's questions, in the order in which they are offered. */
export const questionsOf = ({
  secondFactor,
}: Pick<InstitutionPolicy, "secondFactor">): readonly AdditionalQuestion[] =>
  secondFactor.additionalAuthentication.questions;

/** The question of an id; undefined where the institution no longer has it. */
export const questionOf = (
  institution: Pick<InstitutionPolicy, "secondFactor">,
  id: string,
): AdditionalQuestion | undefined => questionsOf(institution).find((question) => question.id === id);
