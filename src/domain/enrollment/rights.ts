import type { DomainContext } from "#domain/context.ts";
import { contractorDemand } from "#domain/contractor-confirmation/confirmation.ts";
import { refusalOfDemand } from "#domain/contractor-confirmation/demand.ts";
import type { ContractorCode } from "#domain/contractor-confirmation/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { Result } from "#shared/result.ts";
import { refused } from "#shared/result.ts";
import { acquisitionFacts } from "./facts.ts";
import type { EnrollmentRuleCode } from "./refusals.ts";
import type { AcquisitionRight } from "./rules/acquisition.ts";
import { lastSecondAfterDays } from "./rules/days.ts";
import { judgeAcquisition } from "./rules/acquisition.ts";

export { grantAcquisition } from "./grant.ts";
export type { AcquisitionRight } from "./rules/acquisition.ts";
export { renewalWindow } from "./rules/renewal-window.ts";
export type { RenewalWindow } from "./rules/renewal-window.ts";

/** Whether the user may acquire a certificate by the rules: the right with its deadline, or which rule says no. */
export const rightByRules = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Result<AcquisitionRight, Refusal<EnrollmentRuleCode>>> =>
  judgeAcquisition(await acquisitionFacts(context, institution, user));

/**
 * Why 契約者確認 keeps this user from acquiring and renewing now (G020e); undefined: it does not. Costs nothing where the
 * institution asks nothing.
 */
export const contractorRefusal = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Refusal<ContractorCode> | undefined> =>
  refusalOfDemand(await contractorDemand(context, institution, user));

/** Whether the user may acquire a certificate now: by the rules, and because 契約者確認 does not stand in the way. */
export const acquisitionRight = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Result<AcquisitionRight, Refusal<EnrollmentRuleCode | ContractorCode>>> => {
  const right = await rightByRules(context, institution, user);
  if (!right.ok) return right;
  const refusal = await contractorRefusal(context, institution, user);
  return refusal === undefined ? right : refused(refusal);
};

/** When the right that a user was given last opens and lapses; undefined: at once, never. */
export const rightDeadline = (
  { acquisition: { deadlineDays }, timeZone }: Pick<InstitutionPolicy, "acquisition" | "timeZone">,
  { acquisitionGrantedAt, acquisitionOpensAt }: User,
): { readonly opensAt: Temporal.Instant | undefined; readonly deadline: Temporal.Instant | undefined } => ({
  opensAt: acquisitionOpensAt,
  deadline:
    acquisitionGrantedAt === null || deadlineDays === null
      ? undefined
      : lastSecondAfterDays(acquisitionGrantedAt, deadlineDays, timeZone),
});
