import type { InstitutionPolicy } from "#domain/institution/policy.ts";

/** A further proof that a contract may contract. */
export type FactorName = InstitutionPolicy["acquisition"]["furtherProof"][number];

/** Those behind which a step stands. A new factor is a folder of this module, and a line here and in the steps of enrolment. */
export const workingFactors = [
  // First: until the code is entered, nothing else is set up.
  "userRegistrationCode",
  // Before one-time passwords ([003] F2: CCHK005, then CCHK003).
  "transactionAuthentication",
  "oneTimePassword",
  "additionalAuthentication",
] as const satisfies readonly FactorName[];

export type WorkingFactor = (typeof workingFactors)[number];

/** Those that an institution offers and that work, in the order in which they are asked. */
export const offeredFactors = ({
  acquisition,
}: Pick<InstitutionPolicy, "acquisition">): readonly WorkingFactor[] =>
  workingFactors.filter((factor) => acquisition.furtherProof.includes(factor));
