import type { DomainContext } from "../context.ts";
import { deleteAttempts } from "./attempt.store.ts";
import { KEPT_ATTEMPT_HOURS, KEPT_SESSION_DAYS } from "./limits.ts";
import { deleteSessions } from "./session.store.ts";

/**
 * Deletes attempts and sessions that have been over for a while, in every institution. For the worker, hourly. Writes no
 * audit rows: what happened in them was recorded when it happened.
 */
export const tidyLogins = async (context: DomainContext): Promise<{ attempts: number; sessions: number }> => {
  const now = context.clock.now();
  const deleted = { attempts: 0, sessions: 0 };
  for (const institution of context.institutions.all)
    await context.database.inInstitution(institution.code, async (tx) => {
      const [attempts, sessions] = await Promise.all([
        deleteAttempts(tx, now.subtract({ hours: KEPT_ATTEMPT_HOURS })),
        deleteSessions(tx, now.subtract({ hours: KEPT_SESSION_DAYS * 24 })),
      ]);
      deleted.attempts += attempts;
      deleted.sessions += sessions;
    });
  return deleted;
};
