import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { finishSessionsOfUser, lockSessionsOfUser } from "./session.store.ts";
import { useUpTokensOfUser } from "./token.store.ts";

/**
 * Keeps a user's enrolment sessions as they are until the transaction ends. Before certificates are locked: a session
 * that replaces a PC locks in that order.
 */
export const holdEnrollmentsOfUser = (tx: InstitutionTransaction, user: UserReference): Promise<void> =>
  lockSessionsOfUser(tx, user);

/**
 * Ends every enrolment session of a user that goes on, and uses up the user's enrolment tokens, in a transaction that
 * says why. Returns how many sessions and tokens these were.
 */
export const endEnrollmentsOfUser = async (
  tx: InstitutionTransaction,
  user: UserReference,
  at: Temporal.Instant,
): Promise<number> => (await finishSessionsOfUser(tx, user, at)) + (await useUpTokensOfUser(tx, user, at));
