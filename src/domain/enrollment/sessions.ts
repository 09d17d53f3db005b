import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { nextStep } from "./next-step.ts";
import { lookAtSession } from "./session.ts";
import type { EnrollmentServices, NextStep, SessionClaim } from "./session-types.ts";

/** The enrolment session of the issuing application, from start to installed certificate (F1, F2, F6–F8). */
export { startSession } from "./start.ts";
export type { Purpose, StartRequest } from "./start.ts";
export { answerStep, proveOldKey } from "./prove.ts";
export type { SessionRequest } from "./prove.ts";
export { submitRequest } from "./submit-request.ts";
export { confirmInstallation } from "./confirm-installation.ts";
export type * from "./session-types.ts";

/** What the session wants now, for a client that lost the last answer. Charges nothing and changes nothing. */
export const resumeSession = async (
  services: EnrollmentServices,
  request: { readonly institution: InstitutionPolicy; readonly claim: SessionClaim; readonly origin: Origin },
): Promise<Result<NextStep, Refusal>> => {
  const session = await lookAtSession(services, request.institution, request.claim);
  return session.ok ? nextStep(services, request, session.value) : session;
};
