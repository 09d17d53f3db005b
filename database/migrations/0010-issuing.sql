-- Issuing at speed (docs/decisions/0050): a certificate is inserted once and changed in place once, and one statement
-- does that for all certificates of a group.

-- Whatever of its state the indexes care for. A certificate that waits for its signature and one that waits for its
-- confirmation are both pending, so recording the signature touches no index at all (a HOT update). For that, no index
-- may name `state`, `certificate_signature` or `fingerprint`: a test sees to it.
alter table certificate add column phase text
  generated always as (case when state in ('prepared', 'issued') then 'pending' else state end) stored;

-- The octets that the issuer signed are kept once. What follows them in the certificate is kept beside them; the whole
-- certificate is put together when it is read: SEQUENCE with a length of two octets, for ours are never shorter.
alter table certificate add column certificate_signature bytea;
update certificate set certificate_signature = substring(certificate from length(tbs_certificate) + 5)
  where certificate is not null;
-- Takes the checks that name it along.
alter table certificate drop column certificate;
alter table certificate add column certificate bytea generated always as (
  '\x3082'::bytea || substring(int4send(length(tbs_certificate) + length(certificate_signature)) from 3)
  || tbs_certificate || certificate_signature) virtual;
comment on column certificate.certificate_signature is
  'signatureAlgorithm and signatureValue of the Certificate, DER; null until it is signed';
alter table certificate
  add constraint certificate_signed_at check ((certificate_signature is null) = (signed_at is null)),
  add constraint certificate_signed_fingerprint check ((certificate_signature is null) = (fingerprint is null)),
  add constraint certificate_signed_state
    check (state not in ('issued', 'active', 'expired', 'revoked') or certificate_signature is not null),
  add constraint certificate_long_enough check (length(tbs_certificate) between 200 and 60000);

-- A serial is 128 random bits: no two are the same, whoever issued them. One index leads to a certificate, where there
-- were three (by institution, by issuer, by fingerprint). The serial stands first, because OCSP and the gate know no
-- institution; the institution stays in the key, so that rows can still be placed by it.
alter table certificate drop constraint certificate_pkey;
alter table certificate add primary key (serial, institution_code);
drop index certificate_serial;
drop index certificate_fingerprint;

drop index certificate_one_active, certificate_one_pending, certificate_one_key, certificate_of_user,
  certificate_unconfirmed, certificate_revoked;
-- One active certificate, and one on its way, for each user: whatever the code does (A2.1).
create unique index certificate_one_active on certificate (institution_code, contract_id, user_id)
  where phase = 'active';
create unique index certificate_one_pending on certificate (institution_code, contract_id, user_id)
  where phase = 'pending';
-- One key, one certificate: the same key under another ID, or again under the same, is refused.
create unique index certificate_one_key on certificate (institution_code, public_key_digest)
  where phase <> 'abandoned';
-- No index without a condition begins with the institution: row-level security adds that to every question, and as long
-- as the planner knows nothing of the table, it would look like a way to the row.
create index certificate_of_user on certificate (contract_id, institution_code, user_id, prepared_at desc);
create index certificate_unconfirmed on certificate (confirm_before) where phase = 'pending';
create index certificate_revoked on certificate (issuer_id, institution_code, crl_shard, serial)
  where phase = 'revoked';

-- Room on its own page for the second version of a row.
alter table certificate set (fillfactor = 50);

-- The gate: whose certificate is this, bit for bit?
drop function certificate_owner;
create function certificate_owner(asked_serial text, asked_fingerprint bytea)
returns table (institution_code text)
language sql stable security definer set search_path = public as $$
  select institution_code from certificate where serial = asked_serial and fingerprint = asked_fingerprint
$$;

-- The worker: institutions that have certificates to undo.
create or replace function institutions_with_unconfirmed(before timestamptz)
returns table (institution_code text)
language sql stable security definer set search_path = public as $$
  select distinct institution_code from certificate where phase = 'pending' and confirm_before < before
$$;

drop function certificate_reserve;
drop function certificate_record_signature;

-- The functions below take a group: arrays of the same length, one element for each member. They run with the caller's
-- rights, so row-level security applies. A member that is not the plain case is passed over, not refused: whoever asked
-- looks closer. They are planned once a connection, perhaps before the tables have statistics or rows; hence
-- `phase || ''`, so that no partial index, which looks small then, is taken for the one that leads to the row, and a
-- loop where a join could begin with all certificates.

-- Phase one of issuing in its plain case: users without any certificate, in contracts with room for one more.
-- Gives the serials that are now prepared.
create function certificate_prepare(
  serials text[], issuer_ids text[], contract_ids text[], user_ids text[], subjects text[],
  not_befores timestamptz[], not_afters timestamptz[], public_key_digests bytea[], tbs_certificates bytea[],
  crl_shards integer[], confirmation_methods text[], confirm_befores timestamptz[], key_store_kinds text[],
  device_names text[], os_users text[], enrollment_session_ids text[], prepared_ats timestamptz[],
  mosts_of_contract integer[])
returns text[] language plpgsql volatile
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  asked_institution text := current_setting('tegata.institution');
  prepared text[];
begin
  -- A statement of its own, in the order of contracts: what follows sees what was committed while this one waited, and
  -- two groups never wait for each other in a circle.
  perform certificate_lock_contract(locked.contract_id)
    from (select distinct unnest(contract_ids) as contract_id order by 1) as locked;
  with asked as (
    select * from unnest(serials, issuer_ids, contract_ids, user_ids, subjects, not_befores, not_afters,
        public_key_digests, tbs_certificates, crl_shards, confirmation_methods, confirm_befores, key_store_kinds,
        device_names, os_users, enrollment_session_ids, prepared_ats, mosts_of_contract)
      with ordinality as a (serial, issuer_id, contract_id, user_id, subject, not_before, not_after,
        public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before, key_store_kind,
        device_name, os_user, enrollment_session_id, prepared_at, most_of_contract, ordinal)
  ), plain as (
    select a.*, held.certificates + row_number() over (partition by a.contract_id order by a.ordinal) as place
    from asked a
    cross join lateral (
      select coalesce(bool_or(c.user_id = a.user_id), false) as by_user,
        count(*) filter (where c.not_after > a.prepared_at - interval '1 second') as certificates
      from certificate c
      where c.contract_id = a.contract_id and c.institution_code = asked_institution
        and c.phase || '' in ('pending', 'active')) as held
    where not held.by_user
  ), inserted as (
    insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
        not_before, not_after, public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before,
        key_store_kind, device_name, os_user, enrollment_session_id, prepared_at)
      select asked_institution, serial, issuer_id, contract_id, user_id, 'prepared', 'client', subject,
        not_before, not_after, public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before,
        key_store_kind, device_name, os_user, enrollment_session_id, prepared_at
      from plain where place <= most_of_contract
      on conflict do nothing
      returning serial
  )
  select coalesce(array_agg(serial), '{}') into prepared from inserted;
  return prepared;
end
$$;

-- Phase two: the signatures of certificates that are still wanted. Gives the serials that are now issued.
create function certificate_record_signatures(
  serials text[], certificate_signatures bytea[], fingerprints bytea[], signed_ats timestamptz[])
returns text[] language plpgsql volatile
  set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
declare
  asked_institution text := current_setting('tegata.institution');
  recorded text[];
begin
  with changed as (
    update certificate c
      set state = 'issued', certificate_signature = a.certificate_signature, fingerprint = a.fingerprint,
        signed_at = a.signed_at
      from (
        select asked.*, waiting.row_place
        from unnest(serials, certificate_signatures, fingerprints, signed_ats)
          as asked (serial, certificate_signature, fingerprint, signed_at)
        cross join lateral (
          select w.ctid as row_place from certificate w
          where w.serial = asked.serial and w.institution_code = asked_institution and w.state || '' = 'prepared'
          for update) as waiting) as a
      where c.ctid = a.row_place
      returning c.serial
  )
  select coalesce(array_agg(serial), '{}') into recorded from changed;
  return recorded;
end
$$;

-- Audit rows of a group, for those of its certificates that were changed; gives these certificates again.
create function audit_record_of_certificates(
  changed_serials text[], ats timestamptz[], events text[], actor_kinds text[], actors text[], contract_ids text[],
  user_ids text[], certificate_serials text[], support_ids text[], addresses text[], facts_texts text[])
returns text[] language sql volatile as $$
  insert into audit_event (institution_code, at, event, actor_kind, actor, contract_id, user_id, certificate_serial,
      support_id, address, facts)
    select current_setting('tegata.institution'), at, event, actor_kind, actor, contract_id, user_id,
      certificate_serial, support_id, address, facts::jsonb
    from unnest(ats, events, actor_kinds, actors, contract_ids, user_ids, certificate_serials, support_ids,
        addresses, facts_texts)
      with ordinality as a (at, event, actor_kind, actor, contract_id, user_id, certificate_serial, support_id,
        address, facts, ordinal)
    where certificate_serial = any (changed_serials)
    order by ordinal;
  select changed_serials;
$$;
