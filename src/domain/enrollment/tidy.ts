import type { DomainContext } from "#domain/context.ts";
import { deleteSessionsExpiredBefore } from "./session.store.ts";
import { deleteTokensExpiredBefore } from "./token.store.ts";

/** How long sessions and tokens are kept after their time, for the help desk. */
const KEPT_DAYS = 7;

/**
 * Deletes enrolment sessions and tokens that have been over for a week, in every institution. For the worker, daily.
 * Writes no audit rows: what happened in them was recorded when it happened.
 */
export const tidyEnrollments = async (
  context: DomainContext,
): Promise<{ sessions: number; tokens: number }> => {
  const before = context.clock.now().subtract({ hours: 24 * KEPT_DAYS });
  const deleted = { sessions: 0, tokens: 0 };
  for (const institution of context.institutions.all) {
    await context.database.inInstitution(institution.code, async (tx) => {
      deleted.sessions += await deleteSessionsExpiredBefore(tx, before);
      deleted.tokens += await deleteTokensExpiredBefore(tx, before);
    });
  }
  return deleted;
};
