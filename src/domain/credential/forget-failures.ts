import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfClaim, type Claim } from "./claims.ts";
import { deleteFailures } from "./credentials.store.ts";

/** Forgets the failures of a claim that is no user's, and lifts its stops. The caller writes the audit row. */
export const forgetFailures = async (tx: InstitutionTransaction, claim: Claim): Promise<void> => {
  await deleteFailures(tx, [digestOfClaim(claim, "login"), digestOfClaim(claim, "confirmation")]);
};
