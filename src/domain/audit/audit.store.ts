import type { Kysely } from "kysely";
import type { Actor } from "#domain/context.ts";
import { textArray, timestampArray } from "#platform/database/binary-array.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { unreachable } from "#shared/invariant.ts";
import type { AuditEntry } from "./audit.ts";
import type { AuditFilter, AuditRow } from "./list.ts";

/** The actor as the column `actor` holds it. */
export const nameOf = (actor: Actor): string | null => {
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

/** Parameters of `audit_record_of_certificates` (migration 0010) but its first: one array for each column. */
export const eventArrays = (entries: readonly AuditEntry[]): readonly Buffer[] => [
  timestampArray(entries.map(({ at }) => at)),
  textArray(entries.map(({ event }) => event)),
  textArray(entries.map(({ actor }) => actor.kind)),
  textArray(entries.map(({ actor }) => nameOf(actor) ?? undefined)),
  textArray(entries.map(({ subject }) => subject?.contractId)),
  textArray(entries.map(({ subject }) => subject?.userId)),
  textArray(entries.map(({ certificateSerial }) => certificateSerial)),
  textArray(entries.map(({ origin }) => origin?.supportId)),
  textArray(entries.map(({ origin }) => origin?.address)),
  textArray(entries.map(({ facts }) => JSON.stringify(facts ?? {}))),
];

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
