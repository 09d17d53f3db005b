-- Reminders, notices that must be confirmed, and the list of mails that could not be handed over
-- (docs/decisions/0160-reminders.md, 0161-delivery-of-mail.md).

-- One row for each reminder that was ever queued. The primary key is what keeps a reminder from being queued twice,
-- whoever runs at the same time and whoever was killed in between.
create table reminder (
  institution_code text not null check (institution_code ~ '^[0-9]{4}$'),
  -- renewal: a certificate is about to expire. expired: it has. acquisition: a right to acquire is about to lapse.
  kind text not null check (kind in ('renewal', 'expired', 'acquisition')),
  -- What runs out: the certificate's serial, or `<contract>/<user>/<second in which the right was given>`.
  reference text not null check (length(reference) between 1 and 120),
  -- Days before the end for which it was due; 0 once it is over.
  step integer not null check (step between 0 and 3650),
  contract_id text not null,
  user_id text not null,
  queued_at timestamptz not null,
  -- When its mail was handed over, or found to be no longer wanted (renewed or revoked meanwhile); null: it waits.
  settled_at timestamptz,
  outcome text check (outcome in ('sent', 'withdrawn')),
  -- Whether the contract's administrators were told; null where the institution's policy does not tell them.
  administrators_told boolean,
  primary key (institution_code, kind, reference, step),
  check ((settled_at is null) = (outcome is null)),
  check ((kind = 'expired') = (step = 0))
) with (fillfactor = 80);
create index reminder_untold on reminder (institution_code, contract_id) where administrators_told = false;
create index reminder_old on reminder (institution_code, queued_at);

-- What runs out when: reminders look at those that are due, however many certificates there are.
create index certificate_expiring on certificate (institution_code, not_after, serial) where phase = 'active';
create index contract_user_granted on contract_user (institution_code, acquisition_granted_at)
  where acquisition_granted_at is not null;

-- Forced notices (強制お知らせ): to be read and confirmed before anything else is reached.
alter table notice add column kind text not null default 'ordinary' check (kind in ('ordinary', 'forced'));
create table notice_confirmation (
  institution_code text not null check (institution_code ~ '^[0-9]{4}$'),
  notice_id text not null,
  contract_id text not null,
  user_id text not null,
  confirmed_at timestamptz not null,
  primary key (institution_code, contract_id, user_id, notice_id),
  foreign key (institution_code, notice_id) references notice,
  foreign key (institution_code, contract_id, user_id) references contract_user
);
-- When this session had seen all that is shown after login; null: not yet.
alter table portal_session add column notices_passed_at timestamptz;

do $$
declare
  name text;
begin
  foreach name in array array['reminder', 'notice_confirmation']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy by_institution on %I using (institution_code = current_setting(''tegata.institution'', true)) with check (institution_code = current_setting(''tegata.institution'', true))', name);
  end loop;
end
$$;
grant select, insert, update, delete on reminder to tegata_app;
grant select, insert on notice_confirmation to tegata_app;

-- The same door as enqueue_job, for many jobs of one kind at a time. Jobs with a higher number of priority wait for all
-- others, so that thousands of mails hold up nothing.
create function enqueue_jobs(job_name text, job_payloads json[], job_priority integer)
returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  jobs integer := coalesce(array_length(job_payloads, 1), 0);
begin
  if job_name !~ '^[a-z][a-z0-9-]{1,60}$' then
    raise exception 'not a job name: %', job_name;
  end if;
  if jobs > 0 then
    perform graphile_worker.add_jobs(array(
      select row(job_name, payload, null, null, null, null, job_priority, null)::graphile_worker.job_spec
      from unnest(job_payloads) as payload));
  end if;
  return jobs;
end
$$;
revoke execute on function enqueue_jobs(text, json[], integer) from public;
grant execute on function enqueue_jobs(text, json[], integer) to tegata_app;

-- The functions below choose, record and queue one batch of reminders in one statement. They walk in the order of
-- expiry from where the batch before them ended. The first two run with the owner's rights and name the institution in
-- every condition themselves: under row-level security the planner may not take the place in a text as a way into an
-- index, and every batch would walk through all that is due. Whether a reminder is recorded is asked by a question of
-- its own for each row, always by the primary key: a join (`not exists`) would compare every row with all reminders of
-- the run as long as the statistics do not know of them.

create function reminder_queue_certificates(
  asked_kind text, asked_step integer, expiring_from timestamptz, expiring_before timestamptz,
  after_expiry timestamptz, after_serial text, most integer, asked_at timestamptz, tells_administrators boolean)
returns table (due integer, queued integer, last_expiry timestamptz, last_serial text)
language plpgsql volatile security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select c.serial, c.not_after, c.contract_id, c.user_id
    from certificate c
    join contract_user u on u.institution_code = c.institution_code and u.contract_id = c.contract_id
      and u.user_id = c.user_id
    where c.institution_code = asked_institution and c.phase = 'active'
      and c.not_after >= expiring_from and c.not_after < expiring_before
      and (c.not_after, c.serial) > (after_expiry, after_serial)
      and u.state = 'active' and (tells_administrators or u.mail_address is not null)
      and (
        select r.step from reminder r
        where r.institution_code = asked_institution and r.kind = asked_kind and r.reference = c.serial
          and r.step = asked_step) is null
    order by c.not_after, c.serial
    limit most
  ), recorded as (
    insert into reminder (institution_code, kind, reference, step, contract_id, user_id, queued_at, administrators_told)
    select asked_institution, asked_kind, serial, asked_step, contract_id, user_id, asked_at,
      case when tells_administrators then false end
    from chosen order by not_after, serial
    on conflict do nothing
    returning reference
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-reminder', array(
      select json_build_object('institutionCode', asked_institution, 'kind', asked_kind, 'reference', reference,
        'step', asked_step) from recorded), 10),
    (select c.not_after from chosen c order by c.not_after desc, c.serial desc limit 1),
    (select c.serial from chosen c order by c.not_after desc, c.serial desc limit 1);
end
$$;

create function reminder_queue_acquisitions(
  asked_step integer, granted_from timestamptz, granted_before timestamptz,
  after_granted timestamptz, after_contract_id text, after_user_id text, most integer, asked_at timestamptz,
  tells_administrators boolean)
returns table (due integer, queued integer, last_granted timestamptz, last_contract_id text, last_user_id text)
language plpgsql volatile security definer set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select u.contract_id, u.user_id, u.acquisition_granted_at as granted_at,
      u.contract_id || '/' || u.user_id || '/' || extract(epoch from u.acquisition_granted_at)::bigint as reference
    from contract_user u
    where u.institution_code = asked_institution
      and u.acquisition_granted_at >= granted_from and u.acquisition_granted_at < granted_before
      and (u.acquisition_granted_at, u.contract_id, u.user_id) > (after_granted, after_contract_id, after_user_id)
      and u.state = 'active' and (tells_administrators or u.mail_address is not null)
      and not exists (
        select from certificate c
        where c.contract_id = u.contract_id and c.institution_code = asked_institution and c.user_id = u.user_id
          and c.confirmed_at >= u.acquisition_granted_at)
      and (
        select r.step from reminder r
        where r.institution_code = asked_institution and r.kind = 'acquisition' and r.step = asked_step
          and r.reference
            = u.contract_id || '/' || u.user_id || '/' || extract(epoch from u.acquisition_granted_at)::bigint) is null
    order by u.acquisition_granted_at, u.contract_id, u.user_id
    limit most
  ), recorded as (
    insert into reminder (institution_code, kind, reference, step, contract_id, user_id, queued_at, administrators_told)
    select asked_institution, 'acquisition', c.reference, asked_step, contract_id, user_id, asked_at,
      case when tells_administrators then false end
    from chosen c order by granted_at, contract_id, user_id
    on conflict do nothing
    returning reminder.reference
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-reminder', array(
      select json_build_object('institutionCode', asked_institution, 'kind', 'acquisition', 'reference', r.reference,
        'step', asked_step) from recorded r), 10),
    last.granted_at, last.contract_id, last.user_id
  from (select 1) as one
  left join (
    select c.granted_at, c.contract_id, c.user_id from chosen c
    order by c.granted_at desc, c.contract_id desc, c.user_id desc limit 1) as last on true;
end
$$;

-- One mail for each administrator of a contract, about all reminders of its other users that they were not told of yet.
create function reminder_tell_administrators(most_contracts integer)
returns table (contracts integer, queued integer)
language plpgsql volatile set plan_cache_mode = force_custom_plan as $$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select distinct r.contract_id from reminder r
    where r.institution_code = asked_institution and r.administrators_told = false
    order by r.contract_id limit most_contracts
  ), told as (
    update reminder r set administrators_told = true
    from chosen
    where r.institution_code = asked_institution and r.contract_id = chosen.contract_id
      and r.administrators_told = false
    returning r.contract_id, r.user_id, r.kind, r.reference, r.step
  ), mails as (
    select json_build_object('institutionCode', asked_institution, 'contractId', u.contract_id, 'userId', u.user_id,
      'reminders', json_agg(json_build_object('kind', t.kind, 'reference', t.reference, 'step', t.step)
        order by t.reference, t.step)) as payload
    from told t
    join contract_user u on u.institution_code = asked_institution and u.contract_id = t.contract_id
      and u.user_id <> t.user_id and u.role in ('master', 'administrator') and u.state = 'active'
      and u.mail_address is not null
    group by u.contract_id, u.user_id
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-administrator-reminder', array(select payload from mails), 10);
end
$$;

-- Mails are sent by jobs whose names begin with `send-`. One that failed for the last time is a dead letter: it stays
-- until somebody has it tried again or discards it. These run with the owner's rights, as the queue is its own; each
-- names the institution in its payload, and no institution sees another's.

create function mail_queue_figures()
returns table (waiting bigint, waiting_since timestamptz, dead bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select count(*) filter (where not (j.attempts >= j.max_attempts and j.locked_at is null)),
    min(j.created_at) filter (where not (j.attempts >= j.max_attempts and j.locked_at is null)),
    count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier like 'send-%';
end
$$;

create function mail_dead_letters()
returns table (job_id bigint, task text, payload json, attempts integer, last_error text,
  queued_at timestamptz, failed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select j.id, t.identifier, j.payload, j.attempts::integer, j.last_error, j.created_at, j.updated_at
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier like 'send-%' and j.attempts >= j.max_attempts and j.locked_at is null
    and j.payload ->> 'institutionCode' = current_setting('tegata.institution')
  order by j.id;
end
$$;

-- Gives the dead letters among these jobs new attempts, or removes them; says which they were.
create function mail_retry_dead_letters(job_ids bigint[]) returns setof bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select (graphile_worker.reschedule_jobs(
    array(select d.job_id from public.mail_dead_letters() d where d.job_id = any (job_ids)), now(), null, 0, null)).id;
end
$$;

create function mail_discard_dead_letters(job_ids bigint[]) returns setof bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select (graphile_worker.complete_jobs(
    array(select d.job_id from public.mail_dead_letters() d where d.job_id = any (job_ids)))).id;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array[
    'reminder_queue_certificates(text, integer, timestamptz, timestamptz, timestamptz, text, integer, timestamptz, boolean)',
    'reminder_queue_acquisitions(integer, timestamptz, timestamptz, timestamptz, text, text, integer, timestamptz, boolean)',
    'mail_queue_figures()', 'mail_dead_letters()', 'mail_retry_dead_letters(bigint[])',
    'mail_discard_dead_letters(bigint[])']
  loop
    execute format('revoke execute on function %s from public', name);
    execute format('grant execute on function %s to tegata_app', name);
  end loop;
end
$$;
