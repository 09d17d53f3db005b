import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { resumeUser, suspendUser } from "#domain/user/suspend.ts";
import { isSameUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  findMemberIn,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import type { UserAdministrationCode } from "./refusals.ts";
import { remainingRefusal } from "./remaining.ts";

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
 * Stops or resumes a user of the administrator's own contract (BRSK016); stopping ends the open session. Users of other
 * contracts are as unknown as those who do not exist.
 */
export const changeSuspension = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  { userId, act }: { readonly userId: string; readonly act: SuspensionAct },
): Promise<Result<User, Refusal<SuspensionCode>>> => {
  const forbidden = await enterAsAdministrator(tx, by, "stopUsers");
  if (forbidden !== undefined) return refused(forbidden);
  const found = await findMemberIn(tx, by, userId);
  if (!found.ok) return found;
  const user = found.value;
  const state = act === "suspend" ? "suspended" : "active";
  const refusal =
    suspensionRefusal(by, user) ??
    stale(user, act) ??
    (await remainingRefusal(tx, by.institution, user, { ...user, state }));
  if (refusal !== undefined) return refused(refusal);
  const change = { ...changeBy(by), user: user.reference };
  await (act === "suspend" ? suspendUser(tx, change) : resumeUser(tx, change));
  return accepted({ ...user, state });
};
