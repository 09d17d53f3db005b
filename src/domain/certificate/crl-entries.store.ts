import { sql } from "kysely";
import type { CrlEntryFields } from "#pki/crl/build.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import type { CrlKey } from "./crl.store.ts";

/** Revoked certificates by serial, but for those that expired before `expiredBefore`. */
export const selectRevoked = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  serials: readonly string[],
  expiredBefore: Temporal.Instant,
): Promise<(CrlEntryFields & { readonly notAfter: Temporal.Instant })[]> => {
  const rows = await tx
    .selectFrom("certificate")
    .select(["serial", "ended_at", "revocation_reason", "not_after"])
    .where("institution_code", "=", key.institutionCode)
    .where("serial", "=", sql<string>`any(${[...serials]}::text[])`)
    .where("issuer_id", "=", key.issuerId)
    .where("crl_shard", "=", key.shard)
    .where("state", "=", "revoked")
    .where("not_after", ">=", toDate(expiredBefore))
    .execute();
  return rows.flatMap(({ serial, ended_at, revocation_reason, not_after }) =>
    ended_at === null || revocation_reason === null
      ? []
      : [{ serial, revokedAt: fromDate(ended_at), reason: revocation_reason, notAfter: fromDate(not_after) }],
  );
};

/** Everything that a list says, packed (`encodePackedEntries`), by serial. */
export const selectAllRevoked = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  expiredBefore: Temporal.Instant,
): Promise<{
  readonly packed: Buffer;
  readonly count: number;
  readonly firstExpiry: Temporal.Instant | undefined;
}> => {
  // `phase` is what the index certificate_revoked is for; the numbers are those of RFC 5280 section 5.3.1.
  const { rows } = await sql<{ packed: Buffer | null; count: number; first_expiry: Date | null }>`
    select count(*)::integer as count, min(not_after) as first_expiry,
      string_agg(
        decode(serial, 'hex') || int8send(floor(date_part('epoch', ended_at))::bigint)
        || case revocation_reason when 'unspecified' then '\\x00'::bytea when 'keyCompromise' then '\\x01'::bytea
             when 'affiliationChanged' then '\\x03'::bytea when 'superseded' then '\\x04'::bytea
             when 'cessationOfOperation' then '\\x05'::bytea end,
        ''::bytea order by serial) as packed
    from certificate
    where institution_code = ${key.institutionCode} and issuer_id = ${key.issuerId} and crl_shard = ${key.shard}
      and phase = 'revoked' and not_after >= ${toDate(expiredBefore)}`.execute(tx);
  const [row] = rows;
  invariant(row !== undefined, "an aggregate is one row");
  return {
    packed: row.packed ?? Buffer.alloc(0),
    count: row.count,
    firstExpiry: row.first_expiry === null ? undefined : fromDate(row.first_expiry),
  };
};
