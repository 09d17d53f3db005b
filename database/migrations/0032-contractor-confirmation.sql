-- 契約者確認: questions that an institution asks a contract, and their answers; and passages of the certificate gate that
-- only test the visitor's browser.

-- One row for each round: asked → answered → accepted, or returned, which opens the next round with its reason. What was
-- answered in a round is never changed (docs/decisions/0134-contractor-confirmation.md).
create table contractor_confirmation (
  institution_code text not null,
  contract_id text not null,
  -- 1, 2, 3 … of this contract.
  round integer not null check (round >= 1),
  state text not null check (state in ('asked', 'answered', 'accepted', 'returned')),
  asked_at timestamptz not null,
  -- Why the answers of the round before were not taken; null in a round that follows none.
  reason text check (length(reason) between 1 and 500),
  answered_at timestamptz,
  answered_by text,
  -- Questions and answers as they were shown: `{"items": […]}`.
  answers jsonb,
  decided_at timestamptz,
  -- The member of staff who accepted or returned it.
  decided_by text,
  primary key (institution_code, contract_id, round),
  foreign key (institution_code, contract_id) references contract,
  check ((state = 'asked') = (answers is null)),
  check ((state = 'asked') = (answered_at is null and answered_by is null)),
  check ((state in ('accepted', 'returned')) = (decided_at is not null and decided_by is not null))
);
-- A contract is asked one thing at a time; this is also how every page finds what is open.
create unique index contractor_confirmation_open on contractor_confirmation (institution_code, contract_id)
  where state in ('asked', 'answered');

alter table contractor_confirmation enable row level security;
create policy by_institution on contractor_confirmation
  using (institution_code = current_setting('tegata.institution', true))
  with check (institution_code = current_setting('tegata.institution', true));
grant select, insert, update on contractor_confirmation to tegata_app;

-- check: the visitor tests whether the browser presents a certificate (ご利用環境); nobody is logged in by it.
alter table login_attempt add column purpose text not null default 'login' check (purpose in ('login', 'check'));
