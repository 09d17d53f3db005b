import { createHash } from "node:crypto";
import { familyOf, type CredentialKind, type IdentityField } from "#domain/institution/families.ts";
import type { Family } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";

/**
 * Who somebody says they are, before anything is proved: the naming fields of the family, in order. Failures are
 * counted by its digest, so that unknown IDs count and stop exactly like known ones.
 */
export interface Claim {
  readonly naming: readonly string[];
}

const namingFields = (family: Family): IdentityField[] =>
  familyOf({ family }).loginFields.filter((field) => !field.secret);

/** The claim that typed values make. */
export const claimOfValues = (family: Family, values: Readonly<Record<string, string>>): Claim => ({
  naming: namingFields(family).map((field) => values[field.name] ?? ""),
});

/** The claim that a known user would make: failures of both are counted together. */
export const claimOfUser = (family: Family, user: User): Claim => {
  const values: Record<string, string> = {
    loginId: user.loginId ?? "",
    contractId: user.reference.contractId,
    userId: user.reference.userId,
  };
  return claimOfValues(family, values);
};

/** Second factors whose failures are counted and stopped, each by itself. */
export const countedFactors = [
  "oneTimePassword",
  "transactionAuthentication",
  "additionalAuthentication",
  "userRegistrationCode",
] as const;

/** What failures are counted of: the secrets of a user, and second factors by their own name. */
export type CountedProof = CredentialKind | (typeof countedFactors)[number];

/** SHA-256 over the kind of secret and the claimed naming fields; unambiguous whatever they contain. */
export const digestOfClaim = (claim: Claim, kind: CountedProof): Buffer =>
  createHash("sha256")
    .update(JSON.stringify([kind, ...claim.naming]), "utf8")
    .digest();
