import { createHash } from "node:crypto";
import type { DomainContext } from "#domain/context.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused } from "#shared/result.ts";
import { TOKEN_SUITE, writeRegistration } from "#shared/transaction-token.ts";
import { attemptTransaction, type Approver, type TxaAttempt, type TxaResult } from "./attempt.ts";
import { lockChallenge, markChallengeUsed } from "./challenge.store.ts";
import { compareNumber, isOpen } from "./challenge.ts";
import { newAgreementKey, openKey, publicKeyOf, sealKey } from "./key.ts";
import { newSerial, readNumber } from "./token.ts";
import {
  insertOfferedToken,
  insertUse,
  lockTokenInUse,
  lockWaitingToken,
  updateTransactionToken,
  type StoredTransactionToken,
} from "./token.store.ts";

/** Where a device registers: what the code holds. */
export interface ShownOffer {
  /** `https://…/token/#registration…`: the app's address with the offer, which browsers send to nobody. */
  readonly address: string;
  /** The app's address alone. */
  readonly appAddress: string;
  /** Whether a device has registered, so that its number is waited for. */
  readonly isClaimed: boolean;
}

const OFFER_BYTES = 16;

const shownOffer = (
  context: DomainContext,
  { institution }: Approver,
  token: StoredTransactionToken,
  serverKey: Buffer | undefined,
): ShownOffer => {
  const portal = context.portalAddressOf?.(institution.id);
  invariant(portal !== undefined, "a process that registers tokens knows where the portal is");
  const appAddress = `${portal}/token/`;
  // A device has used the code: another could do nothing with it.
  if (serverKey === undefined) return { address: appAddress, appAddress, isClaimed: true };
  const registration = {
    institutionId: institution.id,
    offerId: token.offerId,
    serverKey: serverKey.toString("base64url"),
  };
  return { address: `${appAddress}${writeRegistration(registration)}`, appAddress, isClaimed: false };
};

/** Whether an offer of this procedure can still be finished. */
const isGoingOn = async (
  { tx, now }: TxaAttempt,
  { user }: Approver,
  token: StoredTransactionToken,
  procedureDigest: Buffer,
): Promise<boolean> => {
  if (!token.procedureDigest.equals(procedureDigest)) return false;
  if (token.state === "offered") return Temporal.Instant.compare(now, token.offerExpiresAt) < 0;
  const challenge = await lockChallenge(tx, user.reference, procedureDigest);
  return challenge !== undefined && isOpen(challenge, now);
};

const offer = async (
  context: DomainContext,
  attempt: TxaAttempt,
  approver: Approver,
  procedureDigest: Buffer,
): Promise<ShownOffer> => {
  const { institution, user } = approver;
  const { tx, now } = attempt;
  const serial = newSerial(context.random);
  const { privateKey, publicKey } = newAgreementKey(context.random);
  const place = { institutionCode: institution.code, serial, use: "offer" } as const;
  await insertOfferedToken(tx, {
    serial,
    who: user.reference,
    suite: TOKEN_SUITE,
    procedureDigest,
    offerId: context.random.bytes(OFFER_BYTES).toString("base64url"),
    offerKeySealed: sealKey(context, place, privateKey),
    createdAt: now,
    offerExpiresAt: now.add({
      seconds: institution.secondFactor.transactionAuthentication.challengeSeconds,
    }),
  });
  await attempt.note("secondFactor.tokenOffered", { tokenId: serial });
  const made = await lockWaitingToken(tx, user.reference);
  invariant(made !== undefined, "what was offered waits");
  return shownOffer(context, approver, made, publicKey);
};

/** The offer of this procedure that can still be finished; undefined: none. */
const goingOn = async (
  context: DomainContext,
  attempt: TxaAttempt,
  approver: Approver,
  { waiting, procedureDigest }: { waiting: StoredTransactionToken | undefined; procedureDigest: Buffer },
): Promise<ShownOffer | undefined> => {
  if (waiting === undefined || !(await isGoingOn(attempt, approver, waiting, procedureDigest)))
    return undefined;
  if (waiting.offerKeySealed === null) return shownOffer(context, approver, waiting, undefined);
  const place = { institutionCode: approver.institution.code, serial: waiting.serial, use: "offer" } as const;
  const privateKey = openKey(context, place, waiting.offerKeySealed);
  return shownOffer(context, approver, waiting, publicKeyOf(privateKey));
};

/** The offer that was made in this procedure and can still be finished; undefined: none, and none is made. */
export const presentOffer = (
  context: DomainContext,
  approver: Approver,
  procedure: string,
): Promise<TxaResult<ShownOffer | undefined>> =>
  attemptTransaction(context, approver, async (attempt) => {
    const waiting = await lockWaitingToken(attempt.tx, approver.user.reference);
    const asked = { waiting, procedureDigest: digestOfSecret(procedure) };
    return accepted(await goingOn(context, attempt, approver, asked));
  });

/**
 * Offers to register a camera token (トランザクション認証利用開始登録, BLGI021; instead of G012e, G015e) and shows the code
 * for it. Within one procedure (an enrolment session, a login) the same code is shown again; another procedure gets
 * another, and makes the first void.
 *
 * @param procedure what identifies the procedure; only its digest is kept.
 *
 * Refused: TXA_TOKEN_IN_USE, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const offerToken = (
  context: DomainContext,
  approver: Approver,
  procedure: string,
): Promise<TxaResult<ShownOffer>> => {
  const procedureDigest = digestOfSecret(procedure);
  const { user } = approver;
  return attemptTransaction(context, approver, async (attempt) => {
    const { tx, now } = attempt;
    const own = await lockTokenInUse(tx, user.reference);
    if (own !== undefined) return refused({ code: "TXA_TOKEN_IN_USE", detail: `${own.serial} is in use` });
    const waiting = await lockWaitingToken(tx, user.reference);
    const present = await goingOn(context, attempt, approver, { waiting, procedureDigest });
    if (present !== undefined) return accepted(present);
    if (waiting !== undefined)
      await updateTransactionToken(tx, waiting.serial, { state: "revoked", revokedAt: now });
    return accepted(await offer(context, attempt, approver, procedureDigest));
  });
};

/**
 * Begins the use of the token that a device registered in this procedure: its number shows that it has the key, and
 * that it is the device before the person. It counts as a proof.
 *
 * Refused: TXA_NUMBER_FORM, TXA_NOT_REGISTERED_YET, TXA_EXPIRED, TXA_ALREADY_USED (not counted), TXA_REFUSED (counted),
 * TXA_TOKEN_IN_USE, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const startTransactionToken = async (
  context: DomainContext,
  approver: Approver,
  { procedure, number: typed }: { readonly procedure: string; readonly number: string },
): Promise<TxaResult<undefined>> => {
  const number = readNumber(typed);
  if (number === undefined) return refused({ code: "TXA_NUMBER_FORM", detail: "not 8 digits" });
  const procedureDigest = digestOfSecret(procedure);
  const { user } = approver;
  return attemptTransaction(context, approver, async (attempt) => {
    const { tx, now } = attempt;
    const waiting = await lockWaitingToken(tx, user.reference);
    const challenge = await lockChallenge(tx, user.reference, procedureDigest);
    const isOfProcedure = waiting?.procedureDigest.equals(procedureDigest) === true;
    if (!isOfProcedure || waiting.state !== "claimed" || challenge?.serial !== waiting.serial)
      return attempt.no({ code: "TXA_NOT_REGISTERED_YET", detail: "no device has registered" });
    const compared = compareNumber(context, now, waiting, challenge, number);
    if (!compared.ok)
      return compared.refusal.code === "TXA_REFUSED"
        ? attempt.wrong(compared.refusal)
        : attempt.no(compared.refusal);
    const { serial } = waiting;
    if (!(await insertUse(tx, user.reference, serial, now)))
      return attempt.no({ code: "TXA_TOKEN_IN_USE", detail: "the user has another token" });
    await markChallengeUsed(tx, challenge, now);
    await updateTransactionToken(tx, serial, { state: "active", startedAt: now });
    await attempt.right("secondFactor.tokenStarted", { tokenId: serial, kind: "camera" });
    return accepted(undefined);
  });
};

/** SHA-256 of a device's public key, by which it is known again. */
export const digestOfDeviceKey = (deviceKey: Buffer): Buffer =>
  createHash("sha256").update(deviceKey).digest();
