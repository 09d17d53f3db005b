import type { InstitutionTransaction, SharedTransaction } from "#platform/database/database.ts";
import type { AuditEntry } from "./audit.ts";
import { assertTellable } from "./facts.ts";
import { insertInstallationEvent } from "./installation.store.ts";

/**
 * The code under which the installation itself keeps its audit record: authorities, their keys, whatever belongs to no
 * institution. No institution may have it.
 */
export const INSTALLATION_CODE = "0000";

/**
 * Writes a row of the installation's audit record in the transaction of the change it tells of, which may be one for no
 * institution (`inShared`) or for any.
 *
 * @throws InvariantError when a fact's name is that of a secret, or the event is not in dotted words.
 */
export const recordInstallationAudit = async (
  tx: SharedTransaction | InstitutionTransaction,
  entry: Omit<AuditEntry, "subject">,
): Promise<void> => {
  assertTellable(entry.event, entry.facts ?? {});
  await insertInstallationEvent(tx, entry);
};
