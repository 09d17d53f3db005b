import { recordAudit } from "#domain/audit/audit.ts";
import type { IssuedCertificate } from "#domain/certificate/issue.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn } from "#domain/user/users.ts";
import { digestOfSecret, newSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import type { DirectRequest } from "./direct.ts";
import { enrollDirectly } from "./direct.ts";
import type { EnrollmentRuleCode } from "./refusals.ts";
import type { EnrollmentServices } from "./session-types.ts";
import { insertToken, releaseToken, takeToken } from "./token.store.ts";

/** A one-time enrolment token. It is shown here and never again. */
export interface NewEnrollmentToken {
  /** `est-` and 43 characters of base64url: recognised when it turns up where it should not. */
  readonly token: string;
  readonly expiresAt: Temporal.Instant;
}

const TOKEN = /^est-[A-Za-z0-9_-]{43}$/;

/** Longest life of a token: 30 days. */
export const MOST_TOKEN_SECONDS = 30 * 86_400;

/** Whether a text has the form of an enrolment token. No password of any policy has it. */
export const isEnrollmentToken = (text: string): boolean => TOKEN.test(text);

/**
 * Makes a one-time token with which an EST client enrols for a user, for institutions whose proof of identity does
 * not fit into HTTP Basic. Only the digest is kept. Refused: USER_UNKNOWN.
 *
 * @param request `validSeconds` is 60 to 2,592,000.
 */
export const createEnrollmentToken = (
  context: DomainContext,
  request: {
    readonly user: UserReference;
    readonly actor: Actor;
    readonly validSeconds: number;
    readonly origin?: Origin;
  },
): Promise<Result<NewEnrollmentToken, Refusal<EnrollmentRuleCode>>> => {
  const { user, actor, validSeconds, origin } = request;
  invariant(validSeconds >= 60 && validSeconds <= MOST_TOKEN_SECONDS, "a token lives 60 seconds to 30 days");
  const token = `est-${newSecret(context.random)}`;
  const createdAt = context.clock.now();
  const expiresAt = createdAt.add({ seconds: validSeconds });
  return context.database.inInstitution(user.institutionCode, async (tx) => {
    if ((await findUserIn(tx, user)) === undefined) {
      return refused({ code: "USER_UNKNOWN", detail: `no user ${user.userId}` });
    }
    await insertToken(tx, { tokenDigest: digestOfSecret(token), user, createdAt, expiresAt });
    await recordAudit(tx, {
      at: createdAt,
      event: "enrollment.tokenCreated",
      actor,
      subject: user,
      origin,
      facts: { expiresAt: expiresAt.toString() },
    });
    return accepted({ token, expiresAt });
  });
};

const take = (
  { context }: EnrollmentServices,
  { institution, origin }: DirectRequest,
  token: string,
  isNamed: (user: UserReference, loginId: string | null) => boolean,
): Promise<UserReference | undefined> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const at = context.clock.now();
    const reference = await takeToken(tx, digestOfSecret(token), at);
    const user = reference === undefined ? undefined : await findUserIn(tx, reference);
    const isTaken = user !== undefined && isNamed(user.reference, user.loginId);
    if (user !== undefined && !isTaken) await releaseToken(tx, digestOfSecret(token));
    await recordAudit(tx, {
      at,
      event: isTaken ? "enrollment.tokenUsed" : "enrollment.tokenRefused",
      actor: isTaken ? { kind: "user", user: user.reference } : { kind: "unidentified" },
      subject: user?.reference,
      origin,
    });
    return isTaken ? user.reference : undefined;
  });

const giveBack = (
  { context }: EnrollmentServices,
  { institution, origin }: DirectRequest,
  token: string,
  user: UserReference,
  code: string,
): Promise<void> =>
  context.database.inInstitution(institution.code, async (tx) => {
    await releaseToken(tx, digestOfSecret(token));
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "enrollment.tokenReturned",
      actor: { kind: "user", user },
      subject: user,
      origin,
      facts: { code },
    });
  });

/** The user named in HTTP Basic beside a token: `<contract>/<user>`, or the login ID where there is one. */
const isName =
  (name: string) =>
  (user: UserReference, loginId: string | null): boolean =>
    name === `${user.contractId}/${user.userId}` || (loginId !== null && name === loginId);

/**
 * Enrols with a one-time token. Of many requests with one token, one goes on. A request that is refused gives the
 * token back: it was not the token's fault. Refused: ENROLLMENT_TOKEN_REFUSED (unknown, used, too old, another
 * user's name, another institution's; not told apart), and the codes of {@link enrollDirectly}.
 */
export const enrollWithToken = async (
  services: EnrollmentServices,
  request: DirectRequest,
  proof: { readonly userName: string; readonly token: string },
): Promise<Result<IssuedCertificate, Refusal>> => {
  const user = await take(services, request, proof.token, isName(proof.userName));
  if (user === undefined) {
    return refused({ code: "ENROLLMENT_TOKEN_REFUSED", detail: "no such usable token for this user" });
  }
  const issued = await enrollDirectly(services, request, user);
  if (!issued.ok) await giveBack(services, request, proof.token, user, issued.refusal.code);
  return issued;
};
