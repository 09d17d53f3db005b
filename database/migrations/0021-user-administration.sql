-- A user whom an administrator is about to register on screen: what was entered, until it is confirmed. It keeps the
-- two steps together (what is registered is what was shown) and makes sending the second step twice harmless.
create table user_draft (
  institution_code text not null,
  -- SHA-256 of the token that the confirmation page carries; the token itself is not kept.
  token_digest bytea not null check (length(token_digest) = 32),
  contract_id text not null,
  -- Who entered it: nobody else goes on with it.
  administrator_id text not null,
  user_id text not null check (length(user_id) between 1 and 30),
  login_id text check (length(login_id) between 1 and 30),
  user_name text not null check (length(user_name) between 1 and 60),
  mail_address text not null check (length(mail_address) between 4 and 64),
  role text not null check (role in ('administrator', 'user')),
  language text not null check (language in ('ja', 'en')),
  -- Whether the right to acquire a certificate is given at once.
  grants_acquisition boolean not null,
  -- Whether the secrets are made from the token, and told, when it is registered; else they were entered, and stand
  -- here as Argon2id in PHC string format, like credential.secret_hash, until it is registered.
  secrets_are_made boolean not null,
  login_hash text,
  confirmation_hash text,
  created_at timestamptz not null,
  registered_at timestamptz,
  primary key (institution_code, token_digest),
  foreign key (institution_code, contract_id, administrator_id)
    references contract_user (institution_code, contract_id, user_id),
  check ((login_hash is null) = (confirmation_hash is null)),
  check ((login_hash is null) = (secrets_are_made or registered_at is not null))
);
create index user_draft_age on user_draft (institution_code, created_at);

alter table user_draft enable row level security;
create policy by_institution on user_draft
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on user_draft to tegata_app;
