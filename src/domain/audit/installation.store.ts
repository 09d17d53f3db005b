import { sql } from "kysely";
import type { InstitutionTransaction, SharedTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import { nameOf } from "./audit.store.ts";
import type { AuditEntry } from "./audit.ts";

/** Through the function of migration 0013: the transaction may be one for no institution. */
export const insertInstallationEvent = async (
  tx: SharedTransaction | InstitutionTransaction,
  entry: Omit<AuditEntry, "subject">,
): Promise<void> => {
  const { at, event, actor, certificateSerial, origin, facts } = entry;
  await sql`select audit_record_installation(${toDate(at)}::timestamptz, ${event}, ${actor.kind}, ${nameOf(actor)},
    ${certificateSerial ?? null}, ${origin?.supportId ?? null}, ${origin?.address ?? null},
    ${JSON.stringify(facts ?? {})}::jsonb)`.execute(tx);
};
