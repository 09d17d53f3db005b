-- Transaction authentication (OCRA, RFC 6287): camera tokens, who uses them, and what they were asked to approve.

create table transaction_token (
  institution_code text not null,
  -- Shown in the token and in lists.
  serial text not null check (serial ~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'),
  contract_id text not null,
  -- Whoever registers it. Who uses it is in transaction_token_user.
  registered_by text not null,
  suite text not null,
  -- offered: a code was shown; claimed: a device has agreed on a key; active: the device's first number was right;
  -- revoked: never again, or never used.
  state text not null check (state in ('offered', 'claimed', 'active', 'revoked')),
  -- SHA-256 of the procedure in which it is registered. No other procedure shows the same code.
  procedure_digest bytea not null check (length(procedure_digest) = 32),
  -- In the code. Whoever knows it may be the device, once and until the offer ends.
  offer_id text not null check (length(offer_id) = 22),
  offer_expires_at timestamptz not null,
  -- Our half of the key agreement, sealed by the data key; gone once a device has agreed.
  offer_key_sealed bytea,
  -- SHA-256 of the device's public key: the same device may ask again for an answer that was lost.
  device_key_digest bytea check (length(device_key_digest) = 32),
  -- The agreed key, sealed by the data key, bound to institution and serial. Gone with the revocation.
  key_sealed bytea,
  created_at timestamptz not null,
  started_at timestamptz,
  revoked_at timestamptz,
  primary key (institution_code, serial),
  foreign key (institution_code, contract_id, registered_by) references contract_user,
  check (state <> 'offered' or (offer_key_sealed is not null and key_sealed is null)),
  check (state not in ('claimed', 'active') or (key_sealed is not null and offer_key_sealed is null)),
  check (state <> 'active' or started_at is not null),
  check (state <> 'revoked' or (revoked_at is not null and key_sealed is null and offer_key_sealed is null))
);
create unique index transaction_token_offer on transaction_token (institution_code, offer_id);
create index transaction_token_of_contract on transaction_token (institution_code, contract_id);
-- A person registers one token at a time.
create unique index transaction_token_waiting on transaction_token (institution_code, contract_id, registered_by)
  where state in ('offered', 'claimed');

-- Who uses a token. Several users of a contract may share one; a user has one.
create table transaction_token_user (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  serial text not null,
  started_at timestamptz not null,
  primary key (institution_code, contract_id, user_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  foreign key (institution_code, serial) references transaction_token
);
create index transaction_token_user_serial on transaction_token_user (institution_code, serial);

-- What a token is asked to approve. One for each procedure of a user; its number is taken once.
create table transaction_challenge (
  institution_code text not null,
  contract_id text not null,
  -- Who approves.
  user_id text not null,
  -- SHA-256 of the procedure in which it is asked.
  procedure_digest bytea not null check (length(procedure_digest) = 32),
  serial text not null,
  -- What the device shows, and what the number is computed from.
  challenge text not null check (length(challenge) between 1 and 2000),
  -- The one before, and whether its number was taken: whoever types that in is told so, and it is no failure.
  previous_challenge text check (length(previous_challenge) between 1 and 2000),
  previous_used boolean not null default false,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (institution_code, contract_id, user_id, procedure_digest),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  foreign key (institution_code, serial) references transaction_token
);
create index transaction_challenge_end on transaction_challenge (institution_code, expires_at);

alter table transaction_token enable row level security;
create policy by_institution on transaction_token
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on transaction_token to tegata_app;

alter table transaction_token_user enable row level security;
create policy by_institution on transaction_token_user
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, delete on transaction_token_user to tegata_app;

alter table transaction_challenge enable row level security;
create policy by_institution on transaction_challenge
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on transaction_challenge to tegata_app;
