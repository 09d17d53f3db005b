import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, Origin } from "#domain/context.ts";
import { forgetFactorFailures } from "#domain/credential/factor-attempt.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { isSameUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { deleteAnswers } from "./answers.store.ts";
import type { AdditionalCode } from "./refusals.ts";

/** Whose answers are cleared, and by whom: another administrator of the contract, whose right the caller has checked, or staff. */
export interface Reset {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly actor: Actor;
  readonly at: Temporal.Instant;
  readonly origin?: Origin | undefined;
}

/**
 * Clears the answers of a user who no longer remembers them, and lifts the stop of this factor: the user registers anew
 * at the next login or acquisition. Says whether there were any. Refused: ADDITIONAL_ANSWERS_OWN.
 */
export const resetAnswers = async (
  tx: InstitutionTransaction,
  { institution, user, actor, at, origin }: Reset,
): Promise<Result<boolean, Refusal<AdditionalCode>>> => {
  if (actor.kind === "user" && isSameUser(actor.user, user.reference))
    return refused({ code: "ADDITIONAL_ANSWERS_OWN", detail: "nobody clears their own" });
  const deleted = await deleteAnswers(tx, user.reference);
  const wasCounted = await forgetFactorFailures(tx, {
    institution,
    user,
    factor: "additionalAuthentication",
  });
  if (deleted === 0 && !wasCounted) return accepted(false);
  await recordAudit(tx, {
    at,
    event: "additionalAuthentication.reset",
    actor,
    subject: user.reference,
    origin,
    facts: { answers: deleted },
  });
  return accepted(deleted > 0);
};
