import type { DomainContext } from "#domain/context.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { accepted, refused } from "#shared/result.ts";
import { matchingStep, stepAt } from "../oath/totp.ts";
import { attemptOtp, type OtpAttempt, type OtpResult, type Prover } from "./attempt.ts";
import { mailTokenNews } from "./mails.ts";
import { openSeed } from "./seed.ts";
import { makeSoftwareToken, shownToken, type ShownToken } from "./software.ts";
import { readValue, WIDE_WINDOW_STEPS } from "./token.ts";
import { lockSuccessorOfUser, lockTokenOfUser, updateToken, type StoredToken } from "./token.store.ts";
import { judgeValue } from "./verify.ts";

/** A change of phone in one procedure (a login). Only its digest is kept. */
interface PhoneChange {
  readonly procedure: string;
  readonly value: string;
}

const notDigits = () => refused({ code: "OTP_VALUE_FORM", detail: "not 6 to 8 digits" } as const);

/** The user's software token in use. */
const present = async ({ tx }: OtpAttempt, { user }: Prover): Promise<StoredToken | undefined> => {
  const token = await lockTokenOfUser(tx, user.reference);
  return token?.state === "active" && token.kind === "software" ? token : undefined;
};

/** The token of this procedure that is to take the place of the present one. */
const successorOf = async (
  { tx }: OtpAttempt,
  { user }: Prover,
  token: StoredToken | undefined,
  procedure: string,
): Promise<StoredToken | undefined> => {
  const successor = await lockSuccessorOfUser(tx, user.reference);
  const isOfProcedure = successor?.issuedFor?.equals(digestOfSecret(procedure)) === true;
  return isOfProcedure && successor?.replaces === token?.serial ? successor : undefined;
};

const noSoftware = (attempt: OtpAttempt) =>
  attempt.no({ code: "OTP_TOKEN_STATE", detail: "the user has no software token in use" });

/**
 * Begins the move of the user's software token to another phone, with a value of the present one: a new key is made and
 * shown. The present token works on until {@link confirmPhoneChange}. One that was begun before becomes void.
 *
 * Refused: OTP_SOFTWARE_NOT_OFFERED, OTP_TOKEN_STATE (no software token in use), and as `verifyOneTimePassword`.
 */
export const beginPhoneChange = async (
  context: DomainContext,
  prover: Prover,
  { procedure, value: typed }: PhoneChange,
): Promise<OtpResult<ShownToken>> => {
  const value = readValue(typed);
  if (value === undefined) return notDigits();
  if (!prover.institution.secondFactor.oneTimePassword.tokens.includes("software"))
    return refused({ code: "OTP_SOFTWARE_NOT_OFFERED", detail: "by policy" });
  return attemptOtp(context, prover, async (attempt) => {
    const token = await present(attempt, prover);
    if (token === undefined) return noSoftware(attempt);
    if (token.outOfStepSince !== null)
      return attempt.no({ code: "OTP_OUT_OF_STEP", detail: `${token.serial} waits for two values` });
    const judged = await judgeValue(context, attempt, token, value);
    if (!judged.ok) return judged;
    const earlier = await lockSuccessorOfUser(attempt.tx, prover.user.reference);
    if (earlier !== undefined)
      await updateToken(attempt.tx, earlier.serial, { state: "revoked", revokedAt: attempt.now });
    const place = { state: "successor", replaces: token.serial } as const;
    return accepted(await makeSoftwareToken(context, prover, attempt, digestOfSecret(procedure), place));
  });
};

/**
 * The new key of a change that was begun in this procedure, again. Refused: OTP_TOKEN_STATE (none was begun here, or it
 * is done), CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const shownSuccessor = (
  context: DomainContext,
  prover: Prover,
  procedure: string,
): Promise<OtpResult<ShownToken>> =>
  attemptOtp(context, prover, async (attempt) => {
    const successor = await successorOf(attempt, prover, await present(attempt, prover), procedure);
    if (successor === undefined)
      return refused({ code: "OTP_TOKEN_STATE", detail: "no change of phone was begun here" });
    const seed = openSeed(context, successor, successor.seedSealed);
    return accepted(shownToken(prover.institution, prover.user, successor.serial, seed));
  });

/**
 * Ends the change: the new phone's value shows that it has the key; the token before ends at once. Refused:
 * OTP_VALUE_FORM, OTP_REFUSED (counted), OTP_TOKEN_STATE (none was begun in this procedure, or the token that it
 * replaces is not in use any more), CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const confirmPhoneChange = async (
  context: DomainContext,
  prover: Prover,
  { procedure, value: typed }: PhoneChange,
): Promise<OtpResult<undefined>> => {
  const value = readValue(typed);
  if (value === undefined) return notDigits();
  return attemptOtp(context, prover, async (attempt) => {
    const { tx, now } = attempt;
    const token = await present(attempt, prover);
    const successor = await successorOf(attempt, prover, token, procedure);
    if (token === undefined || successor === undefined)
      return attempt.no({ code: "OTP_TOKEN_STATE", detail: "no change of phone waits here" });
    const { serial, parameters } = successor;
    const own = stepAt(now, parameters.periodSeconds);
    const seed = openSeed(context, successor, successor.seedSealed);
    const step = matchingStep(seed, value, { centre: own, window: WIDE_WINDOW_STEPS }, parameters);
    if (step === undefined)
      return attempt.wrong({ code: "OTP_REFUSED", detail: "no step of the window has this value" });
    const driftSteps = step - own;
    await updateToken(tx, token.serial, { state: "revoked", revokedAt: now });
    await updateToken(tx, serial, { state: "active", driftSteps, lastUsedStep: step, startedAt: now });
    await attempt.right("secondFactor.tokenReplaced", serial, { replaced: token.serial, driftSteps });
    await mailTokenNews(tx, "replaced", prover, { serial, at: now });
    return accepted(undefined);
  });
};
