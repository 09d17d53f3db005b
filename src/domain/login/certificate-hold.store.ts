import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";

/**
 * Keeps a certificate from being revoked until the transaction ends, and says whether it may be used. A revocation
 * that came first is waited for and seen; one that comes later waits, and then finds and ends the new session.
 */
export const holdUsableCertificate = async (
  tx: InstitutionTransaction,
  input: { serial: string; at: Temporal.Instant },
): Promise<boolean> => {
  const row = await tx
    .selectFrom("certificate")
    .select("serial")
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", input.serial)
    .where("state", "=", "active")
    .where("not_after", ">", toDate(input.at.subtract({ seconds: 1 })))
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
};
