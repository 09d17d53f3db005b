-- Kept OCSP answers and how they are let go at once (docs/decisions/0060). A node of the validation authority keeps
-- signed answers in memory while it holds a lease; whoever changed a standing waits until every node has seen the
-- change or its lease is over.

-- The nodes that keep answers. A node writes its row anew about twice a second.
create table ocsp_node (
  node_id text primary key check (node_id ~ '^[0-9a-f]{32}$'),
  -- pg_snapshot: every change that is visible in it has been taken out of this node's answers.
  seen_snapshot text not null check (seen_snapshot ~ '^[0-9]+:[0-9]+:[0-9,]*$'),
  -- Rises with each renewal of the lease. A row whose number stands still for longer than a lease is of a dead node.
  renewals bigint not null check (renewals >= 0),
  -- For people; nothing is decided by it.
  renewed_at timestamptz not null
);

-- Certificates whose standing, as answers tell it, has changed: until every node has seen it.
create table ocsp_change (
  -- The transaction that changed it (xid8).
  xid bigint not null,
  issuer_id text not null references issuer,
  serial text not null,
  primary key (xid, serial)
);

-- Shared by all institutions: issuers are, and a node answers for all of them. Rows are written by the trigger alone.
grant select, insert, update, delete on ocsp_node to tegata_app;
grant select, delete on ocsp_change to tegata_app;

-- With the rights of the owner: nobody can change a standing without leaving a row here.
create function ocsp_note_change() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  insert into ocsp_change (xid, issuer_id, serial)
    values (pg_current_xact_id()::text::bigint, old.issuer_id, old.serial)
    on conflict do nothing;
  -- Wakes the nodes at commit. Only a hint: a node that misses it finds the row when it renews its lease.
  perform pg_notify('ocsp_change', '');
  return null;
end
$$;

-- Answers are kept for `good` (issued, active, expired) and `revoked` alone, so what leads there from `unknown`
-- (prepared, abandoned), which is all of issuing, needs no word.
create trigger certificate_ocsp_update
  after update of state, ended_at, revocation_reason, issuer_id, serial on certificate
  for each row when (
    (old.state in ('issued', 'active', 'expired') and new.state not in ('issued', 'active', 'expired'))
    or (old.state = 'revoked' and (new.state, new.ended_at, new.revocation_reason)
      is distinct from (old.state, old.ended_at, old.revocation_reason))
    or (new.issuer_id, new.serial) is distinct from (old.issuer_id, old.serial))
  execute function ocsp_note_change();
create trigger certificate_ocsp_delete
  after delete on certificate
  for each row when (old.state in ('issued', 'active', 'expired', 'revoked'))
  execute function ocsp_note_change();

-- Validation: the states of many serials at once (OCSP names the issuer, not the institution; a serial is unique
-- whoever issued it). By index whatever the statistics say: tables are asked before they have any.
create function certificate_statuses(asked_serials text[])
returns table (serial text, issuer_id text, state text, revocation_reason text, ended_at timestamptz)
language sql stable security definer set search_path = public set enable_seqscan = off as $$
  select serial, issuer_id, state, revocation_reason, ended_at
  from certificate where serial = any (asked_serials)
$$;
drop function certificate_status;

-- Signing ahead: certificates in use of an issuer, by serial.
create function certificates_in_use(asked_issuer_id text, after_serial text, most integer)
returns setof text
language sql stable security definer set search_path = public set enable_seqscan = off as $$
  select serial from certificate
  where issuer_id = asked_issuer_id and serial > after_serial and state = 'active'
  order by serial limit most
$$;
