import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { base32 } from "#domain/login/base32.ts";
import type { User } from "#domain/user/users.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { accepted, refused } from "#shared/result.ts";
import { matchingStep, stepAt, type TotpParameters } from "../oath/totp.ts";
import { mailTokenNews } from "./mails.ts";
import { attemptOtp, type OtpAttempt, type OtpResult, type Prover } from "./attempt.ts";
import { openSeed, sealSeed } from "./seed.ts";
import { putBackWaiting } from "./start-of-use.ts";
import { readValue, WIDE_WINDOW_STEPS } from "./token.ts";
import { insertToken, lockTokenOfUser, updateToken, type StoredToken } from "./token.store.ts";
import { waitRefusal } from "./wait.ts";

/** What every app can do; several ignore other values of the address. RFC 4226 section 4, R6 recommends 160 bits. */
export const PARAMETERS: TotpParameters = { algorithm: "SHA-1", digits: 6, periodSeconds: 30 };
const SEED_BYTES = 20;

/** A software token on its way into the user's app. Holds the secret: for this user's eyes, never for a log. */
export interface ShownToken {
  /** As mails and screens name the token. */
  readonly serial: string;
  /** Base32, 32 upper-case letters and digits. */
  readonly key: string;
  /** `otpauth://totp/…`, as apps read it from a QR code. */
  readonly uri: string;
}

const accountOf = ({ loginId, reference }: User): string =>
  loginId ?? `${reference.contractId}/${reference.userId}`;

/** What a user is shown of a seed. */
export const shownToken = (
  institution: InstitutionPolicy,
  user: User,
  serial: string,
  seed: Buffer,
): ShownToken => {
  const key = base32(seed).toUpperCase();
  const issuer = institution.displayName[user.language].replaceAll(":", " ");
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(accountOf(user))}`;
  const query = [
    `secret=${key}`,
    `issuer=${encodeURIComponent(issuer)}`,
    `algorithm=${PARAMETERS.algorithm.replace("-", "")}`,
    `digits=${PARAMETERS.digits}`,
    `period=${PARAMETERS.periodSeconds}`,
  ].join("&");
  return { serial, key, uri: `otpauth://totp/${label}?${query}` };
};

/** Makes a token, waiting or as the successor of one in use; gives what the user is shown. */
export const makeSoftwareToken = async (
  context: DomainContext,
  { institution, user, origin }: Prover,
  { tx, now }: OtpAttempt,
  issuedFor: Buffer,
  place: { readonly state: "assigned" } | { readonly state: "successor"; readonly replaces: string },
): Promise<ShownToken> => {
  const seed = context.random.bytes(SEED_BYTES);
  const serial = `S-${context.random.bytes(6).toString("hex").toUpperCase()}`;
  const { contractId, userId } = user.reference;
  const isNew = await insertToken(tx, {
    serial,
    kind: "software",
    parameters: PARAMETERS,
    seedSealed: sealSeed(context, { institutionCode: institution.code, serial }, seed),
    ...place,
    contractId,
    userId,
    issuedFor,
    createdAt: now,
  });
  if (!isNew) throw new Error(`the random serial ${serial} is taken`);
  await recordAudit(tx, {
    at: now,
    event: "secondFactor.softwareTokenIssued",
    actor: { kind: "user", user: user.reference },
    subject: user.reference,
    origin,
    facts: { tokenId: serial },
  });
  return shownToken(institution, user, serial, seed);
};

const isOf = (token: StoredToken | undefined, issuedFor: Buffer): token is StoredToken =>
  token?.kind === "software" && token.issuedFor?.equals(issuedFor) === true;

/**
 * Issues a software token (ワンタイムパスワードトークン発行; G014e) and shows its key. Within one procedure (an
 * enrolment session, a login) the same key is shown again; another procedure gets another, so that nobody can look at
 * a key and wait for its owner to confirm it.
 *
 * @param procedure what identifies the procedure; only its digest is kept.
 *
 * Refused: OTP_SOFTWARE_NOT_OFFERED (by policy, or a hardware token waits for the user), OTP_TOKEN_IN_USE,
 * OTP_TOKEN_WAIT, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const issueSoftwareToken = (
  context: DomainContext,
  prover: Prover,
  procedure: string,
): Promise<OtpResult<ShownToken>> => {
  const { institution, user } = prover;
  const issuedFor = digestOfSecret(procedure);
  return attemptOtp(context, prover, async (attempt) => {
    const { tx, now } = attempt;
    const own = await lockTokenOfUser(tx, user.reference);
    if (own?.state === "active")
      return refused({ code: "OTP_TOKEN_IN_USE", detail: `${own.serial} is in use` });
    if (!institution.secondFactor.oneTimePassword.tokens.includes("software") || own?.kind === "hardware")
      return refused({ code: "OTP_SOFTWARE_NOT_OFFERED", detail: "by policy, or hardware is assigned" });
    const wait = await waitRefusal(tx, institution, user.reference, now);
    if (wait !== undefined) return refused(wait);
    if (isOf(own, issuedFor))
      return accepted(shownToken(institution, user, own.serial, openSeed(context, own, own.seedSealed)));
    if (own !== undefined) await putBackWaiting(attempt, own);
    return accepted(await makeSoftwareToken(context, prover, attempt, issuedFor, { state: "assigned" }));
  });
};

/**
 * The key that was issued in this procedure, again; makes none. Refused: OTP_TOKEN_STATE (none waits in this procedure),
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const shownSoftwareToken = (
  context: DomainContext,
  prover: Prover,
  procedure: string,
): Promise<OtpResult<ShownToken>> =>
  attemptOtp(context, prover, async ({ tx }) => {
    const own = await lockTokenOfUser(tx, prover.user.reference);
    if (!isOf(own, digestOfSecret(procedure)) || own.state !== "assigned")
      return refused({ code: "OTP_TOKEN_STATE", detail: "no token of this procedure waits" });
    const seed = openSeed(context, own, own.seedSealed);
    return accepted(shownToken(prover.institution, prover.user, own.serial, seed));
  });

/**
 * Begins the use of the software token that was issued in this procedure: the app's value shows that it has the key.
 * It counts as a proof. Refused: OTP_VALUE_FORM, OTP_REFUSED (counted), OTP_TOKEN_STATE (none was issued in this
 * procedure, or it was confirmed), CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const confirmSoftwareToken = async (
  context: DomainContext,
  prover: Prover,
  { procedure, value: typed }: { readonly procedure: string; readonly value: string },
): Promise<OtpResult<undefined>> => {
  const value = readValue(typed);
  if (value === undefined) return refused({ code: "OTP_VALUE_FORM", detail: "not 6 to 8 digits" });
  const issuedFor = digestOfSecret(procedure);
  return attemptOtp(context, prover, async (attempt) => {
    const token = await lockTokenOfUser(attempt.tx, prover.user.reference);
    if (!isOf(token, issuedFor) || token.state !== "assigned")
      return attempt.no({ code: "OTP_TOKEN_STATE", detail: "no token of this procedure waits" });
    const { serial, parameters } = token;
    const own = stepAt(attempt.now, parameters.periodSeconds);
    const seed = openSeed(context, token, token.seedSealed);
    const step = matchingStep(seed, value, { centre: own, window: WIDE_WINDOW_STEPS }, parameters);
    if (step === undefined)
      return attempt.wrong({ code: "OTP_REFUSED", detail: "no step of the window has this value" });
    const driftSteps = step - own;
    await updateToken(attempt.tx, serial, {
      state: "active",
      driftSteps,
      lastUsedStep: step,
      startedAt: attempt.now,
    });
    await attempt.right("secondFactor.tokenStarted", serial, { kind: "software", driftSteps });
    await mailTokenNews(attempt.tx, "started", prover, { serial, at: attempt.now });
    return accepted(undefined);
  });
};
