import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Transaction } from "#shared/transaction-token.ts";
import { openChallenge } from "./challenge.ts";
import { agreedKey, openKey, publicKeyOf, readDeviceKey, sealKey } from "./key.ts";
import { digestOfDeviceKey } from "./register.ts";
import type { TransactionCode } from "./refusals.ts";
import { lockTokenOfOffer, updateTransactionToken, type StoredTransactionToken } from "./token.store.ts";
import { startTexts } from "./texts.ts";

/** What the device keeps and shows. */
export interface ClaimedToken {
  readonly serial: string;
  readonly suite: string;
  readonly institution: Bilingual;
  /** Whose it is: login ID; Shinkin: contract ID and user ID. */
  readonly account: string;
  /** The first challenge: its number begins the token's use. */
  readonly challenge: string;
}

/** A device that wants to be the token of an offer. */
export interface Claim {
  readonly institution: InstitutionPolicy;
  readonly offerId: string;
  /** Its public key: an uncompressed point of P-256, base64url. */
  readonly deviceKey: string;
  readonly origin: Origin;
}

const accountOf = ({ loginId, reference }: User): string =>
  loginId ?? `${reference.contractId} / ${reference.userId}`;

const startTransaction = (user: User): Transaction => {
  const text = startTexts[user.language];
  return {
    title: text.title,
    lines: [
      { label: text.account, value: accountOf(user) },
      { label: text.userName, value: user.userName },
    ],
  };
};

const answer = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution }: Claim,
  token: StoredTransactionToken,
): Promise<ClaimedToken> => {
  const user = await findUserIn(tx, token.registeredBy);
  invariant(user !== undefined, "whoever registers a token exists");
  const now = context.clock.now();
  const { serial, suite, procedureDigest } = token;
  const transaction = startTransaction(user);
  const asked = { serial, procedureDigest, transaction };
  const challenge = await openChallenge(context, { tx, now }, { institution, user }, asked);
  return { serial, suite, institution: institution.displayName, account: accountOf(user), challenge };
};

type ClaimCode = Extract<TransactionCode, "TXA_OFFER_UNKNOWN" | "TXA_DEVICE_KEY">;

const unknownOffer = (detail: string) => refused({ code: "TXA_OFFER_UNKNOWN", detail } as const);

/**
 * Lets a device be the token of an offer: both sides agree on a key (ECDH), which passes neither the wire nor the
 * screen. The first device is taken, and nothing is proved by it before its number is typed in where the code was
 * shown ({@link startTransactionToken}). The same device may ask again.
 *
 * Refused: TXA_OFFER_UNKNOWN (also one that has expired or that another device has taken), TXA_DEVICE_KEY.
 */
export const claimToken = (
  context: DomainContext,
  claim: Claim,
): Promise<Result<ClaimedToken, Refusal<ClaimCode>>> =>
  context.database.inInstitution(claim.institution.code, async (tx) => {
    const { institution, offerId, origin } = claim;
    const deviceKey = readDeviceKey(claim.deviceKey);
    if (deviceKey === undefined) return refused({ code: "TXA_DEVICE_KEY", detail: "no point" });
    const token = await lockTokenOfOffer(tx, offerId);
    const now = context.clock.now();
    if (token === undefined) return unknownOffer("no such offer");
    if (Temporal.Instant.compare(now, token.offerExpiresAt) >= 0) return unknownOffer("expired");
    const deviceKeyDigest = digestOfDeviceKey(deviceKey);
    if (token.state === "claimed" && token.deviceKeyDigest?.equals(deviceKeyDigest) === true)
      return accepted(await answer(context, tx, claim, token));
    if (token.state !== "offered" || token.offerKeySealed === null)
      return unknownOffer(`${token.serial} is ${token.state}`);
    const { institutionCode, serial } = token;
    const privateKey = openKey(context, { institutionCode, serial, use: "offer" }, token.offerKeySealed);
    const publicKey = publicKeyOf(privateKey);
    const registration = {
      institutionId: institution.id,
      offerId,
      serverKey: publicKey.toString("base64url"),
    };
    const key = agreedKey(registration, { privateKey, publicKey }, deviceKey);
    if (key === undefined) return refused({ code: "TXA_DEVICE_KEY", detail: "not on the curve" });
    const keySealed = sealKey(context, { institutionCode, serial, use: "token" }, key);
    await updateTransactionToken(tx, serial, { state: "claimed", keySealed, deviceKeyDigest });
    await recordAudit(tx, {
      at: now,
      event: "secondFactor.tokenClaimed",
      actor: { kind: "unidentified" },
      subject: token.registeredBy,
      origin,
      facts: { factor: "transactionAuthentication", tokenId: serial },
    });
    return accepted(await answer(context, tx, claim, { ...token, state: "claimed", keySealed }));
  });
