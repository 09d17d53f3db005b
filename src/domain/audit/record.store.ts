import { sql } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { FoundLink } from "./chain.ts";
import { selectNotes, type CheckpointRow } from "./checkpoint.store.ts";
import { toColumns, type EventTextRow } from "./link.store.ts";
import type { Digest } from "./row.ts";

const AT_TEXT = sql.raw(`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`);

type LinkRow = { [Name in keyof EventTextRow]: EventTextRow[Name] | null } & {
  readonly sequence: number;
  readonly linked_event_id: number;
  readonly hash: Buffer;
};

const isWhole = (row: LinkRow): row is LinkRow & EventTextRow => row.event_id !== null;

/** Links above `after` with their rows, in order; `previous` is filled by the caller. */
const selectLinks = async (
  tx: InstitutionTransaction,
  range: { readonly after: number; readonly most: number },
): Promise<RecordPage["links"]> => {
  const { rows } = await sql<LinkRow>`
    select l.sequence, l.event_id as linked_event_id, l.hash, e.event_id, ${AT_TEXT} as at, e.event, e.actor_kind,
      e.actor, e.contract_id, e.user_id, e.certificate_serial, e.support_id, e.address, e.facts::text as facts
    from (select * from audit_link
          where institution_code = ${tx.institutionCode} and sequence > ${range.after}
          order by sequence limit ${range.most}) l
    left join audit_event e on e.institution_code = ${tx.institutionCode} and e.event_id = l.event_id
    order by l.sequence`.execute(tx);
  return rows.map((row) => ({
    sequence: row.sequence,
    eventId: row.linked_event_id,
    row: isWhole(row) ? toColumns(tx.institutionCode, row) : undefined,
    claimed: row.hash.toString("hex"),
  }));
};

/** A piece of the record. */
export interface RecordPage {
  readonly links: readonly (Omit<FoundLink, "previous"> & { readonly claimed: Digest })[];
  /** Checkpoints above `notesAfter`, those of rows beyond this page too. */
  readonly notes: readonly CheckpointRow[];
}

/**
 * The next piece of the record above `after`. Checkpoints are read first: whatever row they speak of was linked before
 * the links are read.
 *
 * @param notesAfter last checkpoint that is not wanted; `after` unless told
 */
export const selectRecord = async (
  tx: InstitutionTransaction,
  after: number,
  most: number,
  notesAfter = after,
): Promise<RecordPage> => {
  const notes = await selectNotes(tx, { after: notesAfter, most });
  return { notes, links: await selectLinks(tx, { after, most }) };
};

/** The hash on record for a place; undefined: nothing is linked there. */
export const selectDigest = async (
  tx: InstitutionTransaction,
  sequence: number,
): Promise<Digest | undefined> => {
  const row = await tx
    .selectFrom("audit_link")
    .select("hash")
    .where("institution_code", "=", tx.institutionCode)
    .where("sequence", "=", sequence)
    .executeTakeFirst();
  return row?.hash.toString("hex");
};

/** A row without a place. */
export interface UnlinkedRow {
  readonly eventId: number;
  readonly at: string;
  readonly event: string;
  /** Whether it stands below the mark up to which everything was linked. */
  readonly isSettled: boolean;
}

/** Event numbers of an institution: from the first to the last. */
export const selectEventRange = async (
  tx: InstitutionTransaction,
): Promise<{ readonly first: number; readonly last: number } | undefined> => {
  const { rows } = await sql<{ first: number | null; last: number | null }>`
    select min(event_id) as first, max(event_id) as last from audit_event
    where institution_code = ${tx.institutionCode}`.execute(tx);
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null ? undefined : { first, last };
};

/** Rows with numbers above `after` up to `upTo` that have no place, in order. */
export const selectUnlinkedBetween = async (
  tx: InstitutionTransaction,
  range: { readonly after: number; readonly upTo: number; readonly most: number },
): Promise<UnlinkedRow[]> => {
  const { rows } = await sql<{ event_id: number; at: string; event: string; is_settled: boolean }>`
    select e.event_id, ${AT_TEXT} as at, e.event,
      e.event_id <= coalesce((select settled_event_id from audit_progress
                              where institution_code = ${tx.institutionCode}), 0) as is_settled
    from audit_event e
    where e.institution_code = ${tx.institutionCode} and e.event_id > ${range.after} and e.event_id <= ${range.upTo}
      and not exists (select from audit_link l where l.institution_code = ${tx.institutionCode}
        and l.event_id = e.event_id and l.event_id > ${range.after} and l.event_id <= ${range.upTo})
    order by e.event_id limit ${range.most}`.execute(tx);
  return rows.map((row) => ({
    eventId: row.event_id,
    at: row.at,
    event: row.event,
    isSettled: row.is_settled,
  }));
};
