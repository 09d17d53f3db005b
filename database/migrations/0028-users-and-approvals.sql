-- Users who are changed and deleted by administrators, their rights in detail, acts that a second administrator
-- approves, and the staged move of a contract from ID and password to certificates.

-- A deleted user stays as a row, so that the ID is never given to another and history keeps its subject. Such a row can
-- do nothing: it is stopped, nobody is mailed, and no right to acquire is left (docs/decisions/0141-…).
alter table contract_user add column deleted_at timestamptz;
alter table contract_user add constraint contract_user_deleted check (
  deleted_at is null or (state = 'suspended' and mail_address is null and acquisition_granted_at is null));
-- Counts what administrators change: what is confirmed must be what was shown.
alter table contract_user add column revision integer not null default 0 check (revision >= 0);
-- Rights of the role that this user does not have (docs/decisions/0142-…).
alter table contract_user add column withheld_rights text[] not null default '{}';
-- When an administrator last had this user reminded to acquire a certificate.
alter table contract_user add column acquisition_reminded_at timestamptz;

-- Whether acts of administrators take a second one (docs/decisions/0143-…).
alter table contract add column dual_approval boolean not null default false;

-- An act that one administrator proposed and another approves.
create table approval_proposal (
  institution_code text not null,
  proposal_id text not null check (proposal_id ~ '^[0-9a-f]{32}$'),
  contract_id text not null,
  act text not null check (length(act) between 1 and 40),
  -- Whom the act is about, who may not exist yet; null where it is about nobody.
  subject_id text,
  -- What is done when it is approved; emptied once it is decided, for it may hold hashes of secrets.
  payload jsonb,
  -- What the approving administrator is shown: labels and values in both languages.
  description jsonb not null,
  proposer_id text not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'declined', 'withdrawn', 'expired')),
  decider_id text,
  decided_at timestamptz,
  -- Why it was declined.
  reason text check (length(reason) between 1 and 400),
  primary key (institution_code, proposal_id),
  foreign key (institution_code, contract_id, proposer_id)
    references contract_user (institution_code, contract_id, user_id),
  foreign key (institution_code, contract_id, decider_id)
    references contract_user (institution_code, contract_id, user_id),
  check (expires_at > proposed_at),
  check ((state = 'waiting') = (payload is not null)),
  check ((state = 'waiting') = (decided_at is null)),
  check ((state in ('approved', 'declined', 'withdrawn')) = (decider_id is not null)),
  -- Never the same person, whatever the program does.
  check (state not in ('approved', 'declined') or decider_id <> proposer_id),
  check ((state = 'declined') = (reason is not null))
);
create index approval_proposal_of_contract on approval_proposal (institution_code, contract_id, proposed_at desc);
-- The same act on the same user waits once.
create unique index approval_proposal_once on approval_proposal (institution_code, contract_id, act, subject_id)
  where state = 'waiting' and subject_id is not null;
create index approval_proposal_waiting on approval_proposal (institution_code, expires_at) where state = 'waiting';

-- The plan by which a contract moves from ID and password to certificates (A7.16): first both, then certificates only.
create table contract_transition (
  institution_code text not null,
  contract_id text not null,
  announced_at timestamptz not null,
  -- From here on certificates may be acquired, beside ID and password.
  acquire_from timestamptz not null,
  -- From here on nobody of the contract logs in by ID and password.
  password_ends_at timestamptz not null,
  -- When that was done; null: the plan runs.
  completed_at timestamptz,
  primary key (institution_code, contract_id),
  foreign key (institution_code, contract_id) references contract,
  check (acquire_from >= announced_at),
  check (password_ends_at > acquire_from)
);
create index contract_transition_due on contract_transition (institution_code, password_ends_at)
  where completed_at is null;

alter table approval_proposal enable row level security;
create policy by_institution on approval_proposal
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on approval_proposal to tegata_app;

alter table contract_transition enable row level security;
create policy by_institution on contract_transition
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update, delete on contract_transition to tegata_app;
