import type { DomainContext } from "#domain/context.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Transaction } from "#shared/transaction-token.ts";
import { attemptTransaction, type Approver, type TxaAttempt, type TxaResult } from "./attempt.ts";
import { lockChallenge, markChallengeUsed } from "./challenge.store.ts";
import { compareNumber, openChallenge } from "./challenge.ts";
import { sharingTexts } from "./texts.ts";
import { readNumber, readSerial } from "./token.ts";
import {
  insertUse,
  lockToken,
  lockTokenInUse,
  lockWaitingToken,
  updateTransactionToken,
  type StoredTransactionToken,
} from "./token.store.ts";

const sharing = ({ user }: Approver): Transaction => {
  const text = sharingTexts[user.language];
  const { contractId, userId } = user.reference;
  return {
    title: text.title,
    lines: [
      { label: text.account, value: user.loginId ?? `${contractId} / ${userId}` },
      { label: text.userName, value: user.userName },
    ],
  };
};

/** A token in use of the user's own contract. */
const tokenOfContract = async (
  { tx }: TxaAttempt,
  { user }: Approver,
  serial: string,
): Promise<StoredTransactionToken | undefined> => {
  const token = await lockToken(tx, serial);
  return token?.state === "active" && token.contractId === user.reference.contractId ? token : undefined;
};

/**
 * Asks a colleague's token of the same contract to be shared (利用開始登録選択, BLGI023): the text for a code that this
 * token has to scan, so that nobody joins a token without having it in hand.
 *
 * Refused: TXA_SHARING_NOT_OFFERED, TXA_TOKEN_IN_USE, TXA_TOKEN_UNKNOWN (counted: serials are not to be guessed),
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const askSharing = (
  context: DomainContext,
  approver: Approver,
  { procedure, serial: typed }: { readonly procedure: string; readonly serial: string },
): Promise<TxaResult<string>> =>
  attemptTransaction(context, approver, async (attempt) => {
    const { institution, user } = approver;
    if (!institution.secondFactor.transactionAuthentication.sharing)
      return attempt.no({ code: "TXA_SHARING_NOT_OFFERED", detail: "by policy" });
    const own = await lockTokenInUse(attempt.tx, user.reference);
    if (own !== undefined) return attempt.no({ code: "TXA_TOKEN_IN_USE", detail: `${own.serial} is in use` });
    const token = await tokenOfContract(attempt, approver, readSerial(typed) ?? "");
    if (token === undefined)
      return attempt.wrong({ code: "TXA_TOKEN_UNKNOWN", detail: "no token in use of the contract" });
    // Whoever had begun to register one of their own has chosen otherwise.
    const waiting = await lockWaitingToken(attempt.tx, user.reference);
    if (waiting !== undefined)
      await updateTransactionToken(attempt.tx, waiting.serial, { state: "revoked", revokedAt: attempt.now });
    const asked = {
      serial: token.serial,
      procedureDigest: digestOfSecret(procedure),
      transaction: sharing(approver),
    };
    return accepted(await openChallenge(context, attempt, approver, asked));
  });

/**
 * Joins the token that was asked in this procedure. It counts as a proof. Refused: TXA_NUMBER_FORM, TXA_EXPIRED (also
 * where nothing was asked), TXA_ALREADY_USED, TXA_REFUSED (counted), TXA_TOKEN_UNKNOWN (it was revoked meanwhile),
 * TXA_TOKEN_IN_USE, CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const shareToken = async (
  context: DomainContext,
  approver: Approver,
  { procedure, number: typed }: { readonly procedure: string; readonly number: string },
): Promise<TxaResult<undefined>> => {
  const number = readNumber(typed);
  if (number === undefined) return refused({ code: "TXA_NUMBER_FORM", detail: "not 8 digits" });
  const procedureDigest = digestOfSecret(procedure);
  return attemptTransaction(context, approver, async (attempt) => {
    const { tx, now } = attempt;
    const { user } = approver;
    const challenge = await lockChallenge(tx, user.reference, procedureDigest);
    if (challenge === undefined) return attempt.no({ code: "TXA_EXPIRED", detail: "nothing was asked" });
    const token = await tokenOfContract(attempt, approver, challenge.serial);
    if (token === undefined)
      return attempt.no({ code: "TXA_TOKEN_UNKNOWN", detail: `${challenge.serial} is not in use` });
    const compared = compareNumber(context, now, token, challenge, number);
    if (!compared.ok)
      return compared.refusal.code === "TXA_REFUSED"
        ? attempt.wrong(compared.refusal)
        : attempt.no(compared.refusal);
    if (!(await insertUse(tx, user.reference, token.serial, now)))
      return attempt.no({ code: "TXA_TOKEN_IN_USE", detail: "the user has another token" });
    await markChallengeUsed(tx, challenge, now);
    await attempt.right("secondFactor.tokenShared", { tokenId: token.serial });
    return accepted(undefined);
  });
};
