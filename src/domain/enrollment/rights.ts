import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { Result } from "#shared/result.ts";
import { acquisitionFacts } from "./facts.ts";
import type { EnrollmentRuleCode } from "./refusals.ts";
import type { AcquisitionRight } from "./rules/acquisition.ts";
import { judgeAcquisition } from "./rules/acquisition.ts";

export { grantAcquisition } from "./grant.ts";
export type { AcquisitionRight } from "./rules/acquisition.ts";
export { renewalWindow } from "./rules/renewal-window.ts";
export type { RenewalWindow } from "./rules/renewal-window.ts";

/** Whether the user may acquire a certificate now: the right with its deadline, or which rule says no. */
export const acquisitionRight = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Result<AcquisitionRight, Refusal<EnrollmentRuleCode>>> =>
  judgeAcquisition(await acquisitionFacts(context, institution, user));
