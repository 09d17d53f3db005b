-- First contact and secrets: the letter with which a contract's master obtains a login ID (ログインID取得), codes that
-- prove a mail address, and what a new login is asked about its passwords or PINs.

-- A secret that somebody else chose (staff, an administrator) must be changed by its owner at the first login (B1).
alter table credential add column must_change boolean not null default false;

-- What the visitor is asked after this login before anything else; null once it is answered. `required`: secrets that
-- somebody else chose; `recommended`: secrets older than the institution's changeReminderDays.
alter table portal_session add column secret_request text
  check (secret_request in ('required', 'recommended'));
alter table portal_session drop constraint portal_session_end_reason_check;
alter table portal_session add constraint portal_session_end_reason_check
  check (end_reason in ('logout', 'idle', 'absolute', 'revoked', 'replaced', 'suspended', 'secretsChanged'));

-- What the institution's letter gives a new customer: account data and provisional passwords. The user is made when it
-- is used (docs/decisions/0130-…); a new letter for the same contract takes the place of the old one.
create table initial_registration (
  institution_code text not null,
  contract_id text not null,
  -- The user that will be made: the contract's master.
  user_id text not null check (length(user_id) between 1 and 30),
  branch_number text not null check (branch_number ~ '^[0-9]{3}$'),
  account_type text not null check (account_type in ('ordinary', 'current')),
  account_number text not null check (account_number ~ '^[0-9]{7}$'),
  -- Argon2id in PHC string format, like credential.secret_hash.
  login_hash text not null,
  confirmation_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (institution_code, contract_id, user_id),
  foreign key (institution_code, contract_id) references contract,
  check (expires_at > created_at)
);
-- The account names the letter, so two open letters never share one.
create unique index initial_registration_account
  on initial_registration (institution_code, branch_number, account_type, account_number) where used_at is null;

-- One passage through the screens of ログインID取得, from the proof to the result. The browser holds a token.
create table registration_session (
  institution_code text not null,
  session_id text not null check (session_id ~ '^[0-9a-f]{32}$'),
  token_digest bytea not null check (length(token_digest) = 32),
  contract_id text not null,
  user_id text not null,
  -- The letter that was proved: a newer one does not continue what an older one began.
  letter_at timestamptz not null,
  -- proved → entered → mailConfirmed → completed; back to `entered` when the data are changed.
  state text not null check (state in ('proved', 'entered', 'mailConfirmed', 'completed')),
  -- Counts what was entered: what is confirmed must be what was shown.
  revision integer not null default 0 check (revision >= 0),
  user_name text check (length(user_name) between 1 and 60),
  mail_address text check (length(mail_address) between 4 and 64),
  login_id text check (length(login_id) between 1 and 30),
  language text check (language in ('ja', 'en')),
  -- Emptied when it is completed.
  login_hash text,
  confirmation_hash text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (institution_code, session_id),
  foreign key (institution_code, contract_id, user_id) references initial_registration,
  check (state = 'proved' or (user_name is not null and mail_address is not null and login_id is not null)),
  check (state not in ('entered', 'mailConfirmed') or (login_hash is not null and confirmation_hash is not null)),
  check (state <> 'completed' or (login_hash is null and confirmation_hash is null))
);
create unique index registration_session_token on registration_session (institution_code, token_digest);
create index registration_session_over on registration_session (institution_code, expires_at);

-- A code of six digits sent to a mail address, to prove that it reaches the person. Belongs to a registration session
-- or to a portal session, of which it bears the ID.
create table mail_confirmation (
  institution_code text not null,
  session_id text not null check (session_id ~ '^[0-9a-f]{32}$'),
  mail_address text not null check (length(mail_address) between 4 and 64),
  -- SHA-256 over the session and the code.
  code_digest bytea not null check (length(code_digest) = 32),
  -- Wrong entries of the present code.
  failures integer not null default 0 check (failures >= 0),
  -- Codes sent for this session, to whatever address.
  codes_sent integer not null default 1 check (codes_sent >= 1),
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (institution_code, session_id)
);
create index mail_confirmation_over on mail_confirmation (institution_code, expires_at);

do $$
declare
  name text;
begin
  foreach name in array array['initial_registration', 'registration_session', 'mail_confirmation']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy by_institution on %I using (institution_code = current_setting(''tegata.institution'', true)) with check (institution_code = current_setting(''tegata.institution'', true))', name);
    execute format('grant select, insert, update, delete on %I to tegata_app', name);
  end loop;
end
$$;
