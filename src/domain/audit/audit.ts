import type { Actor, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { eventArrays, insertEvent } from "./audit.store.ts";
import { assertTellable, type AuditFacts } from "./facts.ts";

export type { AuditFacts } from "./facts.ts";

/** One thing that happened. */
export interface AuditEntry {
  readonly at: Temporal.Instant;
  /** Dotted words in the past tense, the concept first: `certificate.revoked`, `credential.refused`. */
  readonly event: `${string}.${string}`;
  readonly actor: Actor;
  /** Whom it concerns, where it concerns a user. */
  readonly subject?: UserReference | undefined;
  readonly certificateSerial?: string | undefined;
  readonly origin?: Origin | undefined;
  /** Further facts: flat, short, never a secret. */
  readonly facts?: AuditFacts;
}

/**
 * Writes an audit row in the transaction of the change it tells of, so that neither is ever there without the other.
 *
 * @throws InvariantError when a fact's name is that of a secret, or the event is not in dotted words.
 */
export const recordAudit = async (tx: InstitutionTransaction, entry: AuditEntry): Promise<void> => {
  assertTellable(entry.event, entry.facts ?? {});
  await insertEvent(tx, entry);
};

/**
 * The same rows for a group of certificates that one statement changes: parameters of the database's function
 * `audit_record_of_certificates`, all but its first, which are the serials that were really changed. It must stand in
 * the statement that changes them.
 */
export const auditArrays = (
  entries: readonly (AuditEntry & { readonly certificateSerial: string })[],
): readonly Buffer[] => {
  for (const { event, facts } of entries) assertTellable(event, facts ?? {});
  return eventArrays(entries);
};
