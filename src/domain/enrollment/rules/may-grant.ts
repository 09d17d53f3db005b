import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";

/** Who gives the right to acquire, as far as the rule looks at it. */
export type Grantor =
  | { readonly kind: "institution" }
  | {
      readonly kind: "user";
      readonly role: UserRole;
      readonly isOfSameContract: boolean;
      readonly isSameUser: boolean;
    };

/**
 * Whether somebody may give a user the right to acquire (again). The institution always may. A master or
 * administrator may for other users of the contract, unless the institution keeps it to the branch for that role
 * (A3: in the Shinkin family an administrator's own re-issue is only at the branch).
 *
 * @param isStopped whether the user disowned a certificate, after which some institutions look at it themselves
 */
export const mayGrantAcquisition = (
  institution: Pick<InstitutionPolicy, "acquisition" | "disowning">,
  grantor: Grantor,
  granteeRole: UserRole,
  isStopped = false,
): boolean => {
  if (grantor.kind === "institution") return true;
  if (isStopped && institution.disowning.releasedBy[granteeRole] === "institution") return false;
  const { afterExpiry, afterRevocation } = institution.acquisition;
  const isForBranch = afterExpiry[granteeRole] === "branch" || afterRevocation[granteeRole] === "branch";
  return grantor.role !== "user" && grantor.isOfSameContract && !grantor.isSameUser && !isForBranch;
};
