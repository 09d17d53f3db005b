-- Row-level security. The program works as role tegata_app, which owns nothing; each transaction says which
-- institution it is for (`tegata.institution`), and sees no other. Without it, it sees nothing.

do $$
begin
  if not exists (select from pg_roles where rolname = 'tegata_app') then
    create role tegata_app nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of the same server was being migrated at this moment
end
$$;
grant tegata_app to current_user;

do $$
declare
  name text;
begin
  foreach name in array array['contract', 'contract_user', 'credential', 'credential_failure', 'certificate', 'crl',
    'enrollment_session', 'enrollment_token', 'login_attempt', 'portal_session', 'login_history', 'audit_event',
    'notice']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy by_institution on %I using (institution_code = current_setting(''tegata.institution'', true)) with check (institution_code = current_setting(''tegata.institution'', true))', name);
    execute format('grant select, insert, update, delete on %I to tegata_app', name);
  end loop;
end
$$;
revoke update, delete on audit_event from tegata_app;
revoke delete on certificate from tegata_app;
grant select, insert, update on issuer, ocsp_responder, authority_crl to tegata_app;

-- The few questions that are asked before an institution is known, or for all of them. Each answers only what its
-- caller needs; they run with the owner's rights because row-level security would hide the answer.

-- Validation: what is the state of this serial? (OCSP names the issuer, not the institution.)
create function certificate_status(asked_issuer_id text, asked_serial text)
returns table (state text, revocation_reason text, ended_at timestamptz, not_after timestamptz)
language sql stable security definer set search_path = public as $$
  select state, revocation_reason, ended_at, not_after
  from certificate where issuer_id = asked_issuer_id and serial = asked_serial
$$;

-- The gate: whose certificate is this, bit for bit?
create function certificate_owner(asked_fingerprint bytea)
returns table (institution_code text, serial text)
language sql stable security definer set search_path = public as $$
  select institution_code, serial from certificate where fingerprint = asked_fingerprint
$$;

-- The worker: institutions that have certificates to undo.
create function institutions_with_unconfirmed(before timestamptz)
returns table (institution_code text)
language sql stable security definer set search_path = public as $$
  select distinct institution_code from certificate
  where state in ('prepared', 'issued') and confirm_before < before
$$;

-- Issuing takes one round trip for each of its two phases. These functions run with the caller's rights, so
-- row-level security applies; SQLSTATE TG001 means: this is not the plain case, look closer.
--
-- Two things keep them from walking through all certificates of an institution while the table has no statistics yet:
-- they plan anew each time, and they compare `state || ''`, so that no partial index on states, which looks small
-- before anything is known of it, is taken for the one that leads to the row.

-- Whatever counts a contract's certificates, or puts one on its way, runs one after another.
create function certificate_lock_contract(asked_contract_id text) returns void
language sql volatile as $$
  select pg_advisory_xact_lock(
    hashtextextended('certificate/' || current_setting('tegata.institution') || '/' || asked_contract_id, 0))
$$;

-- The plain case of phase one: a user without any certificate in a contract with room for one more.
create function certificate_reserve(
  asked_contract_id text, asked_user_id text, most_of_contract integer, asked_at timestamptz)
returns void language plpgsql volatile set plan_cache_mode = force_custom_plan as $$
declare
  has_certificate boolean;
  certificates integer;
begin
  -- A statement of its own: what follows sees what was committed while this one waited.
  perform certificate_lock_contract(asked_contract_id);
  select coalesce(bool_or(user_id = asked_user_id), false),
      count(*) filter (where not_after > asked_at - interval '1 second')
    into has_certificate, certificates
    from certificate
    where institution_code = current_setting('tegata.institution') and contract_id = asked_contract_id
      and state || '' in ('prepared', 'issued', 'active');
  if has_certificate then
    raise exception 'the user has a certificate' using errcode = 'TG001';
  end if;
  if certificates >= most_of_contract then
    raise exception 'the contract is full' using errcode = 'TG001';
  end if;
end
$$;

-- Phase two: the signature of a certificate that is still wanted.
create function certificate_record_signature(
  asked_serial text, signed_certificate bytea, signed_fingerprint bytea, asked_at timestamptz)
returns void language plpgsql volatile set plan_cache_mode = force_custom_plan as $$
begin
  update certificate
    set state = 'issued', certificate = signed_certificate, fingerprint = signed_fingerprint, signed_at = asked_at
    where institution_code = current_setting('tegata.institution') and serial = asked_serial
      and state || '' = 'prepared';
  if not found then
    raise exception 'the certificate is no longer waiting for its signature' using errcode = 'TG001';
  end if;
end
$$;
