import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { DomainContext } from "#domain/context.ts";
import { selectEvents } from "./audit.store.ts";

/** Which audit rows are wanted; the newest first. */
export interface AuditFilter {
  readonly contractId?: string | undefined;
  readonly userId?: string | undefined;
  /** An event's exact name. */
  readonly event?: string | undefined;
  readonly certificateSerial?: string | undefined;
  /** Most rows, 1 to 10,000. */
  readonly limit: number;
}

/** An audit row as it is read. */
export interface AuditRow {
  readonly eventId: number;
  readonly at: Temporal.Instant;
  readonly event: string;
  readonly actorKind: "user" | "staff" | "system" | "unidentified";
  readonly actor: string | null;
  readonly contractId: string | null;
  readonly userId: string | null;
  readonly certificateSerial: string | null;
  readonly supportId: string | null;
  readonly address: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The audit rows of an institution, the newest first. */
export const listAudit = (
  context: DomainContext,
  institutionCode: string,
  filter: AuditFilter,
): Promise<AuditRow[]> => context.database.inInstitution(institutionCode, (tx) => selectEvents(tx, filter));

/** The same, in a transaction. */
export const listAuditIn = (tx: InstitutionTransaction, filter: AuditFilter): Promise<AuditRow[]> =>
  selectEvents(tx, filter);
