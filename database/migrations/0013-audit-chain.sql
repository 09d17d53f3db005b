-- The audit record as a chain (docs/operating/audit.md). A row of audit_event is written with the change it tells of;
-- soon after, it gets its place in the chain of its institution: a number without gaps and a hash over the whole row
-- and the hash before it. What was linked once can be neither changed, removed nor put elsewhere without being seen.
--
-- Institution code 0000 is the installation itself: authorities, keys, what belongs to no institution.

-- No foreign key to audit_event: it would lock rows of a table that is never changed. `audit verify` compares the two.
create table audit_link (
  institution_code text not null check (institution_code ~ '^[0-9]{4}$'),
  -- 1, 2, 3 …
  sequence bigint not null check (sequence >= 1),
  event_id bigint not null,
  -- SHA-256 of the row's canonical encoding, which contains the hash of `sequence - 1`.
  hash bytea not null check (length(hash) = 32),
  primary key (institution_code, sequence)
);
create unique index audit_link_of_event on audit_link (institution_code, event_id);

-- Up to which event everything is linked that ever will be: a transaction that commits late cannot have a lower number.
-- It only spares looking; `audit verify` does not believe it.
create table audit_progress (
  institution_code text primary key check (institution_code ~ '^[0-9]{4}$'),
  settled_event_id bigint not null check (settled_event_id >= 0)
);

-- Public keys of the checkpoints' signatures, in the order in which they came into use; the last one signs. Shared by
-- all institutions; the private keys are in the key store.
create table audit_key (
  generation integer primary key check (generation >= 1),
  key_reference text not null,
  -- SubjectPublicKeyInfo, DER.
  public_key bytea not null,
  created_at timestamptz not null
);

-- Signed statements of what the chain was at a time: a signed note (C2SP), text.
create table audit_checkpoint (
  institution_code text not null check (institution_code ~ '^[0-9]{4}$'),
  -- The last row it covers.
  sequence bigint not null check (sequence >= 1),
  note text not null,
  primary key (institution_code, sequence)
);

do $$
declare
  name text;
begin
  foreach name in array array['audit_link', 'audit_progress', 'audit_checkpoint']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy by_institution on %I using (institution_code = current_setting(''tegata.institution'', true)) with check (institution_code = current_setting(''tegata.institution'', true))', name);
    execute format('grant select, insert on %I to tegata_app', name);
  end loop;
  foreach name in array array['audit_link', 'audit_key', 'audit_checkpoint']
  loop
    execute format('create trigger %I before update or delete on %I for each row execute function refuse_audit_change()', name || '_append_only', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_audit_change()', name || '_no_truncate', name);
  end loop;
end
$$;
grant update on audit_progress to tegata_app;
grant select, insert on audit_key to tegata_app;

-- Writes a row into the chain of the installation, from whatever transaction makes the change it tells of.
create function audit_record_installation(
  happened_at timestamptz, happened text, by_kind text, by_name text, about_serial text, with_support_id text,
  from_address text, more_facts jsonb)
returns void language sql volatile security definer set search_path = public, pg_temp as $$
  insert into audit_event
    (institution_code, at, event, actor_kind, actor, certificate_serial, support_id, address, facts)
  values ('0000', happened_at, happened, by_kind, by_name, about_serial, with_support_id, from_address, more_facts)
$$;
revoke execute on function audit_record_installation(timestamptz, text, text, text, text, text, text, jsonb) from public;
grant execute on function audit_record_installation(timestamptz, text, text, text, text, text, text, jsonb)
  to tegata_app;

-- The last event number that was given out, and then the transactions that may have taken one and are not over: whoever
-- inserts holds the table's lock from before it takes its number until after it can be seen. Once none of them runs any
-- longer, no row up to that number can appear any more.
create function audit_horizon(out last_event_id bigint, out writers text[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  last_event_id := coalesce(pg_sequence_last_value('audit_event_event_id_seq'::regclass), 0);
  writers := array(
    select virtualtransaction from pg_locks
    where locktype = 'relation' and relation = 'audit_event'::regclass and granted
      and database = (select oid from pg_database where datname = current_database())
      and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'));
end
$$;
revoke execute on function audit_horizon() from public;
grant execute on function audit_horizon() to tegata_app;

-- Institutions that have audit rows: one probe of the index for each.
create function audit_institutions()
returns table (institution_code text)
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive code (code) as (
    (select e.institution_code from audit_event e order by e.institution_code limit 1)
    union all
    select (select e.institution_code from audit_event e where e.institution_code > code.code
            order by e.institution_code limit 1)
    from code where code.code is not null
  )
  select code.code from code where code.code is not null
$$;
revoke execute on function audit_institutions() from public;
grant execute on function audit_institutions() to tegata_app;

-- Institutions in whose record something may wait to be linked.
create function audit_institutions_behind()
returns table (institution_code text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.institution_code from audit_institutions() i
  where (select max(e.event_id) from audit_event e where e.institution_code = i.institution_code)
    > coalesce((select p.settled_event_id from audit_progress p where p.institution_code = i.institution_code), 0)
$$;
revoke execute on function audit_institutions_behind() from public;
grant execute on function audit_institutions_behind() to tegata_app;

-- The next rows to be linked, in the order of their numbers. Runs with the caller's rights; planned anew each time, with
-- the mark as a plain value: under row-level security a subquery's answer would only filter, from the first row on. It
-- walks along the two indexes from the mark, whatever the statistics say of tables that grow all day.
create function audit_unlinked(asked_institution_code text, most integer)
returns table (event_id bigint, at text, event text, actor_kind text, actor text, contract_id text, user_id text,
  certificate_serial text, support_id text, address text, facts text)
language plpgsql stable
set enable_seqscan = off set enable_hashjoin = off set enable_bitmapscan = off set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  mark bigint := coalesce((select p.settled_event_id from audit_progress p
                           where p.institution_code = asked_institution_code), 0);
begin
  return query
    select e.event_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, e.actor_kind,
      e.actor, e.contract_id, e.user_id, e.certificate_serial, e.support_id, e.address, e.facts::text
    from audit_event e
    where e.institution_code = asked_institution_code and e.event_id > mark
      and not exists (
        select from audit_link l
        where l.institution_code = asked_institution_code and l.event_id = e.event_id and l.event_id > mark)
    order by e.event_id
    limit most;
end
$$;

-- How far each chain and its checkpoints are: two probes of an index for each.
create function audit_heads()
returns table (institution_code text, last_sequence bigint, last_checkpoint_sequence bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.institution_code,
    coalesce((select max(l.sequence) from audit_link l where l.institution_code = i.institution_code), 0),
    coalesce((select max(c.sequence) from audit_checkpoint c where c.institution_code = i.institution_code), 0)
  from audit_institutions() i
$$;
revoke execute on function audit_heads() from public;
grant execute on function audit_heads() to tegata_app;

-- For the figures: how far each chain is, and what waits (counted up to 100,000).
create function audit_figures()
returns table (institution_code text, last_sequence bigint, unlinked bigint, oldest_unlinked_at timestamptz,
  last_checkpoint text)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.institution_code,
    coalesce((select max(l.sequence) from audit_link l where l.institution_code = i.institution_code), 0),
    waiting.unlinked, waiting.oldest,
    (select c.note from audit_checkpoint c where c.institution_code = i.institution_code
     order by c.sequence desc limit 1)
  from audit_institutions() i
  cross join lateral (
    select count(*) as unlinked, min(w.at::timestamptz) as oldest
    from audit_unlinked(i.institution_code, 100000) w
  ) waiting
$$;
revoke execute on function audit_figures() from public;
grant execute on function audit_figures() to tegata_app;

-- A certificate that a restored database does not know, and of which only the audit record is left, is put on record as
-- revoked without its octets (`tegata audit replay`).
alter table certificate drop constraint certificate_long_enough;
alter table certificate add constraint certificate_long_enough
  check (length(tbs_certificate) between 200 and 60000 or profile = 'lost');
