import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { hasRight, RIGHTS, type Right } from "#domain/user/rights.ts";

/**
 * Who may see a screen, among those who are logged in: `loggedIn`: all of them; `administration`: masters and
 * administrators; `revocation`: the roles of the institution's `revocation.onScreenRoles` (A3); else whoever has this
 * right (`domain/user/rights.ts`).
 */
export type Access = "loggedIn" | "administration" | "revocation" | Right;

type Rule = (role: UserRole, institution: InstitutionPolicy, withheld: readonly Right[]) => boolean;

const byRight = (right: Right): Rule => {
  return (role, institution, withheldRights) => hasRight(institution, { role, withheldRights }, right);
};

const rules: ReadonlyMap<Access, Rule> = new Map<Access, Rule>([
  ["loggedIn", () => true],
  ["administration", (role) => role !== "user"],
  ["revocation", byRight("revokeCertificates")],
  ...RIGHTS.map((right): [Access, Rule] => [right, byRight(right)]),
]);

/** `withheld`: rights of the role that the visitor does not have. */
export const mayEnter = (
  access: Access,
  role: UserRole,
  institution: InstitutionPolicy,
  withheld: readonly Right[] = [],
): boolean => rules.get(access)?.(role, institution, withheld) ?? false;
