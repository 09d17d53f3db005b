import type { InsertResult, Kysely } from "kysely";
import type { Actor } from "#domain/context.ts";
import {
  statements,
  type InstitutionTransaction,
  type Statement,
  type Tables,
} from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { unreachable } from "#shared/invariant.ts";
import type { AuditEntry } from "./audit.ts";
import type { AuditFilter, AuditRow } from "./list.ts";

const nameOf = (actor: Actor): string | null => {
  switch (actor.kind) {
    case "user":
      return `${actor.user.contractId}/${actor.user.userId}`;
    case "staff":
    case "system":
      return actor.name;
    case "unidentified":
      return null;
    default:
      return unreachable(actor);
  }
};

const insertInto = (builder: Kysely<Tables>, institutionCode: string, entry: AuditEntry) =>
  builder.insertInto("audit_event").values({
    institution_code: institutionCode,
    at: toDate(entry.at),
    event: entry.event,
    actor_kind: entry.actor.kind,
    actor: nameOf(entry.actor),
    contract_id: entry.subject?.contractId ?? null,
    user_id: entry.subject?.userId ?? null,
    certificate_serial: entry.certificateSerial ?? null,
    support_id: entry.origin?.supportId ?? null,
    address: entry.origin?.address ?? null,
    facts: { ...entry.facts },
  });

export const insertEvent = async (tx: InstitutionTransaction, entry: AuditEntry): Promise<void> => {
  await insertInto(tx, tx.institutionCode, entry).execute();
};

export const eventStatement = (institutionCode: string, entry: AuditEntry): Statement<InsertResult> =>
  insertInto(statements, institutionCode, entry);

export const selectEvents = async (tx: InstitutionTransaction, filter: AuditFilter): Promise<AuditRow[]> => {
  let query = tx
    .selectFrom("audit_event")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("event_id", "desc")
    .limit(filter.limit);
  if (filter.contractId !== undefined) query = query.where("contract_id", "=", filter.contractId);
  if (filter.userId !== undefined) query = query.where("user_id", "=", filter.userId);
  if (filter.event !== undefined) query = query.where("event", "=", filter.event);
  if (filter.certificateSerial !== undefined)
    query = query.where("certificate_serial", "=", filter.certificateSerial);
  const rows = await query.execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    at: fromDate(row.at),
    event: row.event,
    actorKind: row.actor_kind,
    actor: row.actor,
    contractId: row.contract_id,
    userId: row.user_id,
    certificateSerial: row.certificate_serial,
    supportId: row.support_id,
    address: row.address,
    facts: row.facts,
  }));
};
