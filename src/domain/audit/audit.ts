import type { Actor, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Statement } from "#platform/database/database.ts";
import { eventStatement, insertEvent } from "./audit.store.ts";
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
 * The same row as a statement, for hot paths that send several statements in one transaction and one round trip
 * (`Database.inInstitutionGroup`). It must travel with the change it tells of.
 */
export const auditStatement = (institutionCode: string, entry: AuditEntry): Statement<unknown> => {
  assertTellable(entry.event, entry.facts ?? {});
  return eventStatement(institutionCode, entry);
};
