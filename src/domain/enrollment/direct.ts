import { standingAfterHandshake } from "#domain/certificate/standing.ts";
import type { IssuedCertificate } from "#domain/certificate/issue.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { checkedRequest } from "./checked-request.ts";
import { acquisitionRight, contractorRefusal } from "./rights.ts";
import { judgeRenewal } from "./rules/renewal.ts";
import type { EnrollmentServices } from "./session-types.ts";

/** A request that carries everything at once, as EST clients send it. */
export interface DirectRequest {
  readonly institution: InstitutionPolicy;
  /** PKCS#10, DER. */
  readonly pkcs10: Buffer;
  readonly origin: Origin;
}

/**
 * The refusal of a request that carries everything at once where the contract has contracted a further proof, which
 * such a request cannot carry; undefined: none is asked. Only an enrolment token, which the institution gave out,
 * stands for all proofs.
 */
export const furtherProofRefusal = async (
  { context }: EnrollmentServices,
  institution: InstitutionPolicy,
  user: UserReference,
): Promise<Refusal<"ENROLLMENT_FURTHER_PROOF_NEEDED"> | undefined> => {
  const factors = await factorsOfUser(context, institution, user);
  return factors.length === 0
    ? undefined
    : { code: "ENROLLMENT_FURTHER_PROOF_NEEDED", detail: `the contract has ${factors.join(", ")}` };
};

/** What is known of an EST client's device: nothing but where it asked from. */
const device = (origin: Origin) => ({ keyStoreKind: "est", deviceName: `EST ${origin.address}`, osUser: "" });

/**
 * Issues to a user who was proved by other means (HTTP Basic, enrolment token). The certificate is confirmed by the
 * first TLS handshake with it, here or at the gate, within the institution's `confirmSeconds`.
 */
export const enrollDirectly = async (
  { context, authority }: EnrollmentServices,
  { institution, pkcs10, origin }: DirectRequest,
  reference: UserReference,
): Promise<Result<IssuedCertificate, Refusal>> => {
  const key = checkedRequest(institution, pkcs10);
  if (!key.ok) return key;
  const user = await findUser(context, reference);
  invariant(user !== undefined, "whoever proved who they are exists");
  const right = await acquisitionRight(context, institution, user);
  if (!right.ok) return right;
  return issueCertificate(context, authority, {
    institution,
    user,
    request: key.value,
    confirmationMethod: "handshake",
    device: device(origin),
    origin,
  });
};

/**
 * Notes that a client has completed a TLS handshake with this certificate: one that waits for its first handshake
 * becomes active by it. Whether it may be used for anything is asked where it is used.
 */
export const noteHandshake = async (
  { context }: EnrollmentServices,
  institution: InstitutionPolicy,
  certificate: Buffer,
  origin: Origin,
): Promise<void> => {
  await standingAfterHandshake(context, institution, certificate, origin);
};

/** Who a TLS client certificate proves, and until when it is valid. Confirms a certificate that waits for its first handshake. */
const proved = async (
  { context }: EnrollmentServices,
  { institution, origin }: DirectRequest,
  certificate: Buffer,
): Promise<Result<{ user: UserReference; serial: string; notAfter: Temporal.Instant }, Refusal>> => {
  const standing = await standingAfterHandshake(context, institution, certificate, origin);
  if (standing.kind === "usable") return accepted(standing);
  const { code, detail } = standing;
  return refused(code === "CERTIFICATE_EXPIRED" ? { code: "RENEWAL_EXPIRED", detail } : { code, detail });
};

/**
 * Renews the certificate with which the TLS connection was made: the user's active one, bit for bit, inside its
 * renewal window. A superseded certificate renews nothing, so no chain of renewals outlives a replacement. Refused
 * where the contract has a further proof: a renewal asks for it too (CCHK003), and this would be the way around it.
 */
export const renewDirectly = async (
  services: EnrollmentServices,
  request: DirectRequest,
  certificate: Buffer,
): Promise<Result<IssuedCertificate, Refusal>> => {
  const { context, authority } = services;
  const { institution, origin, pkcs10 } = request;
  const holder = await proved(services, request, certificate);
  if (!holder.ok) return holder;
  const { notAfter, serial } = holder.value;
  const further = await furtherProofRefusal(services, institution, holder.value.user);
  if (further !== undefined) return refused(further);
  const refusal = judgeRenewal({ institution, userState: "active", notAfter, now: context.clock.now() });
  if (refusal !== undefined) return refused(refusal);
  const key = checkedRequest(institution, pkcs10);
  if (!key.ok) return key;
  const user = await findUser(context, holder.value.user);
  invariant(user !== undefined, "a certificate's owner exists");
  const waits = await contractorRefusal(context, institution, user);
  if (waits !== undefined) return refused(waits);
  return issueCertificate(context, authority, {
    institution,
    user,
    request: key.value,
    confirmationMethod: "handshake",
    supersedesSerial: serial,
    device: device(origin),
    origin,
  });
};
