import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import { lockContract } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight, type Right } from "#domain/user/rights.ts";
import { findUserIn, isSameUser, type User } from "#domain/user/users.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** Who acts, where. */
export interface ByAdministrator {
  readonly institution: InstitutionPolicy;
  readonly administrator: User;
}

/** One act of an administrator, as it is done in a transaction. */
export interface ActOfAdministrator extends ByAdministrator {
  readonly at: Temporal.Instant;
  readonly origin: Origin;
}

/**
 * Locks the administrator's contract, so that acts of two administrators run one after another, and looks whether the
 * administrator still is one and has the right: somebody else may have been faster. Undefined: go on.
 */
export const enterAsAdministrator = async (
  tx: InstitutionTransaction,
  { institution, administrator }: ByAdministrator,
  right: Right,
): Promise<Refusal<Extract<UserAdministrationCode, "USER_ADMINISTRATION_FORBIDDEN">> | undefined> => {
  await lockContract(tx, administrator.reference.contractId);
  const present = await findUserIn(tx, administrator.reference);
  if (present === undefined || present.state === "suspended" || !hasRight(institution, present, right))
    return {
      code: "USER_ADMINISTRATION_FORBIDDEN",
      detail: `${present?.role ?? "nobody"}: ${present?.state ?? ""}: ${right}`,
    };
  return undefined;
};

/** The user of the administrator's own contract; those of others and the deleted are as unknown as nobody. */
export const findMemberIn = async (
  tx: InstitutionTransaction,
  { administrator }: ByAdministrator,
  userId: string,
): Promise<Result<User, Refusal<Extract<UserCode, "USER_UNKNOWN">>>> => {
  const user = await findUserIn(tx, { ...administrator.reference, userId });
  return user === undefined || user.deletedAt !== null
    ? refused({ code: "USER_UNKNOWN", detail: "not in this contract" })
    : accepted(user);
};

/** The same, in a transaction of its own. */
export const findMember = (
  { database }: Pick<DomainContext, "database">,
  by: ByAdministrator,
  userId: string,
): Promise<Result<User, Refusal<Extract<UserCode, "USER_UNKNOWN">>>> =>
  database.inInstitution(by.institution.code, (tx) => findMemberIn(tx, by, userId));

/** The head of a contract (master; Shinkin: administrator) and the administrator's own account have rules of their own. */
export const isOwn = ({ administrator }: ByAdministrator, user: Pick<User, "reference">): boolean =>
  isSameUser(user.reference, administrator.reference);

/** How the change is recorded. */
export const changeBy = ({ administrator, at, origin }: ActOfAdministrator) => {
  const actor: Actor = { kind: "user", user: administrator.reference };
  return { at, actor, origin };
};
