-- CRL shards hold a fixed number of certificates: when one is full, the next begins. So no list ever grows beyond what
-- one shard can hold, and revoking costs the same however many certificates there are.

create table crl_shard (
  institution_code text not null,
  issuer_id text not null references issuer,
  shard integer not null check (shard >= 0),
  -- Certificates that may be issued into the shard, and how many of those places processes have taken on lease.
  capacity integer not null check (capacity >= 1),
  allotted integer not null check (allotted between 0 and capacity),
  -- No certificate of the shard is valid after this; its list is made until a while later.
  covers_until timestamptz not null,
  primary key (institution_code, issuer_id, shard)
);
alter table crl_shard enable row level security;
create policy by_institution on crl_shard
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on crl_shard to tegata_app;

-- The eight shards of before are full: what is issued from now on goes into new ones.
insert into crl_shard (institution_code, issuer_id, shard, capacity, allotted, covers_until)
  select institution_code, issuer_id, crl_shard, count(*), count(*), max(not_after)
  from certificate group by institution_code, issuer_id, crl_shard;

-- Takes up to `wanted` places of the shard that is being filled, or of a new one. Two processes take different places:
-- they wait for each other.
create function crl_shard_allot(
  asked_issuer_id text, wanted integer, new_capacity integer, valid_until timestamptz)
returns table (shard integer, places integer) language plpgsql volatile as $$
declare
  asked_institution text := current_setting('tegata.institution');
  filling crl_shard%rowtype;
begin
  perform pg_advisory_xact_lock(
    hashtextextended('crl-shards/' || asked_institution || '/' || asked_issuer_id, 0));
  select * into filling from crl_shard s
    where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id and s.allotted < s.capacity
    order by s.shard limit 1;
  if not found then
    insert into crl_shard
      select asked_institution, asked_issuer_id, coalesce(max(s.shard) + 1, 0), new_capacity, 0, valid_until
      from crl_shard s where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id
      returning * into filling;
  end if;
  places := least(wanted, filling.capacity - filling.allotted);
  shard := filling.shard;
  update crl_shard s
    set allotted = s.allotted + places, covers_until = greatest(s.covers_until, valid_until)
    where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id and s.shard = filling.shard;
  return next;
end
$$;

-- A revocation waits here until a list shows it. Written by the revocation's own transaction, whoever revokes; taken away
-- by the transaction that records the list. Revocations never wait for one another here, nor for a list being made.
create table crl_pending (
  institution_code text not null,
  issuer_id text not null,
  shard integer not null,
  serial text not null,
  revoked_at timestamptz not null,
  primary key (institution_code, issuer_id, shard, serial)
);
alter table crl_pending enable row level security;
create policy by_institution on crl_pending
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, delete on crl_pending to tegata_app;

-- Whatever is revoked has a list: a certificate that is put on record again after a restore may name a shard that the
-- restored database has not allotted yet. Such a shard is full.
create function certificate_await_crl() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into crl_shard (institution_code, issuer_id, shard, capacity, allotted, covers_until)
      values (new.institution_code, new.issuer_id, new.crl_shard, 1, 1, new.not_after)
      on conflict (institution_code, issuer_id, shard)
      do update set covers_until = greatest(crl_shard.covers_until, excluded.covers_until);
  end if;
  insert into crl_pending (institution_code, issuer_id, shard, serial, revoked_at)
    values (new.institution_code, new.issuer_id, new.crl_shard, new.serial, new.ended_at)
    on conflict do nothing;
  return null;
end
$$;
create trigger certificate_revoked_later after update of state on certificate
  for each row when (new.state = 'revoked' and old.state <> 'revoked') execute function certificate_await_crl();
create trigger certificate_revoked_already after insert on certificate
  for each row when (new.state = 'revoked') execute function certificate_await_crl();

-- A list is kept in three parts: what stands before its entries, the entries, and what stands after them. A list whose
-- entries are still the same is signed anew without writing them again.
drop table crl;
create table crl (
  institution_code text not null,
  issuer_id text not null references issuer,
  shard integer not null,
  -- Milliseconds since 1970 when the list was made, and more than that of the list before (docs/decisions/0071).
  number bigint not null check (number >= 1),
  this_update timestamptz not null,
  next_update timestamptz not null,
  head bytea not null,
  -- Encoded entries by serial, one after the other.
  entries bytea not null,
  tail bytea not null,
  entry_count integer not null check (entry_count >= 0),
  -- When the first of the entries may go: its certificate expired a while ago. Null: there are no entries.
  drop_after timestamptz,
  primary key (institution_code, issuer_id, shard)
);
-- What is random does not get smaller.
alter table crl alter column entries set storage external;
alter table crl enable row level security;
create policy by_institution on crl
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on crl to tegata_app;

-- To make a whole list from its certificates, an index is enough.
drop index if exists certificate_revoked;
create index certificate_revoked on certificate (issuer_id, institution_code, crl_shard, serial)
  include (ended_at, revocation_reason, not_after) where phase = 'revoked';

-- When the work on lists was last done, by whichever node. Shared: figures of the installation, of no institution.
create table crl_run (
  work text primary key check (work in ('publish', 'check')),
  finished_at timestamptz not null,
  -- publish: lists made. check: serials that are on no list or wrongly on one.
  figure integer not null check (figure >= 0)
);
grant select, insert, update on crl_run to tegata_app;

-- The alarm figures, over all institutions.
create function crl_health(asked_at timestamptz)
returns table (
  -- Lists that somebody may need, and how many of them were never made.
  lists bigint, missing bigint,
  -- Their entries.
  entries bigint,
  -- The earliest end of a list's time; null: there is none.
  earliest_next_update timestamptz,
  -- Revocations that no list shows yet, and since when the first of them waits.
  pending bigint, pending_since timestamptz)
language sql stable security definer set search_path = public as $$
  select l.lists, l.missing, l.entries, l.earliest_next_update, p.pending, p.pending_since
  from (
    select count(*) as lists, count(*) filter (where c.shard is null) as missing,
      coalesce(sum(c.entry_count), 0)::bigint as entries, min(c.next_update) as earliest_next_update
    from crl_shard s left join crl c using (institution_code, issuer_id, shard)
    where s.covers_until > asked_at
  ) as l,
  (select count(*) as pending, min(revoked_at) as pending_since from crl_pending) as p
$$;

-- Which line of history this database is on. Restoring to an earlier point, or promoting a standby, begins a new
-- timeline; moving by dump and load, a new system. Servers start only on a line that was accepted (docs/decisions/0073).
create table database_lineage (
  ordinal integer generated always as identity primary key,
  system_identifier text not null,
  timeline bigint not null check (timeline >= 1),
  accepted_at timestamptz not null,
  -- begun: the first start. replayed: restored, and what was lost was replayed. nothingLost: so said whoever accepted it.
  accepted_as text not null check (accepted_as in ('begun', 'replayed', 'nothingLost'))
);
grant select, insert on database_lineage to tegata_app;

-- The line that the server is on now. The timeline is taken from the name of the segment that is being written, for the
-- control file learns of a new one only with the next checkpoint. Null: the server is recovering, or a standby.
create function database_lineage_now(out system_identifier text, out timeline bigint)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select s.system_identifier::text,
    case when not pg_is_in_recovery()
      then ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end
  from pg_control_system() s
$$;

-- After a restore: sessions, logins and acquisitions that were under way at that point belong to nobody any more, and
-- one-time tokens that were used since would be good again. Gives the number of sessions that were ended.
create function forget_restored_sessions(asked_at timestamptz) returns bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  ended bigint;
begin
  update portal_session set ended_at = asked_at, end_reason = 'revoked' where ended_at is null;
  get diagnostics ended = row_count;
  delete from login_attempt;
  delete from enrollment_session;
  delete from enrollment_token where used_at is null;
  return ended;
end
$$;
revoke execute on function forget_restored_sessions(timestamptz) from public;
grant execute on function forget_restored_sessions(timestamptz) to tegata_app;
