import type { DomainContext } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";

/** Rolls a transaction back whose outcome is known. */
class Undone extends Error {
  override readonly name = "Undone";
}

/**
 * Runs `work` in a transaction that is committed where it accepts, and rolled back where it refuses or is only a
 * rehearsal: what would be refused is found out by doing it.
 */
export const runUndoable = async <Value, Refusal>(
  { database }: Pick<DomainContext, "database">,
  institutionCode: string,
  work: (tx: InstitutionTransaction) => Promise<Result<Value, Refusal>>,
  isRehearsal = false,
): Promise<Result<Value, Refusal>> => {
  let outcome: Result<Value, Refusal> | undefined;
  try {
    await database.inInstitution(institutionCode, async (tx) => {
      outcome = await work(tx);
      if (!outcome.ok || isRehearsal) throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  invariant(outcome !== undefined, "the work was done");
  return outcome;
};
