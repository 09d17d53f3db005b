import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { DomainContext } from "../context.ts";
import { withdraw, type Ending } from "./end.ts";
import { institutionsWithUnconfirmed, lockUnconfirmed } from "./state.store.ts";

export interface UndoneCount {
  /** Signed, never confirmed: revoked, for they may have left the building. */
  readonly revoked: number;
  /** Recorded, never signed. */
  readonly abandoned: number;
}

/** Rows of one transaction. */
const BATCH = 100;

const undoBatch = async (tx: InstitutionTransaction, now: Temporal.Instant): Promise<UndoneCount> => {
  const ending: Ending = { at: now, actor: { kind: "system", name: "undo-unconfirmed" } };
  const count = { revoked: 0, abandoned: 0 };
  for (const record of await lockUnconfirmed(tx, now, BATCH)) {
    count[await withdraw(tx, record, "unconfirmed", ending)] += 1;
  }
  return count;
};

/**
 * Undoes every certificate whose installation was not proved in time; the ID may acquire again (A7.27). For the
 * worker; any number of nodes may run it at once.
 */
export const undoUnconfirmed = async (context: DomainContext): Promise<UndoneCount> => {
  const now = context.clock.now();
  const count = { revoked: 0, abandoned: 0 };
  for (const institutionCode of await institutionsWithUnconfirmed(context.database, now)) {
    let undone: UndoneCount;
    do {
      undone = await context.database.inInstitution(institutionCode, (tx) => undoBatch(tx, now));
      count.revoked += undone.revoked;
      count.abandoned += undone.abandoned;
    } while (undone.revoked + undone.abandoned === BATCH);
  }
  return count;
};
