import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import type { WorkingFactor } from "#domain/second-factor/factors.ts";
import type { SessionRecord } from "../session.store.ts";
import { identityStep } from "./identity.ts";
import { oldKeyStep } from "./old-key.ts";
import { oneTimePasswordStep } from "./one-time-password.ts";
import { passwordStep } from "./password.ts";
import type { AskStep, ProofStep } from "./step.ts";

/** Every way of proving who asks, by the name it has in policies and on the wire. */
const askSteps = { identity: identityStep } as const satisfies Record<
  InstitutionPolicy["acquisition"]["proof"][number],
  ProofStep
>;

/** Every further proof that a contract may have contracted. */
const furtherSteps = { oneTimePassword: oneTimePasswordStep } as const satisfies Record<
  WorkingFactor,
  AskStep
>;

/**
 * The proofs that every session asks for, in order. An acquisition asks what the institution's policy says; a renewal
 * asks for the old key and the login password, and nothing that the old certificate already says ([003] CCHK002).
 */
export const proofSteps = (
  institution: InstitutionPolicy,
  purpose: "issue" | "renew",
): readonly ProofStep[] =>
  purpose === "renew"
    ? [oldKeyStep, passwordStep]
    : institution.acquisition.proof.map((name) => askSteps[name]);

/** The steps done by a session, and by whom: what decides which is next. */
export type Progress = Pick<SessionRecord, "purpose" | "completedSteps" | "user">;

/**
 * The first proof not yet given; undefined when all are. Once the person is known, those follow that the contract has
 * contracted (CCHK003 to CCHK006).
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
  return factors.map((factor) => furtherSteps[factor]).find(isMissing);
};
