import type { DomainContext } from "../context.ts";
import { deleteOldFailures } from "./credentials.store.ts";

/** A year: whoever spreads guesses so thinly gains nothing, and a mistyped ID is not remembered for ever. */
const KEPT_FAILURE_DAYS = 366;

/**
 * Forgets failures of claims that nobody has made for a year, in every institution, so that made-up IDs do not pile up.
 * For the worker, hourly. Writes no audit rows: each failure was recorded when it happened.
 */
export const tidyCredentialFailures = async (context: DomainContext): Promise<{ failures: number }> => {
  const failedBefore = context.clock.now().subtract({ hours: KEPT_FAILURE_DAYS * 24 });
  let failures = 0;
  for (const institution of context.institutions.all)
    failures += await context.database.inInstitution(institution.code, (tx) =>
      deleteOldFailures(tx, failedBefore),
    );
  return { failures };
};
