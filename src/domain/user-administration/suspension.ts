import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { resumeUser, suspendUser } from "#domain/user/suspend.ts";
import { findUserIn, isSameUser, type User } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { enterAsAdministrator } from "./administrator.ts";
import type { ByAdministrator } from "./draft.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** 停止 and 解除. */
export const SUSPENSION_ACTS = ["suspend", "resume"] as const;
export type SuspensionAct = (typeof SUSPENSION_ACTS)[number];

type SuspensionCode = Extract<UserCode, "USER_UNKNOWN"> | UserAdministrationCode;

/** What can be done with a user as they stand. */
export const actFor = ({ state }: Pick<User, "state">): SuspensionAct =>
  state === "suspended" ? "resume" : "suspend";

/** Why nobody but the institution may stop or resume this user, whoever asks: it is oneself, or the head. */
export const suspensionRefusal = (
  { institution, administrator }: ByAdministrator,
  user: Pick<User, "reference" | "role">,
): Refusal<UserAdministrationCode> | undefined => {
  if (isSameUser(user.reference, administrator.reference))
    return { code: "OWN_SUSPENSION_REFUSED", detail: "the administrator's own account" };
  return user.role === headOf(institution)
    ? { code: "HEAD_SUSPENSION_REFUSED", detail: `${user.role} is the head of the contract` }
    : undefined;
};

const headOf = (institution: InstitutionPolicy): User["role"] | undefined => familyOf(institution).roles[0];

const stale = (user: User, act: SuspensionAct): Refusal<UserAdministrationCode> | undefined => {
  if (actFor(user) === act) return undefined;
  const code = act === "suspend" ? "USER_ALREADY_SUSPENDED" : "USER_NOT_SUSPENDED";
  return { code, detail: `the user is ${user.state}` };
};

/**
 * Stops or resumes a user of the administrator's own contract (BRSK016); stopping ends the open session. The
 * administrator's confirmation password has been proved. Users of other contracts are as unknown as those who do not
 * exist.
 */
export const changeSuspension = async (
  context: DomainContext,
  by: ByAdministrator,
  { userId, act, origin }: { readonly userId: string; readonly act: SuspensionAct; readonly origin: Origin },
): Promise<Result<User, Refusal<SuspensionCode>>> => {
  const { institution, administrator } = by;
  const reference: UserReference = { ...administrator.reference, userId };
  return context.database.inInstitution(institution.code, async (tx) => {
    const forbidden = await enterAsAdministrator(tx, administrator);
    if (forbidden !== undefined) return refused(forbidden);
    const user = await findUserIn(tx, reference);
    if (user === undefined) return refused({ code: "USER_UNKNOWN", detail: "not in this contract" });
    const refusal = suspensionRefusal(by, user) ?? stale(user, act);
    if (refusal !== undefined) return refused(refusal);
    const actor = { kind: "user", user: administrator.reference } as const;
    const change = { user: user.reference, at: context.clock.now(), actor, origin };
    await (act === "suspend" ? suspendUser(tx, change) : resumeUser(tx, change));
    return accepted({ ...user, state: act === "suspend" ? "suspended" : "active" });
  });
};
