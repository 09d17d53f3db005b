-- Work for later (mail, tidying up) is queued in the transaction that asks for it: it happens if and only if the
-- change happens. The queue belongs to graphile-worker, whose schema tegata_app may not enter; this is the door.
-- The queue's own tables are made by its own migrations, after these; the body is looked up when it is called.

create function enqueue_job(job_name text, job_payload json, job_run_at timestamptz, job_key text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if job_name !~ '^[a-z][a-z0-9-]{1,60}$' then
    raise exception 'not a job name: %', job_name;
  end if;
  perform graphile_worker.add_job(
    identifier => job_name, payload => job_payload, run_at => job_run_at, job_key => enqueue_job.job_key);
end
$$;
revoke execute on function enqueue_job(text, json, timestamptz, text) from public;
grant execute on function enqueue_job(text, json, timestamptz, text) to tegata_app;
