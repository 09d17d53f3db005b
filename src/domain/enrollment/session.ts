import { timingSafeEqual } from "node:crypto";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { digestOfSecret } from "#shared/ids.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import type { EnrollmentSessionCode } from "./refusals.ts";
import type { ProofServices, SessionClaim } from "./session-types.ts";
import type { SessionRecord } from "./session.store.ts";
import { chargeAttempt, readSessionById } from "./session.store.ts";

/** How long a session lives, in seconds. */
export const SESSION_SECONDS = 30 * 60;

/** Requests of one session that may fail before it ends. The lock-out of credentials is counted apart, by policy. */
export const MOST_FAILED_ATTEMPTS = 10;

const SESSION_ID = /^[0-9a-f]{32}$/;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const whyNot = (
  session: SessionRecord | undefined,
  tokenDigest: Buffer,
  now: Temporal.Instant,
): Refusal<EnrollmentSessionCode> => {
  if (session === undefined) return { code: "ENROLLMENT_SESSION_UNKNOWN", detail: "no such session" };
  if (!timingSafeEqual(session.tokenDigest, tokenDigest)) {
    return { code: "ENROLLMENT_SESSION_UNKNOWN", detail: "the token is not this session's" };
  }
  if (Temporal.Instant.compare(session.expiresAt, now) <= 0) {
    return { code: "ENROLLMENT_SESSION_EXPIRED", detail: `expired at ${session.expiresAt.toString()}` };
  }
  return { code: "ENROLLMENT_TOO_MANY_ATTEMPTS", detail: `${session.attempts} attempts` };
};

const unknown = (detail: string): Result<never, Refusal<EnrollmentSessionCode>> =>
  refused({ code: "ENROLLMENT_SESSION_UNKNOWN", detail });

/**
 * Opens a session for one request and charges an attempt to it, which success gives back. A session of another
 * institution is unknown here: row-level security hides it.
 */
export const openSession = async (
  { context }: ProofServices,
  institution: InstitutionPolicy,
  claim: SessionClaim,
): Promise<Result<SessionRecord, Refusal<EnrollmentSessionCode>>> => {
  if (!SESSION_ID.test(claim.sessionId) || !TOKEN.test(claim.token)) return unknown("not a session claim");
  const tokenDigest = digestOfSecret(claim.token);
  const now = context.clock.now();
  const session = await chargeAttempt(context.database, institution.code, {
    sessionId: claim.sessionId,
    tokenDigest,
    mostAttempts: MOST_FAILED_ATTEMPTS,
    now,
  });
  if (session !== undefined) return accepted(session);
  const present = await readSessionById(context.database, institution.code, claim.sessionId);
  return refused(whyNot(present, tokenDigest, now));
};

/** Opens a session for looking at it only: no attempt is charged, and used-up attempts do not matter. */
export const lookAtSession = async (
  { context }: ProofServices,
  institution: InstitutionPolicy,
  claim: SessionClaim,
): Promise<Result<SessionRecord, Refusal<EnrollmentSessionCode>>> => {
  if (!SESSION_ID.test(claim.sessionId) || !TOKEN.test(claim.token)) return unknown("not a session claim");
  const tokenDigest = digestOfSecret(claim.token);
  const now = context.clock.now();
  const session = await readSessionById(context.database, institution.code, claim.sessionId);
  const mayLook =
    session !== undefined &&
    timingSafeEqual(session.tokenDigest, tokenDigest) &&
    Temporal.Instant.compare(session.expiresAt, now) > 0;
  return mayLook ? accepted(session) : refused(whyNot(session, tokenDigest, now));
};

/** The refusal of a request that another request of the same session has overtaken, or that came too early. */
export const outOfOrder = (
  detail: string,
): { readonly ok: false; readonly refusal: Refusal<EnrollmentSessionCode> } =>
  refused({ code: "ENROLLMENT_STEP_OUT_OF_ORDER", detail });

/** The refusal of a request to a session that has ended. */
export const finishedSession = (): { readonly ok: false; readonly refusal: Refusal<EnrollmentSessionCode> } =>
  refused({ code: "ENROLLMENT_SESSION_FINISHED", detail: "the session has ended" });
