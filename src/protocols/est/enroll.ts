import { verifyIdentity } from "#domain/credential/credentials.ts";
import type { DirectRequest } from "#domain/enrollment/direct.ts";
import { enrollDirectly, furtherProofRefusal } from "#domain/enrollment/direct.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import { enrollWithToken, isEnrollmentToken } from "#domain/enrollment/tokens.ts";
import type { IssuedCertificate } from "#domain/certificate/issue.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { refused } from "#shared/result.ts";
import type { BasicCredentials } from "./basic.ts";

/**
 * The names of the two fields that HTTP Basic can carry; undefined where the institution asks for more than a name
 * and one secret, so that a one-time token must be used.
 */
const basicFields = (institution: InstitutionPolicy): readonly [string, string] | undefined => {
  if (institution.acquisition.proof.some((step) => step !== "identity")) return undefined;
  const [name, secret, ...more] = familyOf(institution).identityFields;
  return name !== undefined && secret?.secret === true && more.length === 0
    ? [name.name, secret.name]
    : undefined;
};

/** Enrols whoever HTTP Basic proves: by login ID and password where that is all the policy asks, else by token. */
export const enrollByBasic = async (
  services: EnrollmentServices,
  request: DirectRequest,
  { userName, password }: BasicCredentials,
): Promise<Result<IssuedCertificate, Refusal>> => {
  if (isEnrollmentToken(password)) return enrollWithToken(services, request, { userName, token: password });
  const { institution, origin } = request;
  const fields = basicFields(institution);
  if (fields === undefined) {
    return refused({ code: "ENROLLMENT_TOKEN_REFUSED", detail: "the policy asks for more than a password" });
  }
  const [nameField, secretField] = fields;
  const values = { [nameField]: userName, [secretField]: password };
  const verified = await verifyIdentity(services.context, { institution, values, origin });
  if (!verified.ok) return verified;
  const user = verified.value.reference;
  const further = await furtherProofRefusal(services, institution, user);
  return further === undefined ? enrollDirectly(services, request, user) : refused(further);
};
