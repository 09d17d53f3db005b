import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { findCertificate } from "../certificate/certificates.ts";
import { certificateStanding } from "../certificate/standing.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import { verifySecret } from "../credential/credentials.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { Surroundings } from "../risk/surroundings.ts";
import { findUser, findUserIn, type User } from "../user/users.ts";
import { isOfBrowser, isOver } from "./attempt.ts";
import { attemptById, complete } from "./attempt.store.ts";
import { holdUsableCertificate } from "./certificate-hold.store.ts";
import { openSession } from "./open-session.ts";
import { recordRefusedLogin } from "./refuse-login.ts";
import type { LoginRefusal } from "./refusals.ts";
import type { NewSession } from "./session.ts";

interface AttemptQuestion {
  readonly institution: InstitutionPolicy;
  readonly attemptId: string;
  /** Undefined where the browser sent no cookie. */
  readonly browserSecret: string | undefined;
}

interface CompleteInput extends AttemptQuestion {
  /** The login password, where the outcome's `asksPassword` said so. */
  readonly password?: string | undefined;
  readonly origin: Origin;
  readonly surroundings?: Surroundings | undefined;
}

/** An attempt that waits for nothing but the password. */
interface ProvedAttempt {
  readonly attemptId: string;
  readonly user: UserReference;
  readonly serial: string;
}

/** For the password page: whom the certificate proved; undefined when the attempt is over or not this browser's. */
export const attemptAwaitingPassword = async (
  context: DomainContext,
  question: AttemptQuestion,
): Promise<UserReference | undefined> => {
  const attempt = await provedAttempt(context, question);
  return attempt.ok ? attempt.value.user : undefined;
};

/**
 * The last step: gives the session. A wrong password leaves the attempt open until its time is over or the credential
 * stops. Refusal codes: LOGIN_ATTEMPT_UNKNOWN, LOGIN_ATTEMPT_EXPIRED, TICKET_ALREADY_USED, TICKET_USED_ELSEWHERE, those
 * of the credential, and those of the certificate where it was revoked, or its user suspended, in between.
 */
export const completeCertificateLogin = async (
  context: DomainContext,
  input: CompleteInput,
): Promise<Result<NewSession, Refusal>> => {
  const attempt = await provedAttempt(context, input);
  if (!attempt.ok) return attempt;
  const user = await findUser(context, attempt.value.user);
  invariant(user !== undefined, "a certificate's user exists");
  const password = await checkPassword(context, input, user);
  const outcome = password ?? (await openNow(context, input, attempt.value));
  if (!outcome.ok)
    await recordRefusedLogin(context, {
      user: user.reference,
      method: "certificate",
      refusalCode: outcome.refusal.code,
      certificateSerial: attempt.value.serial,
      origin: input.origin,
    });
  return outcome;
};

const provedAttempt = async (
  context: DomainContext,
  question: AttemptQuestion,
): Promise<Result<ProvedAttempt, LoginRefusal>> => {
  const { attemptId, institution } = question;
  const attempt = await attemptById(context.database, institution.code, attemptId);
  if (attempt?.purpose !== "login")
    return refused({ code: "LOGIN_ATTEMPT_UNKNOWN", detail: "no such attempt" });
  const detail = `attempt ${attemptId} is ${attempt.state}`;
  if (!isOfBrowser(attempt, question.browserSecret))
    return refused({ code: "TICKET_USED_ELSEWHERE", detail });
  if (attempt.state === "completed") return refused({ code: "TICKET_ALREADY_USED", detail });
  if (isOver(attempt, context.clock.now())) return refused({ code: "LOGIN_ATTEMPT_EXPIRED", detail });
  const { user, certificateSerial: serial } = attempt;
  if (attempt.state !== "redeemed" || attempt.refusalCode !== null || user === undefined || serial === null)
    return refused({ code: "LOGIN_ATTEMPT_UNKNOWN", detail });
  return accepted({ attemptId, user, serial });
};

/** Undefined: the password is right, or none is asked. */
const checkPassword = async (
  context: DomainContext,
  input: CompleteInput,
  user: User,
): Promise<{ ok: false; refusal: Refusal } | undefined> => {
  if (!input.institution.login.passwordAfterCertificate) return undefined;
  const verified = await verifySecret(context, {
    user,
    kind: "login",
    secret: input.password ?? "",
    origin: input.origin,
  });
  return verified.ok ? undefined : verified;
};

/** Certificate and user are looked at once more, under a lock: much may happen while somebody types a password. */
const openNow = async (
  context: DomainContext,
  input: CompleteInput,
  attempt: ProvedAttempt,
): Promise<Result<NewSession, Refusal>> => {
  const at = context.clock.now();
  const outcome = await context.database.inInstitution(input.institution.code, async (tx) => {
    const [isUsable, user] = await Promise.all([
      holdUsableCertificate(tx, { serial: attempt.serial, at }),
      findUserIn(tx, attempt.user),
    ]);
    if (!isUsable || user?.state !== "active") return "notUsable";
    if (!(await complete(tx, { attemptId: attempt.attemptId, at }))) return "completedElsewhere";
    return openSession(context, tx, {
      institution: input.institution,
      user,
      proof: { method: "certificate", certificateSerial: attempt.serial },
      origin: input.origin,
      surroundings: input.surroundings,
    });
  });
  if (outcome === "notUsable") return refused(await whyNotUsable(context, input.institution, attempt));
  if (outcome === "completedElsewhere")
    return refused({
      code: "TICKET_ALREADY_USED",
      detail: `attempt ${attempt.attemptId} was completed just now`,
    });
  return accepted(outcome);
};

const whyNotUsable = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  attempt: ProvedAttempt,
): Promise<Refusal> => {
  const record = await findCertificate(context, institution.code, attempt.serial);
  invariant(record?.certificate !== undefined, "a certificate that was presented is on record");
  const standing = await certificateStanding(context, institution, record.certificate);
  invariant(standing.kind === "refused", "a certificate that could not be held is refused");
  return { code: standing.code, detail: standing.detail };
};
