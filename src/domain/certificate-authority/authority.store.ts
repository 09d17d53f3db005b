import { sql, type Insertable, type Selectable, type Transaction } from "kysely";
import { statements, type Database, type Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Family } from "../institution/policy.ts";
import type { GenerationState } from "./authority.ts";

/** Authorities belong to no institution: they are read and changed in any transaction. */
type AnyTransaction = Transaction<Tables>;

/** Why an issuing authority is revoked (RFC 5280 section 5.3.1). */
export type AuthorityRevocationReason = NonNullable<Tables["issuer"]["revocation_reason"]>;

/** A root or issuing authority as it is recorded. */
export interface AuthorityRow {
  readonly issuerId: string;
  readonly family: Family;
  readonly kind: "root" | "issuing";
  readonly generation: number;
  readonly parentIssuerId: string | undefined;
  readonly state: GenerationState;
  readonly certificate: Buffer;
  readonly keyReference: string;
  /** Undefined for a root. */
  readonly validationUrl: string | undefined;
  /** Since when its certificate is given out; undefined: it is not. */
  readonly publishedAt: Temporal.Instant | undefined;
  readonly firstPublishedAt: Temporal.Instant | undefined;
  readonly firstActivatedAt: Temporal.Instant | undefined;
  /** Retired: when the last certificate that it issued ends. */
  readonly servesUntil: Temporal.Instant | undefined;
  readonly revokedAt: Temporal.Instant | undefined;
  readonly revocationReason: AuthorityRevocationReason | undefined;
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

/** Whoever makes or changes authorities or renews responders waits here for its turn. */
const LOCK = 7_304_211;

const instant = (date: Date | null): Temporal.Instant | undefined =>
  date === null ? undefined : fromDate(date);
const date = (at: Temporal.Instant | undefined): Date | null => (at === undefined ? null : toDate(at));

const toAuthority = (row: Selectable<Tables["issuer"]>): AuthorityRow => ({
  issuerId: row.issuer_id,
  family: row.family,
  kind: row.kind,
  generation: row.generation,
  parentIssuerId: row.parent_issuer_id ?? undefined,
  state: row.state,
  certificate: row.certificate,
  keyReference: row.key_reference,
  validationUrl: row.validation_url ?? undefined,
  publishedAt: instant(row.published_at),
  firstPublishedAt: instant(row.first_published_at),
  firstActivatedAt: instant(row.first_activated_at),
  servesUntil: instant(row.serves_until),
  revokedAt: instant(row.revoked_at),
  revocationReason: row.revocation_reason ?? undefined,
});

const standingColumns = (row: AuthorityRow) =>
  ({
    state: row.state,
    published_at: date(row.publishedAt),
    first_published_at: date(row.firstPublishedAt),
    first_activated_at: date(row.firstActivatedAt),
    serves_until: date(row.servesUntil),
    revoked_at: date(row.revokedAt),
    revocation_reason: row.revocationReason ?? null,
  }) satisfies Partial<Insertable<Tables["issuer"]>>;

const toResponder = (row: Selectable<Tables["ocsp_responder"]>): ResponderRow => ({
  issuerId: row.issuer_id,
  certificate: row.certificate,
  keyReference: row.key_reference,
  notAfter: fromDate(row.not_after),
});

export const lockAuthorities = async (tx: AnyTransaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
};

/** The number that rises with every change of the record. */
export const selectVersion = async (database: Database): Promise<number> => {
  const { rows } = await database.inSharedOnce(statements.selectFrom("authority_version").select("version"));
  return rows[0]?.version ?? 0;
};

export const selectVersionIn = async (tx: AnyTransaction): Promise<number> =>
  (await tx.selectFrom("authority_version").select("version").executeTakeFirstOrThrow()).version;

export const selectAuthorities = async (tx: AnyTransaction): Promise<AuthorityRow[]> =>
  (await tx.selectFrom("issuer").selectAll().orderBy("issuer_id").execute()).map(toAuthority);

/** The responder of an issuer that lasts longest. */
export const selectResponder = async (
  tx: AnyTransaction,
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
  tx: AnyTransaction,
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
      certificate: row.certificate,
      key_reference: row.keyReference,
      validation_url: row.validationUrl ?? null,
      created_at: toDate(at),
      ...standingColumns(row),
    })
    .execute();
};

/** Writes where an authority stands; who it is never changes. */
export const updateAuthority = async (tx: AnyTransaction, row: AuthorityRow): Promise<void> => {
  await tx
    .updateTable("issuer")
    .set(standingColumns(row))
    .where("issuer_id", "=", row.issuerId)
    .executeTakeFirstOrThrow();
};

export const insertResponder = async (
  tx: AnyTransaction,
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

export const upsertAuthorityCrl = async (tx: AnyTransaction, row: AuthorityCrlRow): Promise<void> => {
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
  tx: AnyTransaction,
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

/** The first certificates of an institution by serial, with the issuer on record; whichever they are. */
export const selectSomeCertificates = async (
  database: Database,
  institutionCode: string,
  most: number,
): Promise<readonly { readonly issuerId: string; readonly certificate: Buffer }[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("certificate")
      .select(["issuer_id", "certificate"])
      .where("institution_code", "=", institutionCode)
      .where("certificate", "is not", null)
      // Put on record again without its octets after a restore (migration 0013).
      .where("profile", "<>", "lost")
      .orderBy("serial")
      .limit(most),
  );
  return rows.flatMap(({ issuer_id: issuerId, certificate }) =>
    certificate === null ? [] : [{ issuerId, certificate }],
  );
};
