import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import { forgetFactorFailures } from "#domain/credential/factor-attempt.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight, type Right } from "#domain/user/rights.ts";
import { findUserIn, isSameUser } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { TransactionCode } from "./refusals.ts";
import type { TransactionToken, TransactionTokenUse } from "./token.ts";
import {
  deleteUses,
  lockToken,
  selectTokensOfContract,
  selectUses,
  updateTransactionToken,
} from "./token.store.ts";

/** Who acts, and from where. */
interface Act {
  readonly institution: InstitutionPolicy;
  readonly actor: Actor;
  readonly origin: Origin | undefined;
}

type ManageCode = Extract<TransactionCode, "TXA_TOKEN_UNKNOWN" | "TXA_SAME_TOKEN"> | "USER_UNKNOWN";

/** Staff may act on all; whoever has the right, in their own contract. */
const mayActIn = async (
  tx: InstitutionTransaction,
  { institution, actor }: Act,
  contractId: string,
  right: Right,
): Promise<boolean> => {
  if (actor.kind === "staff" || actor.kind === "system") return true;
  if (actor.kind !== "user" || actor.user.contractId !== contractId) return false;
  const user = await findUserIn(tx, actor.user);
  return user?.state === "active" && hasRight(institution, user, right);
};

const usesToken = (uses: readonly TransactionTokenUse[], actor: Actor, serial: string): boolean =>
  actor.kind === "user" && uses.some((use) => use.serial === serial && isSameUser(use.user, actor.user));

/**
 * Ends a token for good, for all who share it: lost, broken, replaced. Gives those who used it; each registers anew.
 * Refused: TXA_TOKEN_UNKNOWN (also another contract's, and one that has ended), TXA_SAME_TOKEN (the actor uses it: B1).
 */
export const revokeTransactionToken = (
  context: DomainContext,
  act: Act & { readonly serial: string },
): Promise<Result<readonly UserReference[], Refusal<ManageCode>>> =>
  context.database.inInstitution(act.institution.code, async (tx) => {
    const { actor, origin, serial } = act;
    const token = await lockToken(tx, serial);
    if (token?.state !== "active" || !(await mayActIn(tx, act, token.contractId, "administerTokens")))
      return refused({
        code: "TXA_TOKEN_UNKNOWN",
        detail: `no token ${serial} in use that the actor may see`,
      });
    const uses = await selectUses(tx, token.contractId);
    if (usesToken(uses, actor, serial))
      return refused({ code: "TXA_SAME_TOKEN", detail: `the actor uses ${serial}` });
    const at = context.clock.now();
    const users = uses.filter((use) => use.serial === serial).map(({ user }) => user);
    await deleteUses(tx, serial);
    await updateTransactionToken(tx, serial, { state: "revoked", revokedAt: at });
    await recordAudit(tx, {
      at,
      event: "secondFactor.tokenRevoked",
      actor,
      subject: token.registeredBy,
      origin,
      facts: {
        factor: "transactionAuthentication",
        tokenId: serial,
        users: users.map(({ userId }) => userId).join(" "),
      },
    });
    return accepted(users);
  });

/**
 * Lifts the stop of a user's transaction authentication, in a transaction; says whether anything was counted. Only staff,
 * or an administrator of the contract who does not use the same token (B1): whoever guessed on it cannot go on guessing.
 * Refused: USER_UNKNOWN, TXA_SAME_TOKEN (oneself included).
 */
export const unlockTransactionAuthenticationIn = async (
  tx: InstitutionTransaction,
  act: Act & { readonly user: UserReference; readonly at: Temporal.Instant },
): Promise<Result<boolean, Refusal<ManageCode>>> => {
  const { institution, actor, origin, user: reference, at } = act;
  const user = await findUserIn(tx, reference);
  if (user === undefined || !(await mayActIn(tx, act, reference.contractId, "unlockUsers")))
    return refused({ code: "USER_UNKNOWN", detail: "no such user whom the actor may unlock" });
  const uses = await selectUses(tx, reference.contractId);
  const own = uses.find((use) => isSameUser(use.user, reference));
  const isSelf = actor.kind === "user" && isSameUser(actor.user, reference);
  if (isSelf || (own !== undefined && usesToken(uses, actor, own.serial)))
    return refused({ code: "TXA_SAME_TOKEN", detail: "the actor uses the same token" });
  const isForgotten = await forgetFactorFailures(tx, {
    institution,
    user,
    factor: "transactionAuthentication",
  });
  if (isForgotten)
    await recordAudit(tx, {
      at,
      event: "secondFactor.unlocked",
      actor,
      subject: reference,
      origin,
      facts: { factor: "transactionAuthentication" },
    });
  return accepted(isForgotten);
};

/** The same, in a transaction of its own. */
export const unlockTransactionAuthentication = (
  context: DomainContext,
  act: Act & { readonly user: UserReference },
): Promise<Result<boolean, Refusal<ManageCode>>> =>
  context.database.inInstitution(act.institution.code, (tx) =>
    unlockTransactionAuthenticationIn(tx, { ...act, at: context.clock.now() }),
  );

/** A token with those who use it. */
export interface TokenWithUsers extends TransactionToken {
  readonly users: readonly UserReference[];
}

const publicPart = (token: TransactionToken): TransactionToken => ({
  institutionCode: token.institutionCode,
  serial: token.serial,
  contractId: token.contractId,
  registeredBy: token.registeredBy,
  suite: token.suite,
  state: token.state,
  offerExpiresAt: token.offerExpiresAt,
  createdAt: token.createdAt,
  startedAt: token.startedAt,
  revokedAt: token.revokedAt,
});

/** The tokens of a contract that are or were in use, oldest first, with those who use them now. */
export const listTransactionTokens = (
  { database }: Pick<DomainContext, "database">,
  institutionCode: string,
  contractId: string,
): Promise<readonly TokenWithUsers[]> =>
  database.inInstitution(institutionCode, async (tx) => {
    const uses = await selectUses(tx, contractId);
    return (await selectTokensOfContract(tx, contractId)).map((token) => {
      const own = uses.filter(({ serial }) => serial === token.serial);
      return Object.assign(publicPart(token), { users: own.map(({ user }) => user) });
    });
  });

/** The token that a user uses; undefined: none. */
export const transactionTokenOf = async (
  context: Pick<DomainContext, "database">,
  user: UserReference,
): Promise<TokenWithUsers | undefined> => {
  const tokens = await listTransactionTokens(context, user.institutionCode, user.contractId);
  return tokens.find(({ users }) => users.some((other) => isSameUser(other, user)));
};
