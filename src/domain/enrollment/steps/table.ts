import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import type { WorkingFactor } from "#domain/second-factor/factors.ts";
import type { SessionPurpose, SessionRecord } from "../session.store.ts";
import { additionalAuthenticationStep } from "./additional-authentication.ts";
import { asksContractor, contractorConfirmationStep } from "./contractor-confirmation.ts";
import { asksConfirmationSecret, confirmationSecretStep } from "./confirmation-secret.ts";
import { identityStep } from "./identity.ts";
import { oldKeyStep } from "./old-key.ts";
import { oneTimePasswordStep } from "./one-time-password.ts";
import { passwordStep } from "./password.ts";
import { replacementStep } from "./replacement.ts";
import type { AskStep, ProofStep } from "./step.ts";
import { transactionAuthenticationStep } from "./transaction-authentication.ts";
import { userRegistrationCodeStep } from "./user-registration-code.ts";

/** Every way of proving who asks, by the name it has in policies and on the wire. */
const askSteps = { identity: identityStep } as const satisfies Record<
  InstitutionPolicy["acquisition"]["proof"][number],
  ProofStep
>;

/** Every further proof that a contract may have contracted. */
const furtherSteps = {
  userRegistrationCode: userRegistrationCodeStep,
  transactionAuthentication: transactionAuthenticationStep,
  oneTimePassword: oneTimePasswordStep,
  additionalAuthentication: additionalAuthenticationStep,
} as const satisfies Record<WorkingFactor, AskStep>;

/**
 * The proofs that every session asks for, in order. An acquisition asks what the institution's policy says; a renewal
 * asks for the old key and the login password, and nothing that the old certificate already says ([003] CCHK002).
 * Replacing a PC asks what an acquisition asks, and the confirmation password.
 */
export const proofSteps = (institution: InstitutionPolicy, purpose: SessionPurpose): readonly ProofStep[] => {
  if (purpose === "renew") return [oldKeyStep, passwordStep];
  const proofs = institution.acquisition.proof.map((name) => askSteps[name]);
  return purpose === "replace" && asksConfirmationSecret(institution)
    ? [...proofs, confirmationSecretStep]
    : proofs;
};

/** The steps done by a session, and by whom: what decides which is next. */
export type Progress = Pick<SessionRecord, "purpose" | "completedSteps" | "user">;

/**
 * The first proof not yet given; undefined when all are. Once the person is known, those follow that the contract has
 * contracted (CCHK003 to CCHK006), and last the questions of 契約者確認, if there are any to answer.
 */
export const nextProof = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  { purpose, completedSteps, user }: Progress,
): Promise<ProofStep | undefined> => {
  const isMissing = (step: ProofStep): boolean => !completedSteps.includes(step.name);
  const own = proofSteps(institution, purpose).find(isMissing);
  if (own !== undefined || user === undefined) return own;
  const factors = await factorsOfUser(context, institution, user);
  const further = factors.map((factor) => furtherSteps[factor]).find(isMissing);
  if (further !== undefined) return further;
  if (purpose === "replace" && isMissing(replacementStep)) return replacementStep;
  if (!isMissing(contractorConfirmationStep)) return undefined;
  return (await asksContractor(context, institution, user)) ? contractorConfirmationStep : undefined;
};
