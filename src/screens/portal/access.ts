import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";

/**
 * Who may see a screen, among those who are logged in: `loggedIn`: all of them; `administration`: masters and
 * administrators; `revocation`: the roles of the institution's `revocation.onScreenRoles` (A3).
 */
export type Access = "loggedIn" | "administration" | "revocation";

type Rule = (role: UserRole, institution: InstitutionPolicy) => boolean;

const rules: Readonly<Record<Access, Rule>> = {
  loggedIn: () => true,
  administration: (role) => role !== "user",
  revocation: (role, institution) => institution.revocation.onScreenRoles.includes(role),
};

export const mayEnter = (access: Access, role: UserRole, institution: InstitutionPolicy): boolean =>
  rules[access](role, institution);
