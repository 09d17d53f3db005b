-- Login attempts at the certificate gate, portal sessions, and the history shown to the user.

create table login_attempt (
  institution_code text not null,
  attempt_id text not null check (attempt_id ~ '^[0-9a-f]{32}$'),
  -- SHA-256 of the nonce in the gate's host name: one host name, one attempt (docs/decisions/).
  nonce_digest bytea not null check (length(nonce_digest) = 32),
  -- SHA-256 of the cookie of the browser that started the attempt: only it may go on.
  browser_digest bytea not null check (length(browser_digest) = 32),
  state text not null check (state in ('started', 'presented', 'refused', 'redeemed', 'completed')),
  -- One-time ticket that the gate hands to the browser.
  ticket_digest bytea check (length(ticket_digest) = 32),
  refusal_code text,
  contract_id text,
  user_id text,
  certificate_serial text,
  created_at timestamptz not null,
  -- Until when the attempt may take its next step: certificate, ticket, password.
  expires_at timestamptz not null,
  primary key (institution_code, attempt_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check ((state = 'started') = (ticket_digest is null)),
  check (state <> 'refused' or refusal_code is not null),
  check (state not in ('presented', 'completed')
    or (contract_id is not null and user_id is not null and certificate_serial is not null))
);
create unique index login_attempt_nonce on login_attempt (institution_code, nonce_digest);
create unique index login_attempt_ticket on login_attempt (institution_code, ticket_digest)
  where ticket_digest is not null;

-- Fails the gate's batch where no started attempt waits under a nonce, so that it need not look first
-- (docs/decisions/0041-the-gate-in-few-round-trips.md).
create function login_attempt_missing() returns text language plpgsql as $$
begin
  raise exception 'no started login attempt under this nonce' using errcode = 'TG001';
end
$$;

create index login_attempt_over on login_attempt (institution_code, expires_at);

create table portal_session (
  institution_code text not null,
  session_id text not null check (session_id ~ '^[0-9a-f]{32}$'),
  token_digest bytea not null check (length(token_digest) = 32),
  contract_id text not null,
  user_id text not null,
  method text not null check (method in ('password', 'certificate')),
  certificate_serial text,
  created_at timestamptz not null,
  -- Brought up to date at most once a minute.
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('logout', 'idle', 'absolute', 'revoked', 'replaced', 'suspended')),
  primary key (institution_code, session_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check ((method = 'certificate') = (certificate_serial is not null)),
  check ((ended_at is null) = (end_reason is null))
);
create unique index portal_session_token on portal_session (institution_code, token_digest);
-- One session for each user: a new login ends the earlier one (docs/decisions/0040-one-session-for-each-user.md).
create unique index portal_session_one on portal_session (institution_code, contract_id, user_id)
  where ended_at is null;
create index portal_session_of_certificate on portal_session (institution_code, certificate_serial)
  where ended_at is null and certificate_serial is not null;
create index portal_session_over on portal_session (institution_code, expires_at);

create table login_history (
  institution_code text not null,
  record_id text not null check (record_id ~ '^[0-9a-f]{32}$'),
  contract_id text not null,
  user_id text not null,
  at timestamptz not null,
  method text not null check (method in ('password', 'certificate')),
  outcome text not null check (outcome in ('succeeded', 'refused')),
  refusal_code text,
  address text not null,
  primary key (institution_code, record_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check ((outcome = 'refused') = (refusal_code is not null))
);
create index login_history_of_user on login_history (institution_code, contract_id, user_id, at desc);
