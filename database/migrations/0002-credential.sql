-- Login and confirmation secrets (BizSOL: login password, confirmation password; Shinkin: PIN, confirmation PIN).

create table credential (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  kind text not null check (kind in ('login', 'confirmation')),
  -- Argon2id in PHC string format.
  secret_hash text not null,
  changed_at timestamptz not null,
  primary key (institution_code, contract_id, user_id, kind),
  foreign key (institution_code, contract_id, user_id) references contract_user
);

-- Failures are counted by what was claimed, not by who exists: an unknown ID counts, locks and answers exactly like
-- a known one, so no answer tells whether an ID exists.
create table credential_failure (
  institution_code text not null,
  -- SHA-256 over the claimed identity and the kind of secret.
  claim_digest bytea not null check (length(claim_digest) = 32),
  consecutive_failures integer not null default 0 check (consecutive_failures >= 0),
  temporary_stops integer not null default 0 check (temporary_stops >= 0),
  locked_until timestamptz,
  locked_permanently_at timestamptz,
  last_failure_at timestamptz not null,
  primary key (institution_code, claim_digest)
);
