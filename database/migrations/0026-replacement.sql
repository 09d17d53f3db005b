-- Replacing a PC, and certificates that their owner does not know (decisions 0170 and 0171).

-- A third purpose: the person proves who they are, the certificate in use is revoked, the right to acquire is given.
alter table enrollment_session drop constraint enrollment_session_purpose_check;
alter table enrollment_session add constraint enrollment_session_purpose_check
  check (purpose in ('issue', 'renew', 'replace'));
-- The certificate that the person was shown and is asked to give up: what is confirmed must be what was shown.
alter table enrollment_session add column replaces_serial text;
alter table enrollment_session add constraint enrollment_session_replaces
  check (replaces_serial is null or purpose = 'replace');
-- All that are open for one user end when the user disowns a certificate.
create index enrollment_session_of_user on enrollment_session (institution_code, contract_id, user_id)
  where finished_at is null and contract_id is not null;

alter table contract_user
  -- A right that a user gave themself by replacing a PC can be used from here on (replacement.waitSeconds); null: at once.
  add column acquisition_opens_at timestamptz,
  -- The user disowned a certificate: nothing is acquired until the right is given anew. Giving it empties both.
  add column acquisition_stopped_at timestamptz;

-- What users did about their certificates, as they see it themselves; the audit record says more, to staff.
create table certificate_history (
  institution_code text not null,
  record_id text not null check (record_id ~ '^[0-9a-f]{32}$'),
  contract_id text not null,
  user_id text not null,
  at timestamptz not null,
  act text not null check (act in ('replaced', 'disowned')),
  certificate_serial text not null,
  -- Of the PC on which that certificate was; unknown where the application did not say.
  device_name text,
  -- Where it was asked from.
  address text not null,
  -- Whether a portal session stood behind it, or the credentials and further proofs alone.
  was_logged_in boolean not null,
  primary key (institution_code, record_id),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
create index certificate_history_of_user on certificate_history (institution_code, contract_id, user_id, at desc);

alter table certificate_history enable row level security;
create policy by_institution on certificate_history
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert on certificate_history to tegata_app;
