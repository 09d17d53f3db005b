import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn, grantAcquisition as recordGrant, isSameUser } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { lastSecondAfterDays } from "./rules/days.ts";
import type { Grantor } from "./rules/may-grant.ts";
import { mayGrantAcquisition } from "./rules/may-grant.ts";
import type { EnrollmentRuleCode } from "./refusals.ts";

/** A right to acquire that was just given. */
export interface GivenRight {
  /** Last second in which it can be used; undefined: no deadline. */
  readonly deadline: Temporal.Instant | undefined;
}

type GrantCode = Extract<EnrollmentRuleCode, "ACQUISITION_GRANT_FORBIDDEN" | "USER_UNKNOWN">;

const grantorOf = async (
  tx: InstitutionTransaction,
  actor: Actor,
  grantee: UserReference,
): Promise<Grantor | undefined> => {
  if (actor.kind === "staff" || actor.kind === "system") return { kind: "institution" };
  if (actor.kind !== "user" || actor.user.institutionCode !== grantee.institutionCode) return undefined;
  const user = await findUserIn(tx, actor.user);
  if (user === undefined || user.state === "suspended") return undefined;
  return {
    kind: "user",
    role: user.role,
    isOfSameContract: actor.user.contractId === grantee.contractId,
    isSameUser: isSameUser(actor.user, grantee),
  };
};

/** Who gives the right to whom. */
export interface Grant {
  readonly institution: InstitutionPolicy;
  readonly user: UserReference;
  readonly actor: Actor;
  readonly origin?: Origin;
}

/** {@link grantAcquisition}, in a transaction of the caller's. */
export const grantAcquisitionIn = async (
  tx: InstitutionTransaction,
  { institution, user: grantee, actor, origin }: Grant,
  at: Temporal.Instant,
): Promise<Result<GivenRight, Refusal<GrantCode>>> => {
  invariant(institution.code === grantee.institutionCode, "the right is given by the user's own institution");
  const user = await findUserIn(tx, grantee);
  if (user === undefined || user.deletedAt !== null) {
    return refused({ code: "USER_UNKNOWN", detail: `no user ${grantee.userId}` });
  }
  const grantor = await grantorOf(tx, actor, grantee);
  const isStopped = user.acquisitionStoppedAt !== undefined;
  if (grantor === undefined || !mayGrantAcquisition(institution, grantor, user.role, isStopped)) {
    return refused({ code: "ACQUISITION_GRANT_FORBIDDEN", detail: "the actor may not give this right" });
  }
  await recordGrant(tx, { user: grantee, at, actor, origin });
  const { deadlineDays } = institution.acquisition;
  const deadline =
    deadlineDays === null ? undefined : lastSecondAfterDays(at, deadlineDays, institution.timeZone);
  return accepted({ deadline });
};

/**
 * Gives a user the right to acquire (again): by staff of the institution, or by an administrator of the contract
 * where the policy allows it (F6). The deadline starts anew. Refused: ACQUISITION_GRANT_FORBIDDEN,
 * USER_UNKNOWN.
 */
export const grantAcquisition = (
  context: DomainContext,
  grant: Grant,
): Promise<Result<GivenRight, Refusal<GrantCode>>> =>
  context.database.inInstitution(grant.institution.code, (tx) =>
    grantAcquisitionIn(tx, grant, context.clock.now()),
  );
