-- Contracts and their users. Every primary key begins with the institution code: rows of one institution can be
-- placed together on one machine, and row-level security keeps institutions apart (docs/decisions/).

create table contract (
  institution_code text not null check (institution_code ~ '^[0-9]{4}$'),
  contract_id text not null check (length(contract_id) between 1 and 20),
  company_name text not null,
  -- How the users of this contract log in. `certificate` never goes back by itself (A2.7, A2.8).
  login_method text not null check (login_method in ('password', 'certificate')),
  -- When ID/password login ended for everybody in the contract; null while it is allowed.
  password_login_ended_at timestamptz,
  created_at timestamptz not null,
  primary key (institution_code, contract_id)
);

create table contract_user (
  institution_code text not null,
  contract_id text not null,
  -- The user within the contract: 利用者ID in the Shinkin family, a running number in the BizSOL family.
  user_id text not null check (length(user_id) between 1 and 30),
  role text not null check (role in ('master', 'administrator', 'user')),
  -- Unique across the institution's customers; null in the Shinkin family, where contract and user id identify.
  login_id text,
  user_name text not null check (length(user_name) between 1 and 60),
  mail_address text check (length(mail_address) between 4 and 64),
  language text not null default 'ja' check (language in ('ja', 'en')),
  state text not null default 'active' check (state in ('active', 'suspended')),
  -- When the right to acquire a certificate was last given; the acquisition deadline counts from here (A2.6).
  acquisition_granted_at timestamptz,
  -- When ID/password login ended for this user alone, where the institution's rule ends it one by one; see also
  -- contract.password_login_ended_at.
  password_login_ended_at timestamptz,
  created_at timestamptz not null,
  primary key (institution_code, contract_id, user_id),
  foreign key (institution_code, contract_id) references contract
);
create unique index contract_user_login_id on contract_user (institution_code, login_id) where login_id is not null;
