-- One-time passwords (TOTP, RFC 6238): tokens of hardware and of software, and which further proofs a contract has.

-- Further proofs that a contract has asked for, of those that its institution offers (acquisition.furtherProof).
create table contract_factor (
  institution_code text not null,
  contract_id text not null,
  factor text not null check (factor in ('oneTimePassword', 'transactionAuthentication', 'additionalAuthentication')),
  contracted_at timestamptz not null,
  primary key (institution_code, contract_id, factor),
  foreign key (institution_code, contract_id) references contract
);

create table otp_token (
  institution_code text not null,
  -- Printed on the back of a hardware token; made by us for software.
  serial text not null check (serial ~ '^[0-9A-Z][0-9A-Z-]{3,31}$'),
  kind text not null check (kind in ('hardware', 'software')),
  algorithm text not null check (algorithm in ('SHA-1', 'SHA-256', 'SHA-512')),
  digits integer not null check (digits between 6 and 8),
  period_seconds integer not null check (period_seconds = 30 or period_seconds = 60),
  -- The seed under the installation's data key (AES-256-GCM), bound to institution and serial: moved to another row it
  -- does not open.
  seed_sealed bytea not null,
  -- stock: imported, nobody's; assigned: waits for its start of use; active: in use; revoked: never again.
  state text not null check (state in ('stock', 'assigned', 'active', 'revoked')),
  -- The contract that has it, and the user. A hardware token may be a contract's before it is a user's.
  contract_id text,
  user_id text,
  -- Software: the procedure in which the key was shown. No other procedure shows the same key.
  issued_for bytea check (length(issued_for) = 32),
  -- How far the token's clock is from ours, in steps, as last seen.
  drift_steps integer not null default 0,
  -- A step is used once; whatever is not later than this was used or skipped.
  last_used_step bigint,
  -- A value came from a step near the window but outside: two values in a row are wanted (CCHK004).
  out_of_step_since timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  revoked_at timestamptz,
  primary key (institution_code, serial),
  foreign key (institution_code, contract_id) references contract (institution_code, contract_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check (user_id is null or contract_id is not null),
  check (state not in ('stock') or contract_id is null),
  check (state not in ('assigned', 'active') or contract_id is not null),
  check (state <> 'active' or (user_id is not null and started_at is not null)),
  check (kind = 'hardware' or (user_id is not null and issued_for is not null)),
  check ((state = 'revoked') = (revoked_at is not null))
);
-- A user has one token at a time, whether it waits or is in use.
create unique index otp_token_of_user on otp_token (institution_code, contract_id, user_id)
  where state in ('assigned', 'active') and user_id is not null;
-- When the user's last token was revoked: the wait before the next.
create index otp_token_revoked on otp_token (institution_code, contract_id, user_id, revoked_at)
  where state = 'revoked';

alter table contract_factor enable row level security;
create policy by_institution on contract_factor
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, delete on contract_factor to tegata_app;

alter table otp_token enable row level security;
create policy by_institution on otp_token
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on otp_token to tegata_app;
