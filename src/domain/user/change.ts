import { recordAudit } from "#domain/audit/audit.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { updateReminded, updateToDeleted, updateUser, type UserUpdate } from "./users.store.ts";
import type { User, UserChange } from "./users.ts";

export type { UserUpdate } from "./users.store.ts";

/** Which of a user's data an update changes. */
export const changedFields = (user: User, next: UserUpdate): readonly (keyof UserUpdate)[] =>
  (["userName", "mailAddress", "role", "withheldRights"] as const).filter((field) =>
    field === "withheldRights"
      ? user.withheldRights.join() !== next.withheldRights.join()
      : user[field] !== next[field],
  );

/**
 * Changes a user's data as somebody else entered them; the user is as the caller read it. False, with nothing changed,
 * where it was changed or deleted since.
 */
export const changeUser = async (
  tx: InstitutionTransaction,
  user: User,
  next: UserUpdate,
  { at, actor, origin }: Omit<UserChange, "user">,
): Promise<boolean> => {
  if (!(await updateUser(tx, user.reference, user.revision, next))) return false;
  await recordAudit(tx, {
    at,
    event: "user.changed",
    actor,
    subject: user.reference,
    origin,
    facts: {
      fields: changedFields(user, next),
      roleBefore: user.role,
      role: next.role,
      withheldRights: next.withheldRights,
    },
  });
  return true;
};

/**
 * Deletes a user: the row stays, so that the ID is never given to another, and can do nothing. Ends open sessions.
 * What else belongs to the user is ended by the caller. False where it was deleted before.
 */
export const deleteUser = async (tx: InstitutionTransaction, change: UserChange): Promise<boolean> => {
  const { user, at, actor, origin } = change;
  if (!(await updateToDeleted(tx, user, at))) return false;
  await recordAudit(tx, { at, event: "user.deleted", actor, subject: user, origin });
  await endSessionsOfUser(tx, change);
  return true;
};

/** Notes that a user is reminded to acquire; false where that was done less than `hours` ago. */
export const noteReminded = async (
  tx: InstitutionTransaction,
  { user, at, actor, origin }: UserChange,
  hours: number,
): Promise<boolean> => {
  if (!(await updateReminded(tx, user, at, at.subtract({ hours })))) return false;
  await recordAudit(tx, { at, event: "user.reminded", actor, subject: user, origin });
  return true;
};
