-- Additional authentication (追加認証), the user registration code (利用者登録コード), and what is known about the devices
-- and networks from which users log in.

alter table contract_factor drop constraint contract_factor_factor_check;
alter table contract_factor add constraint contract_factor_factor_check check (factor in (
  'oneTimePassword', 'transactionAuthentication', 'additionalAuthentication', 'userRegistrationCode'));

alter table portal_session drop constraint portal_session_factors_pending_check;
alter table portal_session add constraint portal_session_factors_pending_check check (factors_pending <@ array[
  'oneTimePassword', 'transactionAuthentication', 'additionalAuthentication', 'userRegistrationCode']);
-- Whether the browser's long-lived cookie was set, or set anew, in this session.
alter table portal_session add column device_noted boolean not null default false;

-- The answers that a user registered (追加認証回答登録), one row a question.
create table additional_answer (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  -- A question of the institution's list (secondFactor.additionalAuthentication.questions).
  question_id text not null check (question_id ~ '^[a-z][a-zA-Z0-9]{1,30}$'),
  -- Argon2id in PHC string format, of the answer in its normal form (docs/decisions/0185-…).
  answer_hash text not null,
  registered_at timestamptz not null,
  -- Since when this question is the one that is asked; it stays so until it is answered right.
  asked_since timestamptz,
  primary key (institution_code, contract_id, user_id, question_id),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
-- One question at a time, so that nobody chooses among them by asking again.
create unique index additional_answer_asked on additional_answer (institution_code, contract_id, user_id)
  where asked_since is not null;

-- The code that a user is handed on another way and enters once (利用者登録コード認証).
create table user_registration_code (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  -- SHA-256 over the user and the code, which is 60 random bits.
  code_digest bytea not null check (length(code_digest) = 32),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  verified_at timestamptz,
  primary key (institution_code, contract_id, user_id),
  foreign key (institution_code, contract_id, user_id) references contract_user,
  check (expires_at > made_at)
);

-- Devices from which a user has completed a login.
create table known_device (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  -- What the user's list of devices calls it.
  device_id text not null check (device_id ~ '^[0-9a-f]{32}$'),
  -- browser: it has a cookie; certificate: it has the key of a certificate.
  kind text not null check (kind in ('browser', 'certificate')),
  -- SHA-256 over user and cookie, or over user and certificate.
  device_digest bytea not null check (length(device_digest) = 32),
  -- Family of browser and operating system, for the owner to recognise it; never a whole User-Agent.
  browser text not null check (length(browser) between 1 and 60),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (institution_code, contract_id, user_id, device_digest),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
create unique index known_device_id on known_device (institution_code, contract_id, user_id, device_id);
-- For forgetting what was not seen for long.
create index known_device_last_seen on known_device (institution_code, last_seen_at);

-- Networks (/24 of IPv4, /48 of IPv6) from which a user has completed a login.
create table known_network (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  -- SHA-256 over user and prefix: the same network of two users has nothing in common here.
  network_digest bytea not null check (length(network_digest) = 32),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (institution_code, contract_id, user_id, network_digest),
  foreign key (institution_code, contract_id, user_id) references contract_user
);
create index known_network_last_seen on known_network (institution_code, last_seen_at);

alter table additional_answer enable row level security;
create policy by_institution on additional_answer
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on additional_answer to tegata_app;

alter table user_registration_code enable row level security;
create policy by_institution on user_registration_code
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on user_registration_code to tegata_app;

alter table known_device enable row level security;
create policy by_institution on known_device
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on known_device to tegata_app;

alter table known_network enable row level security;
create policy by_institution on known_network
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on known_network to tegata_app;
