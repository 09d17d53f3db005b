import { sql, type Selectable } from "kysely";
import type { SharedTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Family } from "../institution/policy.ts";

/** A root or issuing authority as it is recorded. */
export interface AuthorityRow {
  readonly issuerId: string;
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly generation: number;
  readonly parentIssuerId: string | undefined;
  readonly state: "active" | "retired";
  readonly certificate: Buffer;
  readonly keyReference: string;
}

/** A certificate of an OCSP responder as it is recorded. */
export interface ResponderRow {
  readonly issuerId: string;
  readonly certificate: Buffer;
  readonly keyReference: string;
  readonly notAfter: Temporal.Instant;
}

/** The list of a root as it is recorded. */
export interface AuthorityCrlRow {
  readonly issuerId: string;
  readonly number: number;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
  readonly crl: Buffer;
}

/** Whoever makes authorities or renews responders waits here for its turn. */
const LOCK = 7_304_211;

const toAuthority = (row: Selectable<Tables["issuer"]>): AuthorityRow => ({
  issuerId: row.issuer_id,
  family: row.family,
  kind: row.kind,
  generation: row.generation,
  parentIssuerId: row.parent_issuer_id ?? undefined,
  state: row.state,
  certificate: row.certificate,
  keyReference: row.key_reference,
});

const toResponder = (row: Selectable<Tables["ocsp_responder"]>): ResponderRow => ({
  issuerId: row.issuer_id,
  certificate: row.certificate,
  keyReference: row.key_reference,
  notAfter: fromDate(row.not_after),
});

export const lockAuthorities = async (tx: SharedTransaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
};

export const selectAuthorities = async (tx: SharedTransaction): Promise<AuthorityRow[]> =>
  (await tx.selectFrom("issuer").selectAll().orderBy("issuer_id").execute()).map(toAuthority);

/** The responder of an issuer that lasts longest. */
export const selectResponder = async (
  tx: SharedTransaction,
  issuerId: string,
): Promise<ResponderRow | undefined> => {
  const row = await tx
    .selectFrom("ocsp_responder")
    .selectAll()
    .where("issuer_id", "=", issuerId)
    .orderBy("not_after", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : toResponder(row);
};

export const insertAuthority = async (
  tx: SharedTransaction,
  row: AuthorityRow,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .insertInto("issuer")
    .values({
      issuer_id: row.issuerId,
      family: row.family,
      kind: row.kind,
      generation: row.generation,
      parent_issuer_id: row.parentIssuerId ?? null,
      state: row.state,
      certificate: row.certificate,
      key_reference: row.keyReference,
      created_at: toDate(at),
    })
    .execute();
};

export const insertResponder = async (
  tx: SharedTransaction,
  row: ResponderRow,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .insertInto("ocsp_responder")
    .values({
      issuer_id: row.issuerId,
      certificate: row.certificate,
      key_reference: row.keyReference,
      not_after: toDate(row.notAfter),
      created_at: toDate(at),
    })
    .execute();
};

export const upsertAuthorityCrl = async (tx: SharedTransaction, row: AuthorityCrlRow): Promise<void> => {
  const values = {
    issuer_id: row.issuerId,
    number: row.number,
    this_update: toDate(row.thisUpdate),
    next_update: toDate(row.nextUpdate),
    crl: row.crl,
  };
  await tx
    .insertInto("authority_crl")
    .values(values)
    .onConflict((conflict) => conflict.column("issuer_id").doUpdateSet(values))
    .execute();
};

export const selectAuthorityCrl = async (
  tx: SharedTransaction,
  issuerId: string,
): Promise<AuthorityCrlRow | undefined> => {
  const row = await tx
    .selectFrom("authority_crl")
    .selectAll()
    .where("issuer_id", "=", issuerId)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        issuerId: row.issuer_id,
        number: row.number,
        thisUpdate: fromDate(row.this_update),
        nextUpdate: fromDate(row.next_update),
        crl: row.crl,
      };
};
