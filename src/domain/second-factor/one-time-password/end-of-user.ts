import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { lockSuccessorOfUser, lockTokenOfUser, updateToken } from "./token.store.ts";

/** Ends the tokens of a user who is deleted, in that transaction: nobody else ever has the same seed. */
export const endTokensOfUser = async (
  tx: InstitutionTransaction,
  user: UserReference,
  { at, actor, origin }: { at: Temporal.Instant; actor: Actor; origin?: Origin | undefined },
): Promise<void> => {
  for (const token of [await lockTokenOfUser(tx, user), await lockSuccessorOfUser(tx, user)]) {
    if (token === undefined) continue;
    await updateToken(tx, token.serial, { state: "revoked", revokedAt: at });
    await recordAudit(tx, {
      at,
      event: "secondFactor.tokenRevoked",
      actor,
      subject: user,
      origin,
      facts: { tokenId: token.serial, kind: token.kind },
    });
  }
};
