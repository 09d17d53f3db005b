import type { BenchAuthority } from "./bench-authority.ts";

/** How many certificates of others there are already. */
export interface Population {
  readonly count: number;
  /** So many of them are revoked, for CRLs and OCSP; none unless told. */
  readonly revoked?: number;
  /** Certificates of one user, of which one is active; 4 unless told. */
  readonly certificatesAUser?: number;
}

/** What {@link fillCertificates} needs of a bench authority. */
type Filled = Pick<BenchAuthority, "asOwner" | "institution" | "authority">;

/** Certificates of one user unless told: one that is active and those of the years before. */
const CERTIFICATES_A_USER = 4;
const USERS_A_CONTRACT = 10;
/** Certificates of one CRL shard, as the product fills them. */
const SHARD_CAPACITY = 8_192;

/** SQL for the serial of certificate `n`: 32 hexadecimal digits, as scattered as random ones. */
const SERIAL = "md5('certificate ' || n)";

/** The serial of certificate number `n` of {@link fillCertificates}, 0 … count-1, as SQL of `$1`. */
export const POPULATION_SERIAL_SQL = SERIAL.replace("n)", "$1::text)");

/**
 * Puts certificates into the database that look like real ones in their sizes, states and spread, without signing any:
 * 10 users a contract, one active certificate a user and three that expired. The first `revoked` of them are revoked
 * (by number, see {@link POPULATION_SERIAL_SQL}). Contracts are `P0`, `P1`, … Takes some 30 seconds for 10⁶.
 */
export const fillCertificates = async (bench: Filled, population: Population): Promise<void> => {
  const { count, revoked = 0, certificatesAUser = CERTIFICATES_A_USER } = population;
  const { code } = bench.institution;
  const { issuerId } = bench.authority.issuingFor(bench.institution.family);
  const users = Math.ceil(count / certificatesAUser);
  const contracts = Math.ceil(users / USERS_A_CONTRACT);
  await bench.asOwner(
    `insert into contract (institution_code, contract_id, company_name, login_method, created_at)
     select $1, 'P' || n, 'Population', 'certificate', now() from generate_series(0, $2::int - 1) n`,
    [code, contracts],
  );
  // Owners are made in the same breath, so nobody needs to look each of them up.
  await bench.asOwner(`do $$
  declare
    definitions text[];
    definition text;
    name regclass;
  begin
    set local session_replication_role = replica;
    -- Building an index at the end takes a tenth of adding to it row by row.
    select array_agg(pg_get_indexdef(indexrelid)) into definitions from pg_index
      where indrelid = 'certificate'::regclass and not indisprimary;
    for name in select indexrelid from pg_index where indrelid = 'certificate'::regclass and not indisprimary loop
      execute format('drop index %s', name);
    end loop;
    insert into contract_user (institution_code, contract_id, user_id, role, login_id, user_name, created_at)
      select '${code}', 'P' || n / ${USERS_A_CONTRACT}, 'p' || n, 'user', 'population' || n, 'Population', now()
      from generate_series(0, ${users} - 1) n;
    insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
        not_before, not_after, public_key_digest, tbs_certificate, certificate_signature, fingerprint, crl_shard,
        confirmation_method, confirm_before, prepared_at, signed_at, confirmed_at, ended_at, end_cause,
        revocation_reason)
      select '${code}', ${SERIAL}, '${issuerId}', 'P' || owner / ${USERS_A_CONTRACT}, 'p' || owner,
        case when n < ${revoked} then 'revoked' when is_active then 'active' else 'expired' end, 'client',
        'CN=Hisui Business Banking population' || owner || ',OU=Hisui Business Banking,O=(${code})Hisui Credit Cooperative',
        since, since + interval '366 days', sha256(('key ' || n)::bytea),
        decode(repeat(md5('tbs ' || n), 50), 'hex'), decode(repeat(md5('signature ' || n), 5), 'hex'),
        sha256(('certificate ' || n)::bytea), n / ${SHARD_CAPACITY}, 'signature', since + interval '10 minutes', since,
        since, since + interval '1 minute',
        case when n < ${revoked} then now() - n % 1000 * interval '1 minute' when not is_active then now() end,
        case when n < ${revoked} then 'revocation' when not is_active then 'expiry' end,
        case when n < ${revoked} then (array['unspecified', 'keyCompromise', 'superseded', 'cessationOfOperation'])[1 + n % 4] end
      from (
        select n, n / ${certificatesAUser} as owner, n % ${certificatesAUser} = 0 as is_active,
          date_trunc('second', now()) - n % 300 * interval '1 day' as since
        from generate_series(0, ${count} - 1) n) as numbered;
    foreach definition in array definitions loop
      execute definition;
    end loop;
  end $$`);
  // As a database is that has held them for a while: no first vacuum, no first checkpoint is left for the measuring.
  await bench.asOwner("vacuum (freeze, analyze) certificate");
  await bench.asOwner("analyze");
  await bench.asOwner("checkpoint");
};
