import { createHash, timingSafeEqual } from "node:crypto";
import type { DomainContext } from "#domain/context.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { parseChallenge, writeChallenge, type Transaction } from "#shared/transaction-token.ts";
import { ocra, parseOcraSuite } from "../oath/ocra.ts";
import type { Approver, TxaAttempt } from "./attempt.ts";
import { lockChallenge, replaceChallenge, type StoredChallenge } from "./challenge.store.ts";
import { openKey } from "./key.ts";
import type { TransactionCode } from "./refusals.ts";
import type { StoredTransactionToken } from "./token.store.ts";

const NONCE_BYTES = 16;

/** Whether a challenge asks to approve this, by this token. */
const asksFor = (stored: StoredChallenge, serial: string, transaction: Transaction): boolean => {
  const asked = parseChallenge(stored.text);
  if (asked === undefined || stored.serial !== serial) return false;
  // Texts are made plain when they are written: written alike, they are alike.
  return writeChallenge({ ...asked, ...transaction }) === stored.text;
};

/** Whether its number may still be taken. */
export const isOpen = (challenge: StoredChallenge, now: Temporal.Instant): boolean =>
  challenge.usedAt === null && Temporal.Instant.compare(now, challenge.expiresAt) < 0;

/**
 * The challenge of a procedure: the same again as long as it asks for the same, is not used and has not expired; else a
 * new one, and numbers for the old one are worth nothing.
 */
export const openChallenge = async (
  { random }: Pick<DomainContext, "random">,
  { tx, now }: Pick<TxaAttempt, "tx" | "now">,
  { institution, user }: Pick<Approver, "institution" | "user">,
  asked: { readonly serial: string; readonly procedureDigest: Buffer; readonly transaction: Transaction },
): Promise<string> => {
  const { serial, procedureDigest, transaction } = asked;
  const { contractId, userId } = user.reference;
  const present = await lockChallenge(tx, user.reference, procedureDigest);
  if (present !== undefined && isOpen(present, now) && asksFor(present, serial, transaction))
    return present.text;
  const expiresAt = now.add({ seconds: institution.secondFactor.transactionAuthentication.challengeSeconds });
  const text = writeChallenge({
    institutionId: institution.id,
    serial,
    nonce: random.bytes(NONCE_BYTES).toString("base64url"),
    expiresAtSeconds: Math.floor(expiresAt.epochMilliseconds / 1000),
    ...transaction,
  });
  invariant(parseChallenge(text) !== undefined, "a challenge of ours can be read");
  const previous =
    present?.serial === serial ? { text: present.text, isUsed: present.usedAt !== null } : undefined;
  const made = { procedureDigest, contractId, userId, serial, text, previous, createdAt: now, expiresAt };
  await replaceChallenge(tx, made);
  return text;
};

/** The number of a challenge (RFC 6287): OCRA over the SHA-256 of its text. */
const numberOf = (context: DomainContext, token: StoredTransactionToken, text: string): string => {
  const suite = parseOcraSuite(token.suite);
  invariant(suite !== undefined && token.keySealed !== null, "a token in use has a suite and a key");
  const { institutionCode, serial } = token;
  const key = openKey(context, { institutionCode, serial, use: "token" }, token.keySealed);
  return ocra(suite, key, { question: createHash("sha256").update(text, "utf8").digest("hex") });
};

const isEqual = (left: string, right: string): boolean => {
  const [one, other] = [Buffer.from(left, "utf8"), Buffer.from(right, "utf8")];
  return one.length === other.length && timingSafeEqual(one, other);
};

/**
 * Compares a number with a challenge's and with that of the one before, in a time that does not tell. Refused:
 * TXA_ALREADY_USED, TXA_EXPIRED (neither is a failure: it was the right number once), TXA_REFUSED.
 */
export const compareNumber = (
  context: DomainContext,
  now: Temporal.Instant,
  token: StoredTransactionToken,
  challenge: StoredChallenge,
  number: string,
): Result<undefined, Refusal<TransactionCode>> => {
  const { serial, previous, usedAt } = challenge;
  const isRight = isEqual(numberOf(context, token, challenge.text), number);
  const isPrevious =
    isEqual(numberOf(context, token, previous?.text ?? ""), number) && previous !== undefined;
  if ((isRight && usedAt !== null) || (isPrevious && previous.isUsed))
    return refused({ code: "TXA_ALREADY_USED", detail: `a used number of ${serial}` });
  if (isPrevious || (isRight && !isOpen(challenge, now)))
    return refused({ code: "TXA_EXPIRED", detail: `a number of ${serial} that came too late` });
  return isRight
    ? accepted(undefined)
    : refused({ code: "TXA_REFUSED", detail: `not the number of the challenge for ${serial}` });
};
