import { recordAudit } from "#domain/audit/audit.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { updateState } from "./users.store.ts";
import type { UserChange } from "./users.ts";

/**
 * Stops a user: no login, no acquisition, and the sessions that are open end. The certificate stays as it is and
 * works again after {@link resumeUser}.
 *
 * @throws InvariantError when there is no such user.
 */
export const suspendUser = async (tx: InstitutionTransaction, change: UserChange): Promise<void> => {
  const { user, at, actor, origin } = change;
  invariant(await updateState(tx, user, "suspended"), "a user is suspended");
  await recordAudit(tx, { at, event: "user.suspended", actor, subject: user, origin });
  await endSessionsOfUser(tx, change);
};

/** Lifts a suspension. @throws InvariantError when there is no such user. */
export const resumeUser = async (tx: InstitutionTransaction, change: UserChange): Promise<void> => {
  const { user, at, actor, origin } = change;
  invariant(await updateState(tx, user, "active"), "a user is resumed");
  await recordAudit(tx, { at, event: "user.resumed", actor, subject: user, origin });
};
