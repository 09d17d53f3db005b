import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { changedFields, changeUser } from "#domain/user/change.ts";
import { unfitUserField } from "#domain/user/create.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { withholdableRights, hasRight, type Right } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  findMemberIn,
  isOwn,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { mailChange } from "./mails.ts";
import type { UserAdministrationCode } from "./refusals.ts";
import { remainingRefusal } from "./remaining.ts";

/** What an administrator wants a user to be like. */
export interface UserChangeEntry {
  readonly userId: string;
  /** The user's revision on the page that was confirmed. */
  readonly revision: number;
  readonly userName: string;
  readonly mailAddress: string | null;
  readonly role: User["role"];
  readonly withheldRights: readonly Right[];
}

type ChangeCode =
  Extract<UserCode, "USER_UNKNOWN" | "USER_FIELD_INVALID" | "USER_ROLE_NOT_OFFERED"> | UserAdministrationCode;

/** Roles between which an administrator may move a user; only the present one where there is no choice. */
export const rolesToChoose = (
  institution: InstitutionPolicy,
  user: Pick<User, "role">,
): readonly User["role"][] => {
  const [head, ...others] = familyOf(institution).roles;
  return user.role === head ? [head] : others;
};

/**
 * Why the administrator may not open this user for change at all: somebody else's head of the contract (master;
 * Shinkin: administrator) is changed by the institution only. Undefined: may.
 */
export const changeRefusal = (
  by: ByAdministrator,
  user: User,
): Refusal<UserAdministrationCode> | undefined =>
  !isOwn(by, user) && user.role === familyOf(by.institution).roles[0]
    ? { code: "HEAD_CHANGE_REFUSED", detail: `${user.role} is the head of the contract` }
    : undefined;

/** Rights that were withheld and are to be given back, or the other way round. */
const changedRights = (user: User, entry: UserChangeEntry): readonly Right[] => [
  ...user.withheldRights.filter((right) => !entry.withheldRights.includes(right)),
  ...entry.withheldRights.filter((right) => !user.withheldRights.includes(right)),
];

/** Rules about role and rights. */
const rightsRefusal = (
  { institution, administrator }: ByAdministrator,
  user: User,
  entry: UserChangeEntry,
): Refusal<ChangeCode> | undefined => {
  if (!rolesToChoose(institution, user).includes(entry.role))
    return { code: "USER_ROLE_NOT_OFFERED", detail: `${user.role} to ${entry.role}` };
  const withholdable = withholdableRights(institution, entry.role);
  const odd = entry.withheldRights.find((right) => !withholdable.includes(right));
  if (odd !== undefined) return { code: "RIGHT_NOT_WITHHOLDABLE", detail: `${odd} of ${entry.role}` };
  // Else an administrator with few rights would make one with all of them.
  const unheld = (user.role === entry.role ? changedRights(user, entry) : withholdable).find(
    (right) => !entry.withheldRights.includes(right) && !hasRight(institution, administrator, right),
  );
  return unheld === undefined
    ? undefined
    : { code: "RIGHT_NOT_HELD", detail: `${unheld} is not the administrator's own` };
};

const ownRefusal = (
  by: ByAdministrator,
  user: User,
  fields: readonly string[],
): Refusal<UserAdministrationCode> | undefined => {
  const beyond = fields.find((field) => field !== "userName");
  return isOwn(by, user) && beyond !== undefined
    ? { code: "OWN_CHANGE_REFUSED", detail: `${beyond} of the administrator's own account` }
    : undefined;
};

const refusalOf = async (
  tx: InstitutionTransaction,
  by: ByAdministrator,
  user: User,
  entry: UserChangeEntry,
): Promise<Refusal<ChangeCode> | undefined> => {
  const { institution } = by;
  const head = changeRefusal(by, user);
  if (head !== undefined) return head;
  if (user.revision !== entry.revision)
    return { code: "USER_CHANGED_MEANWHILE", detail: `revision ${user.revision}, shown ${entry.revision}` };
  const fields = changedFields(user, entry);
  if (fields.length === 0) return { code: "USER_UNCHANGED", detail: "nothing is to change" };
  const field = unfitUserField(institution, { ...user.reference, loginId: user.loginId, ...entry });
  if (field !== undefined) return { code: "USER_FIELD_INVALID", detail: field, facts: { field } };
  if (entry.mailAddress === null && user.mailAddress !== null)
    return { code: "USER_FIELD_INVALID", detail: "mailAddress", facts: { field: "mailAddress" } };
  return (
    ownRefusal(by, user, fields) ??
    rightsRefusal(by, user, entry) ??
    (await remainingRefusal(tx, institution, user, { ...user, ...entry }))
  );
};

/**
 * Changes a user of the administrator's own contract: name, mail address, administrator rights and rights in detail. The
 * user is told by mail, at the old and the new address. Only one's own name can be changed here.
 */
export const changeUserAsAdministrator = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  entry: UserChangeEntry,
): Promise<Result<User, Refusal<ChangeCode>>> => {
  const forbidden = await enterAsAdministrator(tx, by, "changeUsers");
  if (forbidden !== undefined) return refused(forbidden);
  const found = await findMemberIn(tx, by, entry.userId);
  if (!found.ok) return found;
  const user = found.value;
  const refusal = await refusalOf(tx, by, user, entry);
  if (refusal !== undefined) return refused(refusal);
  const { userName, mailAddress, role, withheldRights } = entry;
  const next = { userName, mailAddress, role, withheldRights };
  if (!(await changeUser(tx, user, next, changeBy(by))))
    return refused({ code: "USER_CHANGED_MEANWHILE", detail: "another change was faster" });
  await mailChange(tx, by, user, next);
  return accepted({ ...user, ...next, revision: user.revision + 1 });
};
