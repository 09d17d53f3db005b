-- The audit record: written in the transaction of the change it tells of, never changed, never deleted.

create table audit_event (
  institution_code text not null,
  event_id bigint generated always as identity,
  at timestamptz not null,
  -- What happened, in dotted words: certificate.revoked, login.refused.
  event text not null,
  -- Who did it: user, staff, system, or unidentified.
  actor_kind text not null check (actor_kind in ('user', 'staff', 'system', 'unidentified')),
  actor text,
  -- Whom it concerns, where it concerns a user.
  contract_id text,
  user_id text,
  certificate_serial text,
  support_id text,
  address text,
  -- Further facts. Never a secret.
  facts jsonb not null default '{}',
  primary key (institution_code, event_id)
);
create index audit_event_of_user on audit_event (institution_code, contract_id, user_id, event_id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit record is append-only';
end
$$;
create trigger audit_event_append_only before update or delete on audit_event
  for each row execute function refuse_audit_change();
create trigger audit_event_no_truncate before truncate on audit_event
  for each statement execute function refuse_audit_change();
