import type { DomainContext } from "#domain/context.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Transaction } from "#shared/transaction-token.ts";
import { attemptTransaction, type Approver, type TxaAttempt, type TxaResult } from "./attempt.ts";
import { lockChallenge, markChallengeUsed } from "./challenge.store.ts";
import { compareNumber, openChallenge } from "./challenge.ts";
import { readNumber } from "./token.ts";
import { lockTokenInUse, type StoredTransactionToken } from "./token.store.ts";

const inUse = async ({ tx }: TxaAttempt, { user }: Approver): Promise<StoredTransactionToken | undefined> => {
  const token = await lockTokenInUse(tx, user.reference);
  return token?.state === "active" ? token : undefined;
};

/**
 * What the user's token is asked to approve in a procedure, as text for a code: the same again until it is used,
 * expires (`secondFactor.transactionAuthentication.challengeSeconds`) or asks for something else.
 *
 * @param procedure what identifies the procedure; only its digest is kept.
 *
 * Refused: TXA_NOT_STARTED, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const askApproval = (
  context: DomainContext,
  approver: Approver,
  { procedure, transaction }: { readonly procedure: string; readonly transaction: Transaction },
): Promise<TxaResult<string>> =>
  attemptTransaction(context, approver, async (attempt) => {
    const token = await inUse(attempt, approver);
    if (token === undefined)
      return attempt.no({ code: "TXA_NOT_STARTED", detail: "the user has no token in use" });
    const asked = { serial: token.serial, procedureDigest: digestOfSecret(procedure), transaction };
    return accepted(await openChallenge(context, attempt, approver, asked));
  });

/**
 * Takes the number that the token showed for the procedure's challenge. It is taken once, and for nothing but what the
 * token showed.
 *
 * Refused: TXA_NUMBER_FORM, TXA_EXPIRED, TXA_ALREADY_USED (not counted), TXA_REFUSED (counted; stops by
 * `lockout.transactionAuthentication`), TXA_NOT_STARTED, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const approveByTransaction = async (
  context: DomainContext,
  approver: Approver,
  { procedure, number: typed }: { readonly procedure: string; readonly number: string },
): Promise<TxaResult<undefined>> => {
  const number = readNumber(typed);
  if (number === undefined) return refused({ code: "TXA_NUMBER_FORM", detail: "not 8 digits" });
  const procedureDigest = digestOfSecret(procedure);
  return attemptTransaction(context, approver, async (attempt) => {
    const { tx, now } = attempt;
    const token = await inUse(attempt, approver);
    if (token === undefined)
      return attempt.no({ code: "TXA_NOT_STARTED", detail: "the user has no token in use" });
    const challenge = await lockChallenge(tx, approver.user.reference, procedureDigest);
    if (challenge?.serial !== token.serial)
      return attempt.no({ code: "TXA_EXPIRED", detail: "nothing was asked of this token" });
    const compared = compareNumber(context, now, token, challenge, number);
    if (!compared.ok)
      return compared.refusal.code === "TXA_REFUSED"
        ? attempt.wrong(compared.refusal)
        : attempt.no(compared.refusal);
    await markChallengeUsed(tx, challenge, now);
    await attempt.right("secondFactor.proved", { tokenId: token.serial });
    return accepted(undefined);
  });
};
