import type { DomainContext, Origin } from "#domain/context.ts";
import { familyOf, type CredentialKind, type IdentityField } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserByLoginIdIn, findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { refused, type Result } from "#shared/result.ts";
import { claimOfUser, claimOfValues } from "./claims.ts";
import type { CredentialCode } from "./refusals.ts";
import { runAttempt } from "./attempt.ts";

export type { CredentialKind } from "#domain/institution/families.ts";

/** A proof by the family's fields. */
export interface IdentityProof {
  readonly institution: InstitutionPolicy;
  /** By field name (`families.ts`); what the family does not ask for is ignored. */
  readonly values: Readonly<Record<string, string>>;
  readonly origin: Origin;
  /** Which fields must be right: all that acquiring asks for (`identity`, unless told), or those of login. */
  readonly fields?: "identity" | "login";
}

/** A known user's secret, for login after the certificate and for confirmation of an act. */
export interface SecretProof {
  readonly user: User;
  readonly kind: CredentialKind;
  readonly secret: string;
  readonly origin: Origin;
}

/**
 * Proves who somebody is by the family's fields (login ID and password; contract ID, user ID, PIN, confirmation PIN).
 *
 * Unknown IDs and wrong secrets take the same work, the same statements and the same answers: nothing tells whether
 * an ID exists. Failures are counted by what was claimed, whether it exists or not, and stop it by the institution's
 * policy; where several secrets are asked, a failure counts against each of them. That a user is suspended is told
 * only after a right proof. Every attempt leaves an audit row; the claimed ID stands there only as a digest.
 */
export const verifyIdentity = async (
  context: DomainContext,
  proof: IdentityProof,
): Promise<Result<User, Refusal<CredentialCode>>> => {
  const { institution, values, origin } = proof;
  const family = familyOf(institution);
  const fields = proof.fields === "login" ? family.loginFields : family.identityFields;
  const unfit = fields.find((field) => !isFilled(field, values));
  if (unfit !== undefined)
    return refused({ code: "CREDENTIAL_INCOMPLETE", detail: `${unfit.name} is empty or too long` });
  return runAttempt(context, {
    institution,
    claim: claimOfValues(institution.family, values),
    secrets: fields.flatMap(({ name, credential }) =>
      credential === undefined ? [] : [{ kind: credential, secret: values[name] ?? "" }],
    ),
    findUser: (tx) => findNamedUser(tx, values, institution),
    origin,
  });
};

/** Proves a known user's secret, with the same counting, stops and audit as {@link verifyIdentity}. */
export const verifySecret = async (
  context: DomainContext,
  { user, kind, secret, origin }: SecretProof,
): Promise<Result<User, Refusal<CredentialCode>>> => {
  const institution = context.institutions.byCode(user.reference.institutionCode);
  invariant(institution !== undefined, "a user belongs to an institution of this installation");
  const field = familyOf(institution).secretFields[kind];
  if (!isFilled(field, { [field.name]: secret }))
    return refused({ code: "CREDENTIAL_INCOMPLETE", detail: `${field.name} is empty or too long` });
  return runAttempt(context, {
    institution,
    claim: claimOfUser(institution.family, user),
    secrets: [{ kind, secret }],
    findUser: (tx) => findUserIn(tx, user.reference),
    origin,
  });
};

const isFilled = ({ name, maxLength }: IdentityField, values: Readonly<Record<string, string>>): boolean => {
  const value = values[name] ?? "";
  return value.length > 0 && value.length <= maxLength;
};

const findNamedUser = (
  tx: InstitutionTransaction,
  values: Readonly<Record<string, string>>,
  institution: InstitutionPolicy,
): Promise<User | undefined> =>
  familyOf(institution).identityFields.some((field) => field.name === "loginId")
    ? findUserByLoginIdIn(tx, values["loginId"] ?? "")
    : findUserIn(tx, { contractId: values["contractId"] ?? "", userId: values["userId"] ?? "" });
