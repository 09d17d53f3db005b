-- Enrolment sessions of the issuing application, and one-time tokens for EST clients.

create table enrollment_session (
  institution_code text not null,
  session_id text not null check (session_id ~ '^[0-9a-f]{32}$'),
  token_digest bytea not null check (length(token_digest) = 32),
  purpose text not null check (purpose in ('issue', 'renew')),
  -- Who the person proved to be; null until the first proof succeeded.
  contract_id text,
  user_id text,
  -- Names of the steps already done, in order.
  completed_steps text[] not null default '{}',
  -- Requests that did not succeed, and those being worked on. Charged before the work, so that parallel guesses
  -- cannot slip past the limit; given back on success.
  attempts integer not null default 0 check (attempts >= 0),
  -- Random bytes the client signs to prove the old key (renewal) or the new one (installation).
  challenge bytea not null check (length(challenge) = 32),
  -- Renewal: the serial that is being renewed.
  renews_serial text,
  -- The certificate made in this session, for repeating a lost answer.
  certificate_serial text,
  -- SHA-256 of the PKCS#10 request this session is bound to.
  request_digest bytea check (length(request_digest) = 32),
  key_store_kind text not null,
  device_name text not null,
  os_user text not null,
  client_version text not null,
  client_address text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  finished_at timestamptz,
  primary key (institution_code, session_id),
  check ((contract_id is null) = (user_id is null)),
  check ((purpose = 'renew') = (renews_serial is not null)),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
-- The clean-up of sessions whose time is over.
create index enrollment_session_expiry on enrollment_session (institution_code, expires_at);

create table enrollment_token (
  institution_code text not null,
  token_digest bytea not null check (length(token_digest) = 32),
  contract_id text not null,
  user_id text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (institution_code, token_digest),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
create index enrollment_token_expiry on enrollment_token (institution_code, expires_at);
