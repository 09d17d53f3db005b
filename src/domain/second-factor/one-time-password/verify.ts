import type { DomainContext } from "#domain/context.ts";
import { accepted, refused } from "#shared/result.ts";
import { matchingPair, matchingStep, stepAt } from "../oath/totp.ts";
import { attemptOtp, type OtpAttempt, type OtpResult, type Prover } from "./attempt.ts";
import { openSeed } from "./seed.ts";
import { readValue, WIDE_WINDOW_STEPS, WINDOW_STEPS } from "./token.ts";
import { lockTokenOfUser, updateToken, type StoredToken } from "./token.store.ts";

const notDigits = () => refused({ code: "OTP_VALUE_FORM", detail: "not 6 to 8 digits" } as const);

/** Our own step now, and the step that the token is believed to be in. */
const clocksOf = (token: StoredToken, now: Temporal.Instant): { own: number; centre: number } => {
  const own = stepAt(now, token.parameters.periodSeconds);
  return { own, centre: own + token.driftSteps };
};

const isFresh = (token: StoredToken, step: number): boolean =>
  token.lastUsedStep === null || step > token.lastUsedStep;

const inUse = async ({ tx }: OtpAttempt, { user }: Prover): Promise<StoredToken | undefined> => {
  const token = await lockTokenOfUser(tx, user.reference);
  return token?.state === "active" ? token : undefined;
};

const notStarted = (attempt: OtpAttempt) =>
  attempt.no({ code: "OTP_TOKEN_NOT_STARTED", detail: "the user has no token in use" });

/** Judges one value of a token in use that is not out of step, and uses its step. */
export const judgeValue = async (
  context: DomainContext,
  attempt: OtpAttempt,
  token: StoredToken,
  value: string,
): Promise<OtpResult<undefined>> => {
  const { serial, parameters } = token;
  const seed = openSeed(context, token, token.seedSealed);
  const { own, centre } = clocksOf(token, attempt.now);
  const step = matchingStep(seed, value, { centre, window: WINDOW_STEPS }, parameters);
  if (step !== undefined && !isFresh(token, step))
    return attempt.no({ code: "OTP_ALREADY_USED", detail: `step ${step} of ${serial}` });
  if (step !== undefined) {
    await updateToken(attempt.tx, serial, { lastUsedStep: step, driftSteps: step - own });
    await attempt.right("secondFactor.proved", serial, { driftSteps: step - own });
    return accepted(undefined);
  }
  const near = matchingStep(seed, value, { centre, window: WIDE_WINDOW_STEPS }, parameters);
  if (near === undefined || !isFresh(token, near))
    return attempt.wrong({ code: "OTP_REFUSED", detail: "no step of the window has this value" });
  await updateToken(attempt.tx, serial, { outOfStepSince: attempt.now });
  return attempt.no({ code: "OTP_OUT_OF_STEP", detail: `${serial} is ${near - centre} steps away` });
};

/**
 * Proves a user by the value that the token shows. It may be one step before or after what is expected, and the known
 * drift follows it (RFC 6238 section 6). A value further away, of a step up to ten from it, is not accepted: from
 * then on two in a row are wanted ({@link synchroniseToken}).
 *
 * Refused: OTP_VALUE_FORM and OTP_ALREADY_USED (not counted), OTP_REFUSED (counted; stops by
 * `lockout.oneTimePassword`), OTP_OUT_OF_STEP, OTP_TOKEN_NOT_STARTED, CREDENTIAL_STOPPED_TEMPORARILY,
 * CREDENTIAL_STOPPED.
 */
export const verifyOneTimePassword = async (
  context: DomainContext,
  prover: Prover,
  typed: string,
): Promise<OtpResult<undefined>> => {
  const value = readValue(typed);
  if (value === undefined) return notDigits();
  return attemptOtp(context, prover, async (attempt) => {
    const token = await inUse(attempt, prover);
    if (token === undefined) return notStarted(attempt);
    if (token.outOfStepSince !== null)
      return attempt.no({ code: "OTP_OUT_OF_STEP", detail: `${token.serial} waits for two values` });
    return judgeValue(context, attempt, token, value);
  });
};

/**
 * Proves a user by two values in a row, the later one being that of now, and learns the token's drift from them
 * (CCHK004; RFC 4226 section 7.4). Only for a token that is out of step, within ten steps of the known drift.
 *
 * Refused: OTP_VALUE_FORM, OTP_REFUSED (counted), OTP_TOKEN_NOT_STARTED, OTP_TOKEN_STATE (it is not out of step),
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const synchroniseToken = async (
  context: DomainContext,
  prover: Prover,
  typed: { readonly current: string; readonly next: string },
): Promise<OtpResult<undefined>> => {
  const [current, next] = [readValue(typed.current), readValue(typed.next)];
  if (current === undefined || next === undefined) return notDigits();
  return attemptOtp(context, prover, async (attempt) => {
    const token = await inUse(attempt, prover);
    if (token === undefined) return notStarted(attempt);
    const { serial, parameters } = token;
    if (token.outOfStepSince === null)
      return attempt.no({ code: "OTP_TOKEN_STATE", detail: `${serial} is in step` });
    const seed = openSeed(context, token, token.seedSealed);
    const { own, centre } = clocksOf(token, attempt.now);
    const window = WIDE_WINDOW_STEPS;
    const step = matchingPair(seed, [current, next], { centre, window }, parameters);
    if (step === undefined || !isFresh(token, step))
      return attempt.wrong({ code: "OTP_REFUSED", detail: "no two steps in a row have these values" });
    const driftSteps = step - own;
    await updateToken(attempt.tx, serial, { lastUsedStep: step, driftSteps, outOfStepSince: null });
    await attempt.right("secondFactor.synchronised", serial, { driftSteps });
    return accepted(undefined);
  });
};
