import { digestOfSecret, newSecret } from "#shared/ids.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { findUser, type User } from "../user/users.ts";
import { recordEnded } from "./end-sessions.ts";
import type { LoginFactor } from "./factors-at-login.ts";
import { LAST_SEEN_SECONDS } from "./limits.ts";
import type { LoginRefusal } from "./refusals.ts";
import {
  endById,
  replaceToken,
  sessionByToken,
  touchSession,
  updateNoticesPassed,
  type EndReason,
  type SessionRow,
} from "./session.store.ts";

export { endSessionsOfCertificate, endSessionsOfUser } from "./end-sessions.ts";

export interface Session {
  readonly sessionId: string;
  readonly user: User;
  readonly method: "password" | "certificate";
  /** Of the certificate that logged in; null after login by password. */
  readonly certificateSerial: string | null;
  readonly startedAt: Temporal.Instant;
  /** The absolute end. */
  readonly expiresAt: Temporal.Instant;
  /** What the visitor must (`required`) or is asked to (`recommended`) do about the secrets first; null: nothing. */
  readonly secretRequest: "required" | "recommended" | null;
  /** When it had seen all that is shown after login; null: not yet. */
  readonly noticesPassedAt: Temporal.Instant | null;
  /** Further proofs that this login still owes, the first one to be asked first. Until there is none it may do nothing else. */
  readonly factorsPending: readonly LoginFactor[];
  /** Whether the browser's long-lived cookie was set, and the device remembered. */
  readonly isDeviceNoted: boolean;
}

export interface NewSession {
  /** Goes into the session cookie: 256 random bits. Only its digest is stored. */
  readonly token: string;
  readonly session: Session;
}

interface SessionQuestion {
  readonly institution: InstitutionPolicy;
  readonly token: string;
}

/** The session of a cookie, while it lives: neither idle nor too old nor ended, and its user active. */
export const findSession = async (
  context: DomainContext,
  question: SessionQuestion,
): Promise<Session | undefined> => {
  const row = await rowOf(context, question);
  if (row === undefined || row.endReason !== null) return undefined;
  const now = context.clock.now();
  const lapse = lapseOf(row, question.institution, now);
  if (lapse !== undefined) return endNow(context, row, lapse);
  const user = await findUser(context, row.user);
  if (user?.state !== "active") return endNow(context, row, "suspended");
  if (secondsBetween(row.lastSeenAt, now) >= LAST_SEEN_SECONDS)
    await touchSession(context.database, question.institution.code, {
      sessionId: row.sessionId,
      lastSeenAt: now,
    });
  return sessionOf(row, user);
};

type EndRefusalCode =
  | "SESSION_IDLE"
  | "SESSION_EXPIRED"
  | "SESSION_REPLACED"
  | "SESSION_CERTIFICATE_REVOKED"
  | "SESSION_USER_SUSPENDED"
  | "SESSION_SECRETS_CHANGED";

const CODE_OF_REASON: Readonly<Record<Exclude<EndReason, "logout">, EndRefusalCode>> = {
  idle: "SESSION_IDLE",
  absolute: "SESSION_EXPIRED",
  replaced: "SESSION_REPLACED",
  revoked: "SESSION_CERTIFICATE_REVOKED",
  suspended: "SESSION_USER_SUSPENDED",
  secretsChanged: "SESSION_SECRETS_CHANGED",
};

/** Why a token no longer gives a session, for the login page; undefined: never known, still alive, or logged out. */
export const reasonOfEnd = async (
  context: DomainContext,
  question: SessionQuestion,
): Promise<LoginRefusal<EndRefusalCode> | undefined> => {
  const row = await rowOf(context, question);
  const reason = row?.endReason ?? null;
  if (row === undefined || reason === null || reason === "logout") return undefined;
  return { code: CODE_OF_REASON[reason], detail: `session ${row.sessionId} ended: ${reason}` };
};

/** Gives a session a new token (at a change of privilege); the old one is worth nothing from then on. */
export const rotateSession = async (
  context: DomainContext,
  question: SessionQuestion & { origin: Origin },
): Promise<NewSession | undefined> => {
  const session = await findSession(context, question);
  if (session === undefined) return undefined;
  const token = newSecret(context.random);
  const replaced = await context.database.inInstitution(question.institution.code, async (tx) => {
    const done = await replaceToken(tx, {
      sessionId: session.sessionId,
      oldDigest: digestOfSecret(question.token),
      newDigest: digestOfSecret(token),
    });
    if (done)
      await recordAudit(tx, {
        at: context.clock.now(),
        event: "session.rotated",
        actor: { kind: "user", user: session.user.reference },
        subject: session.user.reference,
        origin: question.origin,
        facts: { sessionId: session.sessionId },
      });
    return done;
  });
  return replaced ? { token, session } : undefined;
};

/** The session has seen what is shown after login and goes on. Saying so again changes nothing. */
export const passNotices = (context: DomainContext, session: Session): Promise<void> =>
  updateNoticesPassed(context.database, session.user.reference.institutionCode, {
    sessionId: session.sessionId,
    at: context.clock.now(),
  });

/** Logout. Ending a session that is over already, or never was, does nothing. */
export const endSession = async (
  context: DomainContext,
  question: SessionQuestion & { origin: Origin },
): Promise<void> => {
  const row = await rowOf(context, question);
  if (row === undefined || row.endReason !== null) return;
  await endNow(context, row, "logout", { actor: row.user, origin: question.origin });
};

const rowOf = (
  context: Pick<DomainContext, "database">,
  question: SessionQuestion,
): Promise<SessionRow | undefined> =>
  sessionByToken(context.database, question.institution.code, digestOfSecret(question.token));

const secondsBetween = (from: Temporal.Instant, to: Temporal.Instant): number =>
  (to.epochMilliseconds - from.epochMilliseconds) / 1000;

/** Which limit has passed, if one has. The limits' last instant no longer counts. */
const lapseOf = (
  row: SessionRow,
  institution: InstitutionPolicy,
  now: Temporal.Instant,
): "absolute" | "idle" | undefined => {
  if (Temporal.Instant.compare(now, row.expiresAt) >= 0) return "absolute";
  return secondsBetween(row.lastSeenAt, now) >= institution.session.idleSeconds ? "idle" : undefined;
};

const endNow = async (
  context: DomainContext,
  row: SessionRow,
  reason: EndReason,
  by?: { actor: UserReference; origin: Origin },
): Promise<undefined> => {
  const at = context.clock.now();
  await context.database.inInstitution(row.user.institutionCode, async (tx) => {
    const ended = await endById(tx, { sessionId: row.sessionId, at, reason });
    await recordEnded(tx, ended === undefined ? [] : [ended], reason, {
      at,
      actor: by === undefined ? { kind: "system", name: "session limits" } : { kind: "user", user: by.actor },
      origin: by?.origin,
    });
  });
};

const sessionOf = (row: SessionRow, user: User): Session => ({
  sessionId: row.sessionId,
  user,
  method: row.method,
  certificateSerial: row.certificateSerial,
  startedAt: row.startedAt,
  expiresAt: row.expiresAt,
  secretRequest: row.secretRequest,
  noticesPassedAt: row.noticesPassedAt,
  factorsPending: row.factorsPending,
  isDeviceNoted: row.isDeviceNoted,
});
