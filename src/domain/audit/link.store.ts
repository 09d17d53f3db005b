import { sql } from "kysely";
import { statements, type Database, type InstitutionTransaction } from "#platform/database/database.ts";
import type { Digest, EventColumns } from "./row.ts";

/** What the columns of `audit_event` are called where they are read as text. */
export interface EventTextRow {
  readonly event_id: number;
  readonly at: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly actor: string | null;
  readonly contract_id: string | null;
  readonly user_id: string | null;
  readonly certificate_serial: string | null;
  readonly support_id: string | null;
  readonly address: string | null;
  readonly facts: string;
}

export const toColumns = (institutionCode: string, row: EventTextRow): EventColumns => ({
  institutionCode,
  eventId: row.event_id,
  at: row.at,
  event: row.event,
  actorKind: row.actor_kind,
  actor: row.actor,
  contractId: row.contract_id,
  userId: row.user_id,
  certificateSerial: row.certificate_serial,
  supportId: row.support_id,
  address: row.address,
  facts: row.facts,
});

/** The last event number given out, and the transactions that may still bring one up to it (migration 0013). */
export interface Horizon {
  readonly lastEventId: number;
  readonly writers: readonly string[];
}

export const selectHorizon = async (database: Database): Promise<Horizon> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      last_event_id: number;
      writers: string[];
    }>`select last_event_id, writers from audit_horizon()`.compile(statements),
  );
  return { lastEventId: rows[0]?.last_event_id ?? 0, writers: rows[0]?.writers ?? [] };
};

/** Institutions in whose record something may wait to be linked. */
export const selectInstitutionsBehind = async (database: Database): Promise<string[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{ institution_code: string }>`select institution_code from audit_institutions_behind()`.compile(
      statements,
    ),
  );
  return rows.map((row) => row.institution_code);
};

/** How far a chain and its checkpoints are. */
export interface ChainHead {
  readonly institutionCode: string;
  /** 0: nothing is linked. */
  readonly lastSequence: number;
  /** 0: there is no checkpoint. */
  readonly lastCheckpointSequence: number;
}

export const selectHeads = async (database: Database): Promise<ChainHead[]> => {
  const { rows } = await database.inSharedOnce(
    sql<{
      institution_code: string;
      last_sequence: number;
      last_checkpoint_sequence: number;
    }>`select * from audit_heads()`.compile(statements),
  );
  return rows.map((row) => ({
    institutionCode: row.institution_code,
    lastSequence: row.last_sequence,
    lastCheckpointSequence: row.last_checkpoint_sequence,
  }));
};

/** One node at a time links an institution's rows; false: another one is at it. */
export const tryLockChain = async (tx: InstitutionTransaction): Promise<boolean> => {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`audit/${tx.institutionCode}`}, 0)) as locked`.execute(
    tx,
  );
  return rows[0]?.locked === true;
};

/** The end of a chain. */
export interface Head {
  readonly sequence: number;
  readonly digest: Digest;
}

export const selectHead = async (tx: InstitutionTransaction): Promise<Head | undefined> => {
  const row = await tx
    .selectFrom("audit_link")
    .select(["sequence", "hash"])
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { sequence: row.sequence, digest: row.hash.toString("hex") };
};

export const selectUnlinked = async (tx: InstitutionTransaction, most: number): Promise<EventColumns[]> => {
  const { rows } = await sql<EventTextRow>`
    select * from audit_unlinked(${tx.institutionCode}, ${most})`.execute(tx);
  return rows.map((row) => toColumns(tx.institutionCode, row));
};

/** A row's place. */
export interface Link {
  readonly sequence: number;
  readonly eventId: number;
  readonly digest: Digest;
}

export const insertLinks = async (tx: InstitutionTransaction, links: readonly Link[]): Promise<void> => {
  const sequences = links.map(({ sequence }) => sequence);
  const events = links.map(({ eventId }) => eventId);
  const digests = links.map(({ digest }) => digest);
  await sql`insert into audit_link (institution_code, sequence, event_id, hash)
    select ${tx.institutionCode}, l.sequence, l.event_id, decode(l.hash, 'hex')
    from unnest(${sequences}::bigint[], ${events}::bigint[], ${digests}::text[]) as l (sequence, event_id, hash)`.execute(
    tx,
  );
};

/** Moves the mark up to which everything is linked; it never goes back. */
export const updateSettled = async (tx: InstitutionTransaction, settledEventId: number): Promise<void> => {
  await sql`insert into audit_progress (institution_code, settled_event_id)
    values (${tx.institutionCode}, ${settledEventId})
    on conflict (institution_code) do update set settled_event_id = excluded.settled_event_id
    where audit_progress.settled_event_id < excluded.settled_event_id`.execute(tx);
};
