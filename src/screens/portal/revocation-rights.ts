import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Right } from "#domain/user/rights.ts";
import { mayEnter } from "./access.ts";
import type { PortalRefusalCode } from "./refusals.ts";

/** Why somebody in this role may not revoke certificates on screen; undefined: they may (A3). */
export const revocationRefusal = (
  institution: InstitutionPolicy,
  role: UserRole,
  withheld: readonly Right[] = [],
): Refusal<PortalRefusalCode> | undefined => {
  if (mayEnter("revocation", role, institution, withheld)) return undefined;
  const detail = `${role} at ${institution.id}`;
  const isForAdministrators = institution.revocation.onScreenRoles.length === 0 && role !== "user";
  return { code: isForAdministrators ? "REVOCATION_ONLY_BY_INSTITUTION" : "ACTION_NOT_PERMITTED", detail };
};

/** Whether somebody in this role may revoke their own certificate on screen. */
export const mayRevokeOwn = (institution: InstitutionPolicy, role: UserRole): boolean =>
  institution.revocation.ownOnScreenRoles.includes(role);
