import type { DomainContext } from "#domain/context.ts";
import { accepted, refused } from "#shared/result.ts";
import { matchingStep, stepAt, type TotpParameters } from "../oath/totp.ts";
import { attemptOtp, type OtpAttempt, type OtpResult, type Prover } from "./attempt.ts";
import { mailTokenNews } from "./mails.ts";
import { openSeed } from "./seed.ts";
import { readSerial, readValue, WIDE_WINDOW_STEPS } from "./token.ts";
import { lockTokenOfUser, selectTokenForUpdate, updateToken, type StoredToken } from "./token.store.ts";
import { waitRefusal } from "./wait.ts";

/** What the user reads off a hardware token. */
export interface TypedToken {
  readonly serial: string;
  readonly value: string;
}

/** Compared with where no such token waits for this user, so that the same work is done. */
const NOBODYS_SEED = Buffer.alloc(20);
const NOBODYS_PARAMETERS: TotpParameters = { algorithm: "SHA-1", digits: 6, periodSeconds: 60 };

/** Whether the token waits for this user, or for anybody of the contract. */
const waitsFor = ({ user }: Prover, token: StoredToken): boolean =>
  token.kind === "hardware" &&
  token.state === "assigned" &&
  token.contractId === user.reference.contractId &&
  (token.user === null || token.user.userId === user.reference.userId);

/** Makes room for another token: one that only waited is put back (hardware) or ends (software). */
export const putBackWaiting = async (
  { tx, now }: Pick<OtpAttempt, "tx" | "now">,
  waiting: StoredToken,
): Promise<void> =>
  waiting.kind === "software"
    ? updateToken(tx, waiting.serial, { state: "revoked", revokedAt: now })
    : updateToken(tx, waiting.serial, { owner: { contractId: waiting.contractId, userId: null } });

/** The step of the value, where the token waits for this user; the same work where it does not. */
const firstStep = (
  context: DomainContext,
  now: Temporal.Instant,
  token: StoredToken | undefined,
  value: string,
): number | undefined => {
  const { parameters } = token ?? { parameters: NOBODYS_PARAMETERS };
  const seed = token === undefined ? NOBODYS_SEED : openSeed(context, token, token.seedSealed);
  const centre = stepAt(now, parameters.periodSeconds) + (token?.driftSteps ?? 0);
  const step = matchingStep(seed, value, { centre, window: WIDE_WINDOW_STEPS }, parameters);
  const isFresh = step !== undefined && step > (token?.lastUsedStep ?? -1);
  return token !== undefined && isFresh ? step : undefined;
};

/**
 * Begins the use of a hardware token (ワンタイムパスワード利用開始登録; G013e): the user types in its serial and the
 * value it shows, from which its drift is learned, up to ten steps. It counts as a proof.
 *
 * Refused: OTP_VALUE_FORM; OTP_START_REFUSED (counted; unknown, somebody else's, used or revoked token and wrong value
 * alike); OTP_TOKEN_IN_USE, OTP_TOKEN_WAIT; CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const startToken = async (
  context: DomainContext,
  prover: Prover,
  typed: TypedToken,
): Promise<OtpResult<undefined>> => {
  const value = readValue(typed.value);
  if (value === undefined) return refused({ code: "OTP_VALUE_FORM", detail: "not 6 to 8 digits" });
  const serial = readSerial(typed.serial) ?? "";
  const { institution, user } = prover;
  return attemptOtp(context, prover, async (attempt) => {
    const { tx, now } = attempt;
    const own = await lockTokenOfUser(tx, user.reference);
    if (own?.state === "active")
      return attempt.no({ code: "OTP_TOKEN_IN_USE", detail: `${own.serial} is in use` });
    const wait = await waitRefusal(tx, institution, user.reference, now);
    if (wait !== undefined) return attempt.no(wait);
    const named = await selectTokenForUpdate(tx, serial);
    const token = named !== undefined && waitsFor(prover, named) ? named : undefined;
    const step = firstStep(context, now, token, value);
    if (token === undefined || step === undefined)
      return attempt.wrong({ code: "OTP_START_REFUSED", detail: "no such waiting token, or a wrong value" });
    if (own !== undefined && own.serial !== token.serial) await putBackWaiting(attempt, own);
    const { contractId, userId } = user.reference;
    const driftSteps = step - stepAt(now, token.parameters.periodSeconds);
    await updateToken(tx, token.serial, {
      state: "active",
      owner: { contractId, userId },
      driftSteps,
      lastUsedStep: step,
      startedAt: now,
    });
    await attempt.right("secondFactor.tokenStarted", token.serial, { kind: "hardware", driftSteps });
    await mailTokenNews(tx, "started", prover, { serial: token.serial, at: now });
    return accepted(undefined);
  });
};
