import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityStep } from "./identity.ts";
import { oldKeyStep } from "./old-key.ts";
import { passwordStep } from "./password.ts";
import type { ProofStep } from "./step.ts";

/** Every way of proving who asks, by the name it has in policies and on the wire. */
const askSteps = { identity: identityStep } as const satisfies Record<
  InstitutionPolicy["acquisition"]["proof"][number],
  ProofStep
>;

/**
 * The proofs that a session asks for, in order. An acquisition asks what the institution's policy says; a renewal
 * asks for the old key and the login password, and nothing that the old certificate already says ([003] CCHK002).
 */
export const proofSteps = (
  institution: InstitutionPolicy,
  purpose: "issue" | "renew",
): readonly ProofStep[] =>
  purpose === "renew"
    ? [oldKeyStep, passwordStep]
    : institution.acquisition.proof.map((name) => askSteps[name]);

/** The first proof not yet given; undefined when all are. */
export const nextProof = (
  institution: InstitutionPolicy,
  session: { readonly purpose: "issue" | "renew"; readonly completedSteps: readonly string[] },
): ProofStep | undefined =>
  proofSteps(institution, session.purpose).find((step) => !session.completedSteps.includes(step.name));
