-- The schema after all migrations, for reading and for review. Generated
-- by tools/dump-schema.ts; a test compares it with the migrations. Change the schema by a new migration.

create table additional_answer (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  question_id text not null,
  answer_hash text not null,
  registered_at timestamp with time zone not null,
  asked_since timestamp with time zone,
  constraint additional_answer_pkey PRIMARY KEY (institution_code, contract_id, user_id, question_id),
  constraint additional_answer_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint additional_answer_question_id_check CHECK ((question_id ~ '^[a-z][a-zA-Z0-9]{1,30}$'::text))
);
alter table additional_answer enable row level security;
CREATE UNIQUE INDEX additional_answer_asked ON public.additional_answer USING btree (institution_code, contract_id, user_id) WHERE (asked_since IS NOT NULL);
create policy by_institution on additional_answer using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on additional_answer to tegata_app;

create table approval_proposal (
  institution_code text not null,
  proposal_id text not null,
  contract_id text not null,
  act text not null,
  subject_id text,
  payload jsonb,
  description jsonb not null,
  proposer_id text not null,
  proposed_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  state text default 'waiting'::text not null,
  decider_id text,
  decided_at timestamp with time zone,
  reason text,
  constraint approval_proposal_pkey PRIMARY KEY (institution_code, proposal_id),
  constraint approval_proposal_institution_code_contract_id_decider_id_fkey FOREIGN KEY (institution_code, contract_id, decider_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint approval_proposal_institution_code_contract_id_proposer_id_fkey FOREIGN KEY (institution_code, contract_id, proposer_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint approval_proposal_act_check CHECK (((length(act) >= 1) AND (length(act) <= 40))),
  constraint approval_proposal_check CHECK ((expires_at > proposed_at)),
  constraint approval_proposal_check1 CHECK (((state = 'waiting'::text) = (payload IS NOT NULL))),
  constraint approval_proposal_check2 CHECK (((state = 'waiting'::text) = (decided_at IS NULL))),
  constraint approval_proposal_check3 CHECK (((state = ANY (ARRAY['approved'::text, 'declined'::text, 'withdrawn'::text])) = (decider_id IS NOT NULL))),
  constraint approval_proposal_check4 CHECK (((state <> ALL (ARRAY['approved'::text, 'declined'::text])) OR (decider_id <> proposer_id))),
  constraint approval_proposal_check5 CHECK (((state = 'declined'::text) = (reason IS NOT NULL))),
  constraint approval_proposal_proposal_id_check CHECK ((proposal_id ~ '^[0-9a-f]{32}$'::text)),
  constraint approval_proposal_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 400))),
  constraint approval_proposal_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'approved'::text, 'declined'::text, 'withdrawn'::text, 'expired'::text])))
);
alter table approval_proposal enable row level security;
CREATE INDEX approval_proposal_of_contract ON public.approval_proposal USING btree (institution_code, contract_id, proposed_at DESC);
CREATE UNIQUE INDEX approval_proposal_once ON public.approval_proposal USING btree (institution_code, contract_id, act, subject_id) WHERE ((state = 'waiting'::text) AND (subject_id IS NOT NULL));
CREATE INDEX approval_proposal_waiting ON public.approval_proposal USING btree (institution_code, expires_at) WHERE (state = 'waiting'::text);
create policy by_institution on approval_proposal using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on approval_proposal to tegata_app;

create table audit_checkpoint (
  institution_code text not null,
  sequence bigint not null,
  note text not null,
  constraint audit_checkpoint_pkey PRIMARY KEY (institution_code, sequence),
  constraint audit_checkpoint_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint audit_checkpoint_sequence_check CHECK ((sequence >= 1))
);
alter table audit_checkpoint enable row level security;
CREATE TRIGGER audit_checkpoint_append_only BEFORE DELETE OR UPDATE ON public.audit_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON public.audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
create policy by_institution on audit_checkpoint using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select on audit_checkpoint to tegata_app;

create table audit_event (
  institution_code text not null,
  event_id bigint generated always as identity not null,
  at timestamp with time zone not null,
  event text not null,
  actor_kind text not null,
  actor text,
  contract_id text,
  user_id text,
  certificate_serial text,
  support_id text,
  address text,
  facts jsonb default '{}'::jsonb not null,
  constraint audit_event_pkey PRIMARY KEY (institution_code, event_id),
  constraint audit_event_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'staff'::text, 'system'::text, 'unidentified'::text])))
);
alter table audit_event enable row level security;
CREATE INDEX audit_event_of_user ON public.audit_event USING btree (institution_code, contract_id, user_id, event_id DESC);
CREATE TRIGGER audit_event_append_only BEFORE DELETE OR UPDATE ON public.audit_event FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON public.audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
create policy by_institution on audit_event using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select on audit_event to tegata_app;

create table audit_key (
  generation integer not null,
  key_reference text not null,
  public_key bytea not null,
  created_at timestamp with time zone not null,
  constraint audit_key_pkey PRIMARY KEY (generation),
  constraint audit_key_generation_check CHECK ((generation >= 1))
);
CREATE TRIGGER audit_key_append_only BEFORE DELETE OR UPDATE ON public.audit_key FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_key_no_truncate BEFORE TRUNCATE ON public.audit_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
grant insert, select on audit_key to tegata_app;

create table audit_link (
  institution_code text not null,
  sequence bigint not null,
  event_id bigint not null,
  hash bytea not null,
  constraint audit_link_pkey PRIMARY KEY (institution_code, sequence),
  constraint audit_link_hash_check CHECK ((length(hash) = 32)),
  constraint audit_link_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint audit_link_sequence_check CHECK ((sequence >= 1))
);
alter table audit_link enable row level security;
CREATE UNIQUE INDEX audit_link_of_event ON public.audit_link USING btree (institution_code, event_id);
CREATE TRIGGER audit_link_append_only BEFORE DELETE OR UPDATE ON public.audit_link FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_link_no_truncate BEFORE TRUNCATE ON public.audit_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
create policy by_institution on audit_link using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select on audit_link to tegata_app;

create table audit_progress (
  institution_code text not null,
  settled_event_id bigint not null,
  constraint audit_progress_pkey PRIMARY KEY (institution_code),
  constraint audit_progress_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint audit_progress_settled_event_id_check CHECK ((settled_event_id >= 0))
);
alter table audit_progress enable row level security;
create policy by_institution on audit_progress using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on audit_progress to tegata_app;

create table authority_crl (
  issuer_id text not null,
  number bigint not null,
  this_update timestamp with time zone not null,
  next_update timestamp with time zone not null,
  crl bytea not null,
  constraint authority_crl_pkey PRIMARY KEY (issuer_id),
  constraint authority_crl_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint authority_crl_number_check CHECK ((number >= 1))
);
grant insert, select, update on authority_crl to tegata_app;

create table authority_version (
  only_row boolean default true not null,
  version bigint not null,
  constraint authority_version_pkey PRIMARY KEY (only_row),
  constraint authority_version_only_row_check CHECK (only_row)
);
grant select, update on authority_version to tegata_app;

create table certificate (
  institution_code text not null,
  serial text not null,
  issuer_id text not null,
  contract_id text not null,
  user_id text not null,
  state text not null,
  profile text not null,
  subject text not null,
  not_before timestamp with time zone not null,
  not_after timestamp with time zone not null,
  public_key_digest bytea not null,
  tbs_certificate bytea not null,
  fingerprint bytea,
  crl_shard integer default 0 not null,
  confirmation_method text not null,
  confirm_before timestamp with time zone not null,
  supersedes_serial text,
  key_store_kind text,
  device_name text,
  os_user text,
  enrollment_session_id text,
  prepared_at timestamp with time zone not null,
  signed_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  last_used_at timestamp with time zone,
  ended_at timestamp with time zone,
  end_cause text,
  revocation_reason text,
  phase text generated always as (
CASE
    WHEN (state = ANY (ARRAY['prepared'::text, 'issued'::text])) THEN 'pending'::text
    ELSE state
END) stored,
  certificate_signature bytea,
  certificate bytea generated always as (((('\x3082'::bytea || SUBSTRING(int4send((length(tbs_certificate) + length(certificate_signature))) FROM 3)) || tbs_certificate) || certificate_signature)) virtual,
  constraint certificate_pkey PRIMARY KEY (serial, institution_code),
  constraint certificate_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint certificate_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint certificate_check3 CHECK (((state = 'revoked'::text) = (revocation_reason IS NOT NULL))),
  constraint certificate_check4 CHECK (((state = ANY (ARRAY['revoked'::text, 'abandoned'::text, 'expired'::text])) = (ended_at IS NOT NULL))),
  constraint certificate_check5 CHECK (((ended_at IS NULL) = (end_cause IS NULL))),
  constraint certificate_confirmation_method_check CHECK ((confirmation_method = ANY (ARRAY['signature'::text, 'handshake'::text]))),
  constraint certificate_end_cause_check CHECK ((end_cause = ANY (ARRAY['expiry'::text, 'supersession'::text, 'takeover'::text, 'unconfirmed'::text, 'revocation'::text, 'fault'::text]))),
  constraint certificate_fingerprint_check CHECK ((length(fingerprint) = 32)),
  constraint certificate_long_enough CHECK ((((length(tbs_certificate) >= 200) AND (length(tbs_certificate) <= 60000)) OR (profile = 'lost'::text))),
  constraint certificate_public_key_digest_check CHECK ((length(public_key_digest) = 32)),
  constraint certificate_revocation_reason_check CHECK ((revocation_reason = ANY (ARRAY['unspecified'::text, 'keyCompromise'::text, 'affiliationChanged'::text, 'superseded'::text, 'cessationOfOperation'::text]))),
  constraint certificate_serial_check CHECK ((serial ~ '^[0-9a-f]{32}$'::text)),
  constraint certificate_signed_at CHECK (((certificate_signature IS NULL) = (signed_at IS NULL))),
  constraint certificate_signed_fingerprint CHECK (((certificate_signature IS NULL) = (fingerprint IS NULL))),
  constraint certificate_signed_state CHECK (((state <> ALL (ARRAY['issued'::text, 'active'::text, 'expired'::text, 'revoked'::text])) OR (certificate_signature IS NOT NULL))),
  constraint certificate_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'issued'::text, 'active'::text, 'expired'::text, 'revoked'::text, 'abandoned'::text])))
);
alter table certificate enable row level security;
CREATE INDEX certificate_expiring ON public.certificate USING btree (institution_code, not_after, serial) WHERE (phase = 'active'::text);
CREATE INDEX certificate_of_user ON public.certificate USING btree (contract_id, institution_code, user_id, prepared_at DESC);
CREATE UNIQUE INDEX certificate_one_active ON public.certificate USING btree (institution_code, contract_id, user_id) WHERE (phase = 'active'::text);
CREATE UNIQUE INDEX certificate_one_key ON public.certificate USING btree (institution_code, public_key_digest) WHERE (phase <> 'abandoned'::text);
CREATE UNIQUE INDEX certificate_one_pending ON public.certificate USING btree (institution_code, contract_id, user_id) WHERE (phase = 'pending'::text);
CREATE INDEX certificate_revoked ON public.certificate USING btree (issuer_id, institution_code, crl_shard, serial) INCLUDE (ended_at, revocation_reason, not_after) WHERE (phase = 'revoked'::text);
CREATE INDEX certificate_unconfirmed ON public.certificate USING btree (confirm_before) WHERE (phase = 'pending'::text);
CREATE TRIGGER certificate_ocsp_delete AFTER DELETE ON public.certificate FOR EACH ROW WHEN ((old.state = ANY (ARRAY['issued'::text, 'active'::text, 'expired'::text, 'revoked'::text]))) EXECUTE FUNCTION ocsp_note_change();
CREATE TRIGGER certificate_ocsp_update AFTER UPDATE OF state, ended_at, revocation_reason, issuer_id, serial ON public.certificate FOR EACH ROW WHEN ((((old.state = ANY (ARRAY['issued'::text, 'active'::text, 'expired'::text])) AND (new.state <> ALL (ARRAY['issued'::text, 'active'::text, 'expired'::text]))) OR ((old.state = 'revoked'::text) AND (((new.state IS DISTINCT FROM old.state) OR (new.ended_at IS DISTINCT FROM old.ended_at)) OR (new.revocation_reason IS DISTINCT FROM old.revocation_reason))) OR ((new.issuer_id IS DISTINCT FROM old.issuer_id) OR (new.serial IS DISTINCT FROM old.serial)))) EXECUTE FUNCTION ocsp_note_change();
CREATE TRIGGER certificate_revoked_already AFTER INSERT ON public.certificate FOR EACH ROW WHEN ((new.state = 'revoked'::text)) EXECUTE FUNCTION certificate_await_crl();
CREATE TRIGGER certificate_revoked_later AFTER UPDATE OF state ON public.certificate FOR EACH ROW WHEN (((new.state = 'revoked'::text) AND (old.state <> 'revoked'::text))) EXECUTE FUNCTION certificate_await_crl();
create policy by_institution on certificate using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on certificate to tegata_app;

create table certificate_history (
  institution_code text not null,
  record_id text not null,
  contract_id text not null,
  user_id text not null,
  at timestamp with time zone not null,
  act text not null,
  certificate_serial text not null,
  device_name text,
  address text not null,
  was_logged_in boolean not null,
  constraint certificate_history_pkey PRIMARY KEY (institution_code, record_id),
  constraint certificate_history_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint certificate_history_act_check CHECK ((act = ANY (ARRAY['replaced'::text, 'disowned'::text]))),
  constraint certificate_history_record_id_check CHECK ((record_id ~ '^[0-9a-f]{32}$'::text))
);
alter table certificate_history enable row level security;
CREATE INDEX certificate_history_of_user ON public.certificate_history USING btree (institution_code, contract_id, user_id, at DESC);
create policy by_institution on certificate_history using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select on certificate_history to tegata_app;

create table contract (
  institution_code text not null,
  contract_id text not null,
  company_name text not null,
  login_method text not null,
  password_login_ended_at timestamp with time zone,
  created_at timestamp with time zone not null,
  dual_approval boolean default false not null,
  constraint contract_pkey PRIMARY KEY (institution_code, contract_id),
  constraint contract_contract_id_check CHECK (((length(contract_id) >= 1) AND (length(contract_id) <= 20))),
  constraint contract_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint contract_login_method_check CHECK ((login_method = ANY (ARRAY['password'::text, 'certificate'::text])))
);
alter table contract enable row level security;
create policy by_institution on contract using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on contract to tegata_app;

create table contract_factor (
  institution_code text not null,
  contract_id text not null,
  factor text not null,
  contracted_at timestamp with time zone not null,
  constraint contract_factor_pkey PRIMARY KEY (institution_code, contract_id, factor),
  constraint contract_factor_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint contract_factor_factor_check CHECK ((factor = ANY (ARRAY['oneTimePassword'::text, 'transactionAuthentication'::text, 'additionalAuthentication'::text, 'userRegistrationCode'::text])))
);
alter table contract_factor enable row level security;
create policy by_institution on contract_factor using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select on contract_factor to tegata_app;

create table contract_transition (
  institution_code text not null,
  contract_id text not null,
  announced_at timestamp with time zone not null,
  acquire_from timestamp with time zone not null,
  password_ends_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  constraint contract_transition_pkey PRIMARY KEY (institution_code, contract_id),
  constraint contract_transition_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint contract_transition_check CHECK ((acquire_from >= announced_at)),
  constraint contract_transition_check1 CHECK ((password_ends_at > acquire_from))
);
alter table contract_transition enable row level security;
CREATE INDEX contract_transition_due ON public.contract_transition USING btree (institution_code, password_ends_at) WHERE (completed_at IS NULL);
create policy by_institution on contract_transition using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on contract_transition to tegata_app;

create table contract_user (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  role text not null,
  login_id text,
  user_name text not null,
  mail_address text,
  language text default 'ja'::text not null,
  state text default 'active'::text not null,
  acquisition_granted_at timestamp with time zone,
  password_login_ended_at timestamp with time zone,
  created_at timestamp with time zone not null,
  acquisition_opens_at timestamp with time zone,
  acquisition_stopped_at timestamp with time zone,
  deleted_at timestamp with time zone,
  revision integer default 0 not null,
  withheld_rights text[] default '{}'::text[] not null,
  acquisition_reminded_at timestamp with time zone,
  constraint contract_user_pkey PRIMARY KEY (institution_code, contract_id, user_id),
  constraint contract_user_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint contract_user_deleted CHECK (((deleted_at IS NULL) OR ((state = 'suspended'::text) AND (mail_address IS NULL) AND (acquisition_granted_at IS NULL)))),
  constraint contract_user_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint contract_user_mail_address_check CHECK (((length(mail_address) >= 4) AND (length(mail_address) <= 64))),
  constraint contract_user_revision_check CHECK ((revision >= 0)),
  constraint contract_user_role_check CHECK ((role = ANY (ARRAY['master'::text, 'administrator'::text, 'user'::text]))),
  constraint contract_user_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text]))),
  constraint contract_user_user_id_check CHECK (((length(user_id) >= 1) AND (length(user_id) <= 30))),
  constraint contract_user_user_name_check CHECK (((length(user_name) >= 1) AND (length(user_name) <= 60)))
);
alter table contract_user enable row level security;
CREATE INDEX contract_user_granted ON public.contract_user USING btree (institution_code, acquisition_granted_at) WHERE (acquisition_granted_at IS NOT NULL);
CREATE UNIQUE INDEX contract_user_login_id ON public.contract_user USING btree (institution_code, login_id) WHERE (login_id IS NOT NULL);
create policy by_institution on contract_user using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on contract_user to tegata_app;

create table contractor_confirmation (
  institution_code text not null,
  contract_id text not null,
  round integer not null,
  state text not null,
  asked_at timestamp with time zone not null,
  reason text,
  answered_at timestamp with time zone,
  answered_by text,
  answers jsonb,
  decided_at timestamp with time zone,
  decided_by text,
  constraint contractor_confirmation_pkey PRIMARY KEY (institution_code, contract_id, round),
  constraint contractor_confirmation_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint contractor_confirmation_check CHECK (((state = 'asked'::text) = (answers IS NULL))),
  constraint contractor_confirmation_check1 CHECK (((state = 'asked'::text) = ((answered_at IS NULL) AND (answered_by IS NULL)))),
  constraint contractor_confirmation_check2 CHECK (((state = ANY (ARRAY['accepted'::text, 'returned'::text])) = ((decided_at IS NOT NULL) AND (decided_by IS NOT NULL)))),
  constraint contractor_confirmation_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500))),
  constraint contractor_confirmation_round_check CHECK ((round >= 1)),
  constraint contractor_confirmation_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'answered'::text, 'accepted'::text, 'returned'::text])))
);
alter table contractor_confirmation enable row level security;
CREATE UNIQUE INDEX contractor_confirmation_open ON public.contractor_confirmation USING btree (institution_code, contract_id) WHERE (state = ANY (ARRAY['asked'::text, 'answered'::text]));
create policy by_institution on contractor_confirmation using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on contractor_confirmation to tegata_app;

create table credential (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  kind text not null,
  secret_hash text not null,
  changed_at timestamp with time zone not null,
  must_change boolean default false not null,
  constraint credential_pkey PRIMARY KEY (institution_code, contract_id, user_id, kind),
  constraint credential_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint credential_kind_check CHECK ((kind = ANY (ARRAY['login'::text, 'confirmation'::text])))
);
alter table credential enable row level security;
create policy by_institution on credential using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on credential to tegata_app;

create table credential_failure (
  institution_code text not null,
  claim_digest bytea not null,
  consecutive_failures integer default 0 not null,
  temporary_stops integer default 0 not null,
  locked_until timestamp with time zone,
  locked_permanently_at timestamp with time zone,
  last_failure_at timestamp with time zone not null,
  constraint credential_failure_pkey PRIMARY KEY (institution_code, claim_digest),
  constraint credential_failure_claim_digest_check CHECK ((length(claim_digest) = 32)),
  constraint credential_failure_consecutive_failures_check CHECK ((consecutive_failures >= 0)),
  constraint credential_failure_temporary_stops_check CHECK ((temporary_stops >= 0))
);
alter table credential_failure enable row level security;
create policy by_institution on credential_failure using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on credential_failure to tegata_app;

create table crl (
  institution_code text not null,
  issuer_id text not null,
  shard integer not null,
  number bigint not null,
  this_update timestamp with time zone not null,
  next_update timestamp with time zone not null,
  head bytea not null,
  entries bytea not null,
  tail bytea not null,
  entry_count integer not null,
  drop_after timestamp with time zone,
  constraint crl_pkey PRIMARY KEY (institution_code, issuer_id, shard),
  constraint crl_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint crl_entry_count_check CHECK ((entry_count >= 0)),
  constraint crl_number_check CHECK ((number >= 1))
);
alter table crl enable row level security;
create policy by_institution on crl using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on crl to tegata_app;

create table crl_pending (
  institution_code text not null,
  issuer_id text not null,
  shard integer not null,
  serial text not null,
  revoked_at timestamp with time zone not null,
  constraint crl_pending_pkey PRIMARY KEY (institution_code, issuer_id, shard, serial)
);
alter table crl_pending enable row level security;
create policy by_institution on crl_pending using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select on crl_pending to tegata_app;

create table crl_run (
  work text not null,
  finished_at timestamp with time zone not null,
  figure integer not null,
  constraint crl_run_pkey PRIMARY KEY (work),
  constraint crl_run_figure_check CHECK ((figure >= 0)),
  constraint crl_run_work_check CHECK ((work = ANY (ARRAY['publish'::text, 'check'::text])))
);
grant insert, select, update on crl_run to tegata_app;

create table crl_shard (
  institution_code text not null,
  issuer_id text not null,
  shard integer not null,
  capacity integer not null,
  allotted integer not null,
  covers_until timestamp with time zone not null,
  constraint crl_shard_pkey PRIMARY KEY (institution_code, issuer_id, shard),
  constraint crl_shard_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint crl_shard_capacity_check CHECK ((capacity >= 1)),
  constraint crl_shard_check CHECK (((allotted >= 0) AND (allotted <= capacity))),
  constraint crl_shard_shard_check CHECK ((shard >= 0))
);
alter table crl_shard enable row level security;
create policy by_institution on crl_shard using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on crl_shard to tegata_app;

create table database_lineage (
  ordinal integer generated always as identity not null,
  system_identifier text not null,
  timeline bigint not null,
  accepted_at timestamp with time zone not null,
  accepted_as text not null,
  constraint database_lineage_pkey PRIMARY KEY (ordinal),
  constraint database_lineage_accepted_as_check CHECK ((accepted_as = ANY (ARRAY['begun'::text, 'replayed'::text, 'nothingLost'::text]))),
  constraint database_lineage_timeline_check CHECK ((timeline >= 1))
);
grant insert, select on database_lineage to tegata_app;

create table enrollment_session (
  institution_code text not null,
  session_id text not null,
  token_digest bytea not null,
  purpose text not null,
  contract_id text,
  user_id text,
  completed_steps text[] default '{}'::text[] not null,
  attempts integer default 0 not null,
  challenge bytea not null,
  renews_serial text,
  certificate_serial text,
  request_digest bytea,
  key_store_kind text not null,
  device_name text not null,
  os_user text not null,
  client_version text not null,
  client_address text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  replaces_serial text,
  constraint enrollment_session_pkey PRIMARY KEY (institution_code, session_id),
  constraint enrollment_session_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint enrollment_session_attempts_check CHECK ((attempts >= 0)),
  constraint enrollment_session_challenge_check CHECK ((length(challenge) = 32)),
  constraint enrollment_session_check CHECK (((contract_id IS NULL) = (user_id IS NULL))),
  constraint enrollment_session_check1 CHECK (((purpose = 'renew'::text) = (renews_serial IS NOT NULL))),
  constraint enrollment_session_purpose_check CHECK ((purpose = ANY (ARRAY['issue'::text, 'renew'::text, 'replace'::text]))),
  constraint enrollment_session_replaces CHECK (((replaces_serial IS NULL) OR (purpose = 'replace'::text))),
  constraint enrollment_session_request_digest_check CHECK ((length(request_digest) = 32)),
  constraint enrollment_session_session_id_check CHECK ((session_id ~ '^[0-9a-f]{32}$'::text)),
  constraint enrollment_session_token_digest_check CHECK ((length(token_digest) = 32))
);
alter table enrollment_session enable row level security;
CREATE INDEX enrollment_session_expiry ON public.enrollment_session USING btree (institution_code, expires_at);
CREATE INDEX enrollment_session_of_user ON public.enrollment_session USING btree (institution_code, contract_id, user_id) WHERE ((finished_at IS NULL) AND (contract_id IS NOT NULL));
create policy by_institution on enrollment_session using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on enrollment_session to tegata_app;

create table enrollment_token (
  institution_code text not null,
  token_digest bytea not null,
  contract_id text not null,
  user_id text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint enrollment_token_pkey PRIMARY KEY (institution_code, token_digest),
  constraint enrollment_token_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint enrollment_token_token_digest_check CHECK ((length(token_digest) = 32))
);
alter table enrollment_token enable row level security;
CREATE INDEX enrollment_token_expiry ON public.enrollment_token USING btree (institution_code, expires_at);
create policy by_institution on enrollment_token using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on enrollment_token to tegata_app;

create table initial_registration (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  branch_number text not null,
  account_type text not null,
  account_number text not null,
  login_hash text not null,
  confirmation_hash text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint initial_registration_pkey PRIMARY KEY (institution_code, contract_id, user_id),
  constraint initial_registration_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint initial_registration_account_number_check CHECK ((account_number ~ '^[0-9]{7}$'::text)),
  constraint initial_registration_account_type_check CHECK ((account_type = ANY (ARRAY['ordinary'::text, 'current'::text]))),
  constraint initial_registration_branch_number_check CHECK ((branch_number ~ '^[0-9]{3}$'::text)),
  constraint initial_registration_check CHECK ((expires_at > created_at)),
  constraint initial_registration_user_id_check CHECK (((length(user_id) >= 1) AND (length(user_id) <= 30)))
);
alter table initial_registration enable row level security;
CREATE UNIQUE INDEX initial_registration_account ON public.initial_registration USING btree (institution_code, branch_number, account_type, account_number) WHERE (used_at IS NULL);
create policy by_institution on initial_registration using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on initial_registration to tegata_app;

create table issuer (
  issuer_id text not null,
  family text not null,
  kind text not null,
  generation integer not null,
  parent_issuer_id text,
  state text not null,
  certificate bytea not null,
  key_reference text not null,
  created_at timestamp with time zone not null,
  validation_url text,
  published_at timestamp with time zone,
  first_published_at timestamp with time zone,
  first_activated_at timestamp with time zone,
  serves_until timestamp with time zone,
  revoked_at timestamp with time zone,
  certificates_ended_at timestamp with time zone,
  revocation_reason text,
  constraint issuer_pkey PRIMARY KEY (issuer_id),
  constraint issuer_parent_issuer_id_fkey FOREIGN KEY (parent_issuer_id) REFERENCES issuer(issuer_id),
  constraint issuer_check CHECK (((kind = 'issuing'::text) = (validation_url IS NOT NULL))),
  constraint issuer_check1 CHECK (((state = ANY (ARRAY['planned'::text, 'discarded'::text])) = (published_at IS NULL))),
  constraint issuer_check10 CHECK (((kind = 'issuing'::text) OR (state = 'active'::text))),
  constraint issuer_check2 CHECK (((published_at IS NULL) OR (first_published_at IS NOT NULL))),
  constraint issuer_check3 CHECK (((state <> 'discarded'::text) OR (first_published_at IS NULL))),
  constraint issuer_check4 CHECK (((state <> ALL (ARRAY['planned'::text, 'discarded'::text])) OR (first_activated_at IS NULL))),
  constraint issuer_check5 CHECK (((state <> 'active'::text) OR (kind = 'root'::text) OR (first_activated_at IS NOT NULL))),
  constraint issuer_check6 CHECK (((state <> 'retired'::text) OR (serves_until IS NOT NULL))),
  constraint issuer_check7 CHECK (((state = 'revoked'::text) = (revoked_at IS NOT NULL))),
  constraint issuer_check8 CHECK (((state = 'revoked'::text) = (revocation_reason IS NOT NULL))),
  constraint issuer_check9 CHECK (((certificates_ended_at IS NULL) OR (state = 'revoked'::text))),
  constraint issuer_family_check CHECK ((family = ANY (ARRAY['bizsol'::text, 'shinkin'::text]))),
  constraint issuer_generation_check CHECK ((generation >= 1)),
  constraint issuer_issuer_id_check CHECK ((issuer_id ~ '^[a-z0-9-]{3,40}$'::text)),
  constraint issuer_kind_check CHECK ((kind = ANY (ARRAY['root'::text, 'issuing'::text]))),
  constraint issuer_revocation_reason_check CHECK ((revocation_reason = ANY (ARRAY['unspecified'::text, 'keyCompromise'::text, 'cACompromise'::text, 'affiliationChanged'::text, 'superseded'::text, 'cessationOfOperation'::text]))),
  constraint issuer_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'published'::text, 'active'::text, 'retired'::text, 'revoked'::text, 'discarded'::text])))
);
CREATE UNIQUE INDEX issuer_generation ON public.issuer USING btree (family, kind, generation);
CREATE UNIQUE INDEX issuer_one_active ON public.issuer USING btree (family) WHERE ((kind = 'issuing'::text) AND (state = 'active'::text));
CREATE CONSTRAINT TRIGGER issuer_none_active AFTER UPDATE OF state ON public.issuer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.kind = 'issuing'::text) AND (old.state = 'active'::text) AND (new.state <> 'active'::text))) EXECUTE FUNCTION issuer_refuse_none_active();
CREATE TRIGGER issuer_transition BEFORE UPDATE OF state ON public.issuer FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION issuer_refuse_transition();
CREATE TRIGGER issuer_version AFTER INSERT OR DELETE OR UPDATE ON public.issuer FOR EACH STATEMENT EXECUTE FUNCTION authority_raise_version();
grant insert, select, update on issuer to tegata_app;

create table known_device (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  device_id text not null,
  kind text not null,
  device_digest bytea not null,
  browser text not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  constraint known_device_pkey PRIMARY KEY (institution_code, contract_id, user_id, device_digest),
  constraint known_device_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint known_device_browser_check CHECK (((length(browser) >= 1) AND (length(browser) <= 60))),
  constraint known_device_device_digest_check CHECK ((length(device_digest) = 32)),
  constraint known_device_device_id_check CHECK ((device_id ~ '^[0-9a-f]{32}$'::text)),
  constraint known_device_kind_check CHECK ((kind = ANY (ARRAY['browser'::text, 'certificate'::text])))
);
alter table known_device enable row level security;
CREATE UNIQUE INDEX known_device_id ON public.known_device USING btree (institution_code, contract_id, user_id, device_id);
CREATE INDEX known_device_last_seen ON public.known_device USING btree (institution_code, last_seen_at);
create policy by_institution on known_device using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on known_device to tegata_app;

create table known_network (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  network_digest bytea not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  constraint known_network_pkey PRIMARY KEY (institution_code, contract_id, user_id, network_digest),
  constraint known_network_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint known_network_network_digest_check CHECK ((length(network_digest) = 32))
);
alter table known_network enable row level security;
CREATE INDEX known_network_last_seen ON public.known_network USING btree (institution_code, last_seen_at);
create policy by_institution on known_network using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on known_network to tegata_app;

create table login_attempt (
  institution_code text not null,
  attempt_id text not null,
  nonce_digest bytea not null,
  browser_digest bytea not null,
  state text not null,
  ticket_digest bytea,
  refusal_code text,
  contract_id text,
  user_id text,
  certificate_serial text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  purpose text default 'login'::text not null,
  constraint login_attempt_pkey PRIMARY KEY (institution_code, attempt_id),
  constraint login_attempt_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint login_attempt_attempt_id_check CHECK ((attempt_id ~ '^[0-9a-f]{32}$'::text)),
  constraint login_attempt_browser_digest_check CHECK ((length(browser_digest) = 32)),
  constraint login_attempt_check CHECK (((state = 'started'::text) = (ticket_digest IS NULL))),
  constraint login_attempt_check1 CHECK (((state <> 'refused'::text) OR (refusal_code IS NOT NULL))),
  constraint login_attempt_check2 CHECK (((state <> ALL (ARRAY['presented'::text, 'completed'::text])) OR ((contract_id IS NOT NULL) AND (user_id IS NOT NULL) AND (certificate_serial IS NOT NULL)))),
  constraint login_attempt_nonce_digest_check CHECK ((length(nonce_digest) = 32)),
  constraint login_attempt_purpose_check CHECK ((purpose = ANY (ARRAY['login'::text, 'check'::text]))),
  constraint login_attempt_state_check CHECK ((state = ANY (ARRAY['started'::text, 'presented'::text, 'refused'::text, 'redeemed'::text, 'completed'::text]))),
  constraint login_attempt_ticket_digest_check CHECK ((length(ticket_digest) = 32))
);
alter table login_attempt enable row level security;
CREATE UNIQUE INDEX login_attempt_nonce ON public.login_attempt USING btree (institution_code, nonce_digest);
CREATE INDEX login_attempt_over ON public.login_attempt USING btree (institution_code, expires_at);
CREATE UNIQUE INDEX login_attempt_ticket ON public.login_attempt USING btree (institution_code, ticket_digest) WHERE (ticket_digest IS NOT NULL);
create policy by_institution on login_attempt using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on login_attempt to tegata_app;

create table login_history (
  institution_code text not null,
  record_id text not null,
  contract_id text not null,
  user_id text not null,
  at timestamp with time zone not null,
  method text not null,
  outcome text not null,
  refusal_code text,
  address text not null,
  constraint login_history_pkey PRIMARY KEY (institution_code, record_id),
  constraint login_history_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint login_history_check CHECK (((outcome = 'refused'::text) = (refusal_code IS NOT NULL))),
  constraint login_history_method_check CHECK ((method = ANY (ARRAY['password'::text, 'certificate'::text]))),
  constraint login_history_outcome_check CHECK ((outcome = ANY (ARRAY['succeeded'::text, 'refused'::text]))),
  constraint login_history_record_id_check CHECK ((record_id ~ '^[0-9a-f]{32}$'::text))
);
alter table login_history enable row level security;
CREATE INDEX login_history_of_user ON public.login_history USING btree (institution_code, contract_id, user_id, at DESC);
create policy by_institution on login_history using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on login_history to tegata_app;

create table mail_confirmation (
  institution_code text not null,
  session_id text not null,
  mail_address text not null,
  code_digest bytea not null,
  failures integer default 0 not null,
  codes_sent integer default 1 not null,
  expires_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint mail_confirmation_pkey PRIMARY KEY (institution_code, session_id),
  constraint mail_confirmation_code_digest_check CHECK ((length(code_digest) = 32)),
  constraint mail_confirmation_codes_sent_check CHECK ((codes_sent >= 1)),
  constraint mail_confirmation_failures_check CHECK ((failures >= 0)),
  constraint mail_confirmation_mail_address_check CHECK (((length(mail_address) >= 4) AND (length(mail_address) <= 64))),
  constraint mail_confirmation_session_id_check CHECK ((session_id ~ '^[0-9a-f]{32}$'::text))
);
alter table mail_confirmation enable row level security;
CREATE INDEX mail_confirmation_over ON public.mail_confirmation USING btree (institution_code, expires_at);
create policy by_institution on mail_confirmation using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on mail_confirmation to tegata_app;

create table notice (
  institution_code text not null,
  notice_id text not null,
  title_ja text not null,
  title_en text not null,
  body_ja text not null,
  body_en text not null,
  published_from timestamp with time zone not null,
  published_until timestamp with time zone,
  kind text default 'ordinary'::text not null,
  constraint notice_pkey PRIMARY KEY (institution_code, notice_id),
  constraint notice_kind_check CHECK ((kind = ANY (ARRAY['ordinary'::text, 'forced'::text])))
);
alter table notice enable row level security;
create policy by_institution on notice using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on notice to tegata_app;

create table notice_confirmation (
  institution_code text not null,
  notice_id text not null,
  contract_id text not null,
  user_id text not null,
  confirmed_at timestamp with time zone not null,
  constraint notice_confirmation_pkey PRIMARY KEY (institution_code, contract_id, user_id, notice_id),
  constraint notice_confirmation_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint notice_confirmation_institution_code_notice_id_fkey FOREIGN KEY (institution_code, notice_id) REFERENCES notice(institution_code, notice_id),
  constraint notice_confirmation_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text))
);
alter table notice_confirmation enable row level security;
create policy by_institution on notice_confirmation using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select on notice_confirmation to tegata_app;

create table ocsp_change (
  xid bigint not null,
  issuer_id text not null,
  serial text not null,
  constraint ocsp_change_pkey PRIMARY KEY (xid, serial),
  constraint ocsp_change_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id)
);
grant delete, select on ocsp_change to tegata_app;

create table ocsp_node (
  node_id text not null,
  seen_snapshot text not null,
  renewals bigint not null,
  renewed_at timestamp with time zone not null,
  constraint ocsp_node_pkey PRIMARY KEY (node_id),
  constraint ocsp_node_node_id_check CHECK ((node_id ~ '^[0-9a-f]{32}$'::text)),
  constraint ocsp_node_renewals_check CHECK ((renewals >= 0)),
  constraint ocsp_node_seen_snapshot_check CHECK ((seen_snapshot ~ '^[0-9]+:[0-9]+:[0-9,]*$'::text))
);
grant delete, insert, select, update on ocsp_node to tegata_app;

create table ocsp_responder (
  issuer_id text not null,
  certificate bytea not null,
  key_reference text not null,
  not_after timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint ocsp_responder_pkey PRIMARY KEY (issuer_id, not_after),
  constraint ocsp_responder_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id)
);
CREATE TRIGGER ocsp_responder_version AFTER INSERT OR DELETE OR UPDATE ON public.ocsp_responder FOR EACH STATEMENT EXECUTE FUNCTION authority_raise_version();
grant insert, select, update on ocsp_responder to tegata_app;

create table otp_token (
  institution_code text not null,
  serial text not null,
  kind text not null,
  algorithm text not null,
  digits integer not null,
  period_seconds integer not null,
  seed_sealed bytea not null,
  state text not null,
  contract_id text,
  user_id text,
  issued_for bytea,
  drift_steps integer default 0 not null,
  last_used_step bigint,
  out_of_step_since timestamp with time zone,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  revoked_at timestamp with time zone,
  replaces text,
  constraint otp_token_pkey PRIMARY KEY (institution_code, serial),
  constraint otp_token_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint otp_token_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint otp_token_replaces_fkey FOREIGN KEY (institution_code, replaces) REFERENCES otp_token(institution_code, serial),
  constraint otp_token_algorithm_check CHECK ((algorithm = ANY (ARRAY['SHA-1'::text, 'SHA-256'::text, 'SHA-512'::text]))),
  constraint otp_token_check CHECK (((user_id IS NULL) OR (contract_id IS NOT NULL))),
  constraint otp_token_check1 CHECK (((state <> 'stock'::text) OR (contract_id IS NULL))),
  constraint otp_token_check2 CHECK (((state <> ALL (ARRAY['assigned'::text, 'active'::text])) OR (contract_id IS NOT NULL))),
  constraint otp_token_check3 CHECK (((state <> 'active'::text) OR ((user_id IS NOT NULL) AND (started_at IS NOT NULL)))),
  constraint otp_token_check4 CHECK (((kind = 'hardware'::text) OR ((user_id IS NOT NULL) AND (issued_for IS NOT NULL)))),
  constraint otp_token_check5 CHECK (((state = 'revoked'::text) = (revoked_at IS NOT NULL))),
  constraint otp_token_digits_check CHECK (((digits >= 6) AND (digits <= 8))),
  constraint otp_token_issued_for_check CHECK ((length(issued_for) = 32)),
  constraint otp_token_kind_check CHECK ((kind = ANY (ARRAY['hardware'::text, 'software'::text]))),
  constraint otp_token_period_seconds_check CHECK (((period_seconds = 30) OR (period_seconds = 60))),
  constraint otp_token_serial_check CHECK ((serial ~ '^[0-9A-Z][0-9A-Z-]{3,31}$'::text)),
  constraint otp_token_state_check CHECK ((state = ANY (ARRAY['stock'::text, 'assigned'::text, 'active'::text, 'successor'::text, 'revoked'::text]))),
  constraint otp_token_successor_check CHECK (((state <> 'successor'::text) OR ((kind = 'software'::text) AND (started_at IS NULL) AND (replaces IS NOT NULL))))
);
alter table otp_token enable row level security;
CREATE UNIQUE INDEX otp_token_of_user ON public.otp_token USING btree (institution_code, contract_id, user_id) WHERE ((state = ANY (ARRAY['assigned'::text, 'active'::text])) AND (user_id IS NOT NULL));
CREATE INDEX otp_token_revoked ON public.otp_token USING btree (institution_code, contract_id, user_id, revoked_at) WHERE (state = 'revoked'::text);
CREATE UNIQUE INDEX otp_token_successor ON public.otp_token USING btree (institution_code, contract_id, user_id) WHERE (state = 'successor'::text);
create policy by_institution on otp_token using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on otp_token to tegata_app;

create table portal_session (
  institution_code text not null,
  session_id text not null,
  token_digest bytea not null,
  contract_id text not null,
  user_id text not null,
  method text not null,
  certificate_serial text,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_reason text,
  secret_request text,
  notices_passed_at timestamp with time zone,
  factors_pending text[] default '{}'::text[] not null,
  device_noted boolean default false not null,
  constraint portal_session_pkey PRIMARY KEY (institution_code, session_id),
  constraint portal_session_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint portal_session_check CHECK (((method = 'certificate'::text) = (certificate_serial IS NOT NULL))),
  constraint portal_session_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint portal_session_end_reason_check CHECK ((end_reason = ANY (ARRAY['logout'::text, 'idle'::text, 'absolute'::text, 'revoked'::text, 'replaced'::text, 'suspended'::text, 'secretsChanged'::text]))),
  constraint portal_session_factors_pending_check CHECK ((factors_pending <@ ARRAY['oneTimePassword'::text, 'transactionAuthentication'::text, 'additionalAuthentication'::text, 'userRegistrationCode'::text])),
  constraint portal_session_method_check CHECK ((method = ANY (ARRAY['password'::text, 'certificate'::text]))),
  constraint portal_session_secret_request_check CHECK ((secret_request = ANY (ARRAY['required'::text, 'recommended'::text]))),
  constraint portal_session_session_id_check CHECK ((session_id ~ '^[0-9a-f]{32}$'::text)),
  constraint portal_session_token_digest_check CHECK ((length(token_digest) = 32))
);
alter table portal_session enable row level security;
CREATE INDEX portal_session_of_certificate ON public.portal_session USING btree (institution_code, certificate_serial) WHERE ((ended_at IS NULL) AND (certificate_serial IS NOT NULL));
CREATE UNIQUE INDEX portal_session_one ON public.portal_session USING btree (institution_code, contract_id, user_id) WHERE (ended_at IS NULL);
CREATE INDEX portal_session_over ON public.portal_session USING btree (institution_code, expires_at);
CREATE UNIQUE INDEX portal_session_token ON public.portal_session USING btree (institution_code, token_digest);
create policy by_institution on portal_session using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on portal_session to tegata_app;

create table registration_session (
  institution_code text not null,
  session_id text not null,
  token_digest bytea not null,
  contract_id text not null,
  user_id text not null,
  letter_at timestamp with time zone not null,
  state text not null,
  revision integer default 0 not null,
  user_name text,
  mail_address text,
  login_id text,
  language text,
  login_hash text,
  confirmation_hash text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint registration_session_pkey PRIMARY KEY (institution_code, session_id),
  constraint registration_session_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES initial_registration(institution_code, contract_id, user_id),
  constraint registration_session_check CHECK (((state = 'proved'::text) OR ((user_name IS NOT NULL) AND (mail_address IS NOT NULL) AND (login_id IS NOT NULL)))),
  constraint registration_session_check1 CHECK (((state <> ALL (ARRAY['entered'::text, 'mailConfirmed'::text])) OR ((login_hash IS NOT NULL) AND (confirmation_hash IS NOT NULL)))),
  constraint registration_session_check2 CHECK (((state <> 'completed'::text) OR ((login_hash IS NULL) AND (confirmation_hash IS NULL)))),
  constraint registration_session_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint registration_session_login_id_check CHECK (((length(login_id) >= 1) AND (length(login_id) <= 30))),
  constraint registration_session_mail_address_check CHECK (((length(mail_address) >= 4) AND (length(mail_address) <= 64))),
  constraint registration_session_revision_check CHECK ((revision >= 0)),
  constraint registration_session_session_id_check CHECK ((session_id ~ '^[0-9a-f]{32}$'::text)),
  constraint registration_session_state_check CHECK ((state = ANY (ARRAY['proved'::text, 'entered'::text, 'mailConfirmed'::text, 'completed'::text]))),
  constraint registration_session_token_digest_check CHECK ((length(token_digest) = 32)),
  constraint registration_session_user_name_check CHECK (((length(user_name) >= 1) AND (length(user_name) <= 60)))
);
alter table registration_session enable row level security;
CREATE INDEX registration_session_over ON public.registration_session USING btree (institution_code, expires_at);
CREATE UNIQUE INDEX registration_session_token ON public.registration_session USING btree (institution_code, token_digest);
create policy by_institution on registration_session using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on registration_session to tegata_app;

create table reminder (
  institution_code text not null,
  kind text not null,
  reference text not null,
  step integer not null,
  contract_id text not null,
  user_id text not null,
  queued_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  outcome text,
  administrators_told boolean,
  constraint reminder_pkey PRIMARY KEY (institution_code, kind, reference, step),
  constraint reminder_check CHECK (((settled_at IS NULL) = (outcome IS NULL))),
  constraint reminder_check1 CHECK (((kind = 'expired'::text) = (step = 0))),
  constraint reminder_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint reminder_kind_check CHECK ((kind = ANY (ARRAY['renewal'::text, 'expired'::text, 'acquisition'::text]))),
  constraint reminder_outcome_check CHECK ((outcome = ANY (ARRAY['sent'::text, 'withdrawn'::text]))),
  constraint reminder_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 120))),
  constraint reminder_step_check CHECK (((step >= 0) AND (step <= 3650)))
);
alter table reminder enable row level security;
CREATE INDEX reminder_old ON public.reminder USING btree (institution_code, queued_at);
CREATE INDEX reminder_untold ON public.reminder USING btree (institution_code, contract_id) WHERE (administrators_told = false);
create policy by_institution on reminder using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on reminder to tegata_app;

create table schema_migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migration_pkey PRIMARY KEY (name)
);

create table transaction_challenge (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  procedure_digest bytea not null,
  serial text not null,
  challenge text not null,
  previous_challenge text,
  previous_used boolean default false not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint transaction_challenge_pkey PRIMARY KEY (institution_code, contract_id, user_id, procedure_digest),
  constraint transaction_challenge_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint transaction_challenge_institution_code_serial_fkey FOREIGN KEY (institution_code, serial) REFERENCES transaction_token(institution_code, serial),
  constraint transaction_challenge_challenge_check CHECK (((length(challenge) >= 1) AND (length(challenge) <= 2000))),
  constraint transaction_challenge_previous_challenge_check CHECK (((length(previous_challenge) >= 1) AND (length(previous_challenge) <= 2000))),
  constraint transaction_challenge_procedure_digest_check CHECK ((length(procedure_digest) = 32))
);
alter table transaction_challenge enable row level security;
CREATE INDEX transaction_challenge_end ON public.transaction_challenge USING btree (institution_code, expires_at);
create policy by_institution on transaction_challenge using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on transaction_challenge to tegata_app;

create table transaction_token (
  institution_code text not null,
  serial text not null,
  contract_id text not null,
  registered_by text not null,
  suite text not null,
  state text not null,
  procedure_digest bytea not null,
  offer_id text not null,
  offer_expires_at timestamp with time zone not null,
  offer_key_sealed bytea,
  device_key_digest bytea,
  key_sealed bytea,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint transaction_token_pkey PRIMARY KEY (institution_code, serial),
  constraint transaction_token_institution_code_contract_id_registered__fkey FOREIGN KEY (institution_code, contract_id, registered_by) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint transaction_token_check CHECK (((state <> 'offered'::text) OR ((offer_key_sealed IS NOT NULL) AND (key_sealed IS NULL)))),
  constraint transaction_token_check1 CHECK (((state <> ALL (ARRAY['claimed'::text, 'active'::text])) OR ((key_sealed IS NOT NULL) AND (offer_key_sealed IS NULL)))),
  constraint transaction_token_check2 CHECK (((state <> 'active'::text) OR (started_at IS NOT NULL))),
  constraint transaction_token_check3 CHECK (((state <> 'revoked'::text) OR ((revoked_at IS NOT NULL) AND (key_sealed IS NULL) AND (offer_key_sealed IS NULL)))),
  constraint transaction_token_device_key_digest_check CHECK ((length(device_key_digest) = 32)),
  constraint transaction_token_offer_id_check CHECK ((length(offer_id) = 22)),
  constraint transaction_token_procedure_digest_check CHECK ((length(procedure_digest) = 32)),
  constraint transaction_token_serial_check CHECK ((serial ~ '^[0-9A-Z]{4}-[0-9A-Z]{4}$'::text)),
  constraint transaction_token_state_check CHECK ((state = ANY (ARRAY['offered'::text, 'claimed'::text, 'active'::text, 'revoked'::text])))
);
alter table transaction_token enable row level security;
CREATE INDEX transaction_token_of_contract ON public.transaction_token USING btree (institution_code, contract_id);
CREATE UNIQUE INDEX transaction_token_offer ON public.transaction_token USING btree (institution_code, offer_id);
CREATE UNIQUE INDEX transaction_token_waiting ON public.transaction_token USING btree (institution_code, contract_id, registered_by) WHERE (state = ANY (ARRAY['offered'::text, 'claimed'::text]));
create policy by_institution on transaction_token using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on transaction_token to tegata_app;

create table transaction_token_user (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  serial text not null,
  started_at timestamp with time zone not null,
  constraint transaction_token_user_pkey PRIMARY KEY (institution_code, contract_id, user_id),
  constraint transaction_token_user_institution_code_contract_id_user_i_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint transaction_token_user_institution_code_serial_fkey FOREIGN KEY (institution_code, serial) REFERENCES transaction_token(institution_code, serial)
);
alter table transaction_token_user enable row level security;
CREATE INDEX transaction_token_user_serial ON public.transaction_token_user USING btree (institution_code, serial);
create policy by_institution on transaction_token_user using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select on transaction_token_user to tegata_app;

create table user_draft (
  institution_code text not null,
  token_digest bytea not null,
  contract_id text not null,
  administrator_id text not null,
  user_id text not null,
  login_id text,
  user_name text not null,
  mail_address text not null,
  role text not null,
  language text not null,
  grants_acquisition boolean not null,
  secrets_are_made boolean not null,
  login_hash text,
  confirmation_hash text,
  created_at timestamp with time zone not null,
  registered_at timestamp with time zone,
  constraint user_draft_pkey PRIMARY KEY (institution_code, token_digest),
  constraint user_draft_institution_code_contract_id_administrator_id_fkey FOREIGN KEY (institution_code, contract_id, administrator_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint user_draft_check CHECK (((login_hash IS NULL) = (confirmation_hash IS NULL))),
  constraint user_draft_check1 CHECK (((login_hash IS NULL) = (secrets_are_made OR (registered_at IS NOT NULL)))),
  constraint user_draft_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint user_draft_login_id_check CHECK (((length(login_id) >= 1) AND (length(login_id) <= 30))),
  constraint user_draft_mail_address_check CHECK (((length(mail_address) >= 4) AND (length(mail_address) <= 64))),
  constraint user_draft_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'user'::text]))),
  constraint user_draft_token_digest_check CHECK ((length(token_digest) = 32)),
  constraint user_draft_user_id_check CHECK (((length(user_id) >= 1) AND (length(user_id) <= 30))),
  constraint user_draft_user_name_check CHECK (((length(user_name) >= 1) AND (length(user_name) <= 60)))
);
alter table user_draft enable row level security;
CREATE INDEX user_draft_age ON public.user_draft USING btree (institution_code, created_at);
create policy by_institution on user_draft using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on user_draft to tegata_app;

create table user_registration_code (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  code_digest bytea not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  constraint user_registration_code_pkey PRIMARY KEY (institution_code, contract_id, user_id),
  constraint user_registration_code_institution_code_contract_id_user_i_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint user_registration_code_check CHECK ((expires_at > made_at)),
  constraint user_registration_code_code_digest_check CHECK ((length(code_digest) = 32))
);
alter table user_registration_code enable row level security;
create policy by_institution on user_registration_code using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on user_registration_code to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_figures()
 RETURNS TABLE(institution_code text, last_sequence bigint, unlinked bigint, oldest_unlinked_at timestamp with time zone, last_checkpoint text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select i.institution_code,
    coalesce((select max(l.sequence) from audit_link l where l.institution_code = i.institution_code), 0),
    waiting.unlinked, waiting.oldest,
    (select c.note from audit_checkpoint c where c.institution_code = i.institution_code
     order by c.sequence desc limit 1)
  from audit_institutions() i
  cross join lateral (
    select count(*) as unlinked, min(w.at::timestamptz) as oldest
    from audit_unlinked(i.institution_code, 100000) w
  ) waiting
$function$
;
grant execute on function audit_figures() to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_heads()
 RETURNS TABLE(institution_code text, last_sequence bigint, last_checkpoint_sequence bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select i.institution_code,
    coalesce((select max(l.sequence) from audit_link l where l.institution_code = i.institution_code), 0),
    coalesce((select max(c.sequence) from audit_checkpoint c where c.institution_code = i.institution_code), 0)
  from audit_institutions() i
$function$
;
grant execute on function audit_heads() to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_horizon(OUT last_event_id bigint, OUT writers text[])
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  last_event_id := coalesce(pg_sequence_last_value('audit_event_event_id_seq'::regclass), 0);
  writers := array(
    select virtualtransaction from pg_locks
    where locktype = 'relation' and relation = 'audit_event'::regclass and granted
      and database = (select oid from pg_database where datname = current_database())
      and mode in ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'));
end
$function$
;
grant execute on function audit_horizon() to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_institutions()
 RETURNS TABLE(institution_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  with recursive code (code) as (
    (select e.institution_code from audit_event e order by e.institution_code limit 1)
    union all
    select (select e.institution_code from audit_event e where e.institution_code > code.code
            order by e.institution_code limit 1)
    from code where code.code is not null
  )
  select code.code from code where code.code is not null
$function$
;
grant execute on function audit_institutions() to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_institutions_behind()
 RETURNS TABLE(institution_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select i.institution_code from audit_institutions() i
  where (select max(e.event_id) from audit_event e where e.institution_code = i.institution_code)
    > coalesce((select p.settled_event_id from audit_progress p where p.institution_code = i.institution_code), 0)
$function$
;
grant execute on function audit_institutions_behind() to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_record_installation(happened_at timestamp with time zone, happened text, by_kind text, by_name text, about_serial text, with_support_id text, from_address text, more_facts jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  insert into audit_event
    (institution_code, at, event, actor_kind, actor, certificate_serial, support_id, address, facts)
  values ('0000', happened_at, happened, by_kind, by_name, about_serial, with_support_id, from_address, more_facts)
$function$
;
grant execute on function audit_record_installation(timestamp with time zone,text,text,text,text,text,text,jsonb) to tegata_app;

CREATE OR REPLACE FUNCTION public.audit_record_of_certificates(changed_serials text[], ats timestamp with time zone[], events text[], actor_kinds text[], actors text[], contract_ids text[], user_ids text[], certificate_serials text[], support_ids text[], addresses text[], facts_texts text[])
 RETURNS text[]
 LANGUAGE sql
AS $function$
  insert into audit_event (institution_code, at, event, actor_kind, actor, contract_id, user_id, certificate_serial,
      support_id, address, facts)
    select current_setting('tegata.institution'), at, event, actor_kind, actor, contract_id, user_id,
      certificate_serial, support_id, address, facts::jsonb
    from unnest(ats, events, actor_kinds, actors, contract_ids, user_ids, certificate_serials, support_ids,
        addresses, facts_texts)
      with ordinality as a (at, event, actor_kind, actor, contract_id, user_id, certificate_serial, support_id,
        address, facts, ordinal)
    where certificate_serial = any (changed_serials)
    order by ordinal;
  select changed_serials;
$function$
;
grant execute on function audit_record_of_certificates(text[],timestamp with time zone[],text[],text[],text[],text[],text[],text[],text[],text[],text[]) to public;

CREATE OR REPLACE FUNCTION public.audit_unlinked(asked_institution_code text, most integer)
 RETURNS TABLE(event_id bigint, at text, event text, actor_kind text, actor text, contract_id text, user_id text, certificate_serial text, support_id text, address text, facts text)
 LANGUAGE plpgsql
 STABLE
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_bitmapscan TO 'off'
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
#variable_conflict use_column
declare
  mark bigint := coalesce((select p.settled_event_id from audit_progress p
                           where p.institution_code = asked_institution_code), 0);
begin
  return query
    select e.event_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.event, e.actor_kind,
      e.actor, e.contract_id, e.user_id, e.certificate_serial, e.support_id, e.address, e.facts::text
    from audit_event e
    where e.institution_code = asked_institution_code and e.event_id > mark
      and not exists (
        select from audit_link l
        where l.institution_code = asked_institution_code and l.event_id = e.event_id and l.event_id > mark)
    order by e.event_id
    limit most;
end
$function$
;
grant execute on function audit_unlinked(text,integer) to public;

CREATE OR REPLACE FUNCTION public.authority_raise_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update authority_version set version = version + 1;
  return null;
end
$function$
;
grant execute on function authority_raise_version() to public;

CREATE OR REPLACE FUNCTION public.certificate_await_crl()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'INSERT' then
    insert into crl_shard (institution_code, issuer_id, shard, capacity, allotted, covers_until)
      values (new.institution_code, new.issuer_id, new.crl_shard, 1, 1, new.not_after)
      on conflict (institution_code, issuer_id, shard)
      do update set covers_until = greatest(crl_shard.covers_until, excluded.covers_until);
  end if;
  insert into crl_pending (institution_code, issuer_id, shard, serial, revoked_at)
    values (new.institution_code, new.issuer_id, new.crl_shard, new.serial, new.ended_at)
    on conflict do nothing;
  return null;
end
$function$
;
grant execute on function certificate_await_crl() to public;

CREATE OR REPLACE FUNCTION public.certificate_lock_contract(asked_contract_id text)
 RETURNS void
 LANGUAGE sql
AS $function$
  select pg_advisory_xact_lock(
    hashtextextended('certificate/' || current_setting('tegata.institution') || '/' || asked_contract_id, 0))
$function$
;
grant execute on function certificate_lock_contract(text) to public;

CREATE OR REPLACE FUNCTION public.certificate_owner(asked_serial text, asked_fingerprint bytea)
 RETURNS TABLE(institution_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select institution_code from certificate where serial = asked_serial and fingerprint = asked_fingerprint
$function$
;
grant execute on function certificate_owner(text,bytea) to public;

CREATE OR REPLACE FUNCTION public.certificate_prepare(serials text[], issuer_ids text[], contract_ids text[], user_ids text[], subjects text[], not_befores timestamp with time zone[], not_afters timestamp with time zone[], public_key_digests bytea[], tbs_certificates bytea[], crl_shards integer[], confirmation_methods text[], confirm_befores timestamp with time zone[], key_store_kinds text[], device_names text[], os_users text[], enrollment_session_ids text[], prepared_ats timestamp with time zone[], mosts_of_contract integer[])
 RETURNS text[]
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
  prepared text[];
begin
  -- A statement of its own, in the order of contracts: what follows sees what was committed while this one waited, and
  -- two groups never wait for each other in a circle.
  perform certificate_lock_contract(locked.contract_id)
    from (select distinct unnest(contract_ids) as contract_id order by 1) as locked;
  with asked as (
    select * from unnest(serials, issuer_ids, contract_ids, user_ids, subjects, not_befores, not_afters,
        public_key_digests, tbs_certificates, crl_shards, confirmation_methods, confirm_befores, key_store_kinds,
        device_names, os_users, enrollment_session_ids, prepared_ats, mosts_of_contract)
      with ordinality as a (serial, issuer_id, contract_id, user_id, subject, not_before, not_after,
        public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before, key_store_kind,
        device_name, os_user, enrollment_session_id, prepared_at, most_of_contract, ordinal)
  ), plain as (
    select a.*, held.certificates + row_number() over (partition by a.contract_id order by a.ordinal) as place
    from asked a
    cross join lateral (
      select coalesce(bool_or(c.user_id = a.user_id), false) as by_user,
        count(*) filter (where c.not_after > a.prepared_at - interval '1 second') as certificates
      from certificate c
      where c.contract_id = a.contract_id and c.institution_code = asked_institution
        and c.phase || '' in ('pending', 'active')) as held
    where not held.by_user
  ), inserted as (
    insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
        not_before, not_after, public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before,
        key_store_kind, device_name, os_user, enrollment_session_id, prepared_at)
      select asked_institution, serial, issuer_id, contract_id, user_id, 'prepared', 'client', subject,
        not_before, not_after, public_key_digest, tbs_certificate, crl_shard, confirmation_method, confirm_before,
        key_store_kind, device_name, os_user, enrollment_session_id, prepared_at
      from plain where place <= most_of_contract
      on conflict do nothing
      returning serial
  )
  select coalesce(array_agg(serial), '{}') into prepared from inserted;
  return prepared;
end
$function$
;
grant execute on function certificate_prepare(text[],text[],text[],text[],text[],timestamp with time zone[],timestamp with time zone[],bytea[],bytea[],integer[],text[],timestamp with time zone[],text[],text[],text[],text[],timestamp with time zone[],integer[]) to public;

CREATE OR REPLACE FUNCTION public.certificate_record_signatures(serials text[], certificate_signatures bytea[], fingerprints bytea[], signed_ats timestamp with time zone[])
 RETURNS text[]
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
  recorded text[];
begin
  with changed as (
    update certificate c
      set state = 'issued', certificate_signature = a.certificate_signature, fingerprint = a.fingerprint,
        signed_at = a.signed_at
      from (
        select asked.*, waiting.row_place
        from unnest(serials, certificate_signatures, fingerprints, signed_ats)
          as asked (serial, certificate_signature, fingerprint, signed_at)
        cross join lateral (
          select w.ctid as row_place from certificate w
          where w.serial = asked.serial and w.institution_code = asked_institution and w.state || '' = 'prepared'
          for update) as waiting) as a
      where c.ctid = a.row_place
      returning c.serial
  )
  select coalesce(array_agg(serial), '{}') into recorded from changed;
  return recorded;
end
$function$
;
grant execute on function certificate_record_signatures(text[],bytea[],bytea[],timestamp with time zone[]) to public;

CREATE OR REPLACE FUNCTION public.certificate_statuses(asked_serials text[])
 RETURNS TABLE(serial text, issuer_id text, state text, revocation_reason text, ended_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
AS $function$
  select serial, issuer_id, state, revocation_reason, ended_at
  from certificate where serial = any (asked_serials)
$function$
;
grant execute on function certificate_statuses(text[]) to public;

CREATE OR REPLACE FUNCTION public.certificates_in_use(asked_issuer_id text, after_serial text, most integer)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
 SET enable_seqscan TO 'off'
AS $function$
  select serial from certificate
  where issuer_id = asked_issuer_id and serial > after_serial and state = 'active'
  order by serial limit most
$function$
;
grant execute on function certificates_in_use(text,text,integer) to public;

CREATE OR REPLACE FUNCTION public.crl_health(asked_at timestamp with time zone)
 RETURNS TABLE(lists bigint, missing bigint, entries bigint, earliest_next_update timestamp with time zone, pending bigint, pending_since timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select l.lists, l.missing, l.entries, l.earliest_next_update, p.pending, p.pending_since
  from (
    select count(*) as lists, count(*) filter (where c.shard is null) as missing,
      coalesce(sum(c.entry_count), 0)::bigint as entries, min(c.next_update) as earliest_next_update
    from crl_shard s left join crl c using (institution_code, issuer_id, shard)
    where s.covers_until > asked_at
  ) as l,
  (select count(*) as pending, min(revoked_at) as pending_since from crl_pending) as p
$function$
;
grant execute on function crl_health(timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.crl_shard_allot(asked_issuer_id text, wanted integer, new_capacity integer, valid_until timestamp with time zone)
 RETURNS TABLE(shard integer, places integer)
 LANGUAGE plpgsql
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
  filling crl_shard%rowtype;
begin
  perform pg_advisory_xact_lock(
    hashtextextended('crl-shards/' || asked_institution || '/' || asked_issuer_id, 0));
  select * into filling from crl_shard s
    where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id and s.allotted < s.capacity
    order by s.shard limit 1;
  if not found then
    insert into crl_shard
      select asked_institution, asked_issuer_id, coalesce(max(s.shard) + 1, 0), new_capacity, 0, valid_until
      from crl_shard s where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id
      returning * into filling;
  end if;
  places := least(wanted, filling.capacity - filling.allotted);
  shard := filling.shard;
  update crl_shard s
    set allotted = s.allotted + places, covers_until = greatest(s.covers_until, valid_until)
    where s.institution_code = asked_institution and s.issuer_id = asked_issuer_id and s.shard = filling.shard;
  return next;
end
$function$
;
grant execute on function crl_shard_allot(text,integer,integer,timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.database_lineage_now(OUT system_identifier text, OUT timeline bigint)
 RETURNS record
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select s.system_identifier::text,
    case when not pg_is_in_recovery()
      then ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end
  from pg_control_system() s
$function$
;
grant execute on function database_lineage_now() to public;

CREATE OR REPLACE FUNCTION public.enqueue_job(job_name text, job_payload json, job_run_at timestamp with time zone, job_key text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if job_name !~ '^[a-z][a-z0-9-]{1,60}$' then
    raise exception 'not a job name: %', job_name;
  end if;
  perform graphile_worker.add_job(
    identifier => job_name, payload => job_payload, run_at => job_run_at, job_key => enqueue_job.job_key);
end
$function$
;
grant execute on function enqueue_job(text,json,timestamp with time zone,text) to tegata_app;

CREATE OR REPLACE FUNCTION public.enqueue_jobs(job_name text, job_payloads json[], job_priority integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  jobs integer := coalesce(array_length(job_payloads, 1), 0);
begin
  if job_name !~ '^[a-z][a-z0-9-]{1,60}$' then
    raise exception 'not a job name: %', job_name;
  end if;
  if jobs > 0 then
    perform graphile_worker.add_jobs(array(
      select row(job_name, payload, null, null, null, null, job_priority, null)::graphile_worker.job_spec
      from unnest(job_payloads) as payload));
  end if;
  return jobs;
end
$function$
;
grant execute on function enqueue_jobs(text,json[],integer) to tegata_app;

CREATE OR REPLACE FUNCTION public.forget_restored_sessions(asked_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  ended bigint;
begin
  update portal_session set ended_at = asked_at, end_reason = 'revoked' where ended_at is null;
  get diagnostics ended = row_count;
  delete from login_attempt;
  delete from enrollment_session;
  delete from enrollment_token where used_at is null;
  return ended;
end
$function$
;
grant execute on function forget_restored_sessions(timestamp with time zone) to tegata_app;

CREATE OR REPLACE FUNCTION public.institutions_with_unconfirmed(before timestamp with time zone)
 RETURNS TABLE(institution_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select distinct institution_code from certificate where phase = 'pending' and confirm_before < before
$function$
;
grant execute on function institutions_with_unconfirmed(timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.issuer_refuse_none_active()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select from issuer where family = old.family and kind = 'issuing' and state = 'active') then
    raise exception 'the family % would have no authority that issues', old.family;
  end if;
  return null;
end
$function$
;
grant execute on function issuer_refuse_none_active() to public;

CREATE OR REPLACE FUNCTION public.issuer_refuse_transition()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (old.state, new.state) not in (
      ('planned', 'discarded'), ('planned', 'published'), ('published', 'planned'),
      ('published', 'active'), ('active', 'retired'), ('retired', 'active'),
      ('published', 'retired'), ('retired', 'published'),
      ('planned', 'revoked'), ('published', 'revoked'), ('retired', 'revoked')) then
    raise exception 'an authority does not go from % to %', old.state, new.state;
  end if;
  return new;
end
$function$
;
grant execute on function issuer_refuse_transition() to public;

CREATE OR REPLACE FUNCTION public.login_attempt_missing()
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'no started login attempt under this nonce' using errcode = 'TG001';
end
$function$
;
grant execute on function login_attempt_missing() to public;

CREATE OR REPLACE FUNCTION public.mail_dead_letters()
 RETURNS TABLE(job_id bigint, task text, payload json, attempts integer, last_error text, queued_at timestamp with time zone, failed_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
  select j.id, t.identifier, j.payload, j.attempts::integer, j.last_error, j.created_at, j.updated_at
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier like 'send-%' and j.attempts >= j.max_attempts and j.locked_at is null
    and j.payload ->> 'institutionCode' = current_setting('tegata.institution')
  order by j.id;
end
$function$
;
grant execute on function mail_dead_letters() to tegata_app;

CREATE OR REPLACE FUNCTION public.mail_discard_dead_letters(job_ids bigint[])
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
  select (graphile_worker.complete_jobs(
    array(select d.job_id from public.mail_dead_letters() d where d.job_id = any (job_ids)))).id;
end
$function$
;
grant execute on function mail_discard_dead_letters(bigint[]) to tegata_app;

CREATE OR REPLACE FUNCTION public.mail_queue_figures()
 RETURNS TABLE(waiting bigint, waiting_since timestamp with time zone, dead bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
  select count(*) filter (where not (j.attempts >= j.max_attempts and j.locked_at is null)),
    min(j.created_at) filter (where not (j.attempts >= j.max_attempts and j.locked_at is null)),
    count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null)
  from graphile_worker._private_jobs j
  join graphile_worker._private_tasks t on t.id = j.task_id
  where t.identifier like 'send-%';
end
$function$
;
grant execute on function mail_queue_figures() to tegata_app;

CREATE OR REPLACE FUNCTION public.mail_retry_dead_letters(job_ids bigint[])
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
  select (graphile_worker.reschedule_jobs(
    array(select d.job_id from public.mail_dead_letters() d where d.job_id = any (job_ids)), now(), null, 0, null)).id;
end
$function$
;
grant execute on function mail_retry_dead_letters(bigint[]) to tegata_app;

CREATE OR REPLACE FUNCTION public.ocsp_note_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
begin
  insert into ocsp_change (xid, issuer_id, serial)
    values (pg_current_xact_id()::text::bigint, old.issuer_id, old.serial)
    on conflict do nothing;
  -- Wakes the nodes at commit. Only a hint: a node that misses it finds the row when it renews its lease.
  perform pg_notify('ocsp_change', '');
  return null;
end
$function$
;
grant execute on function ocsp_note_change() to public;

CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the audit record is append-only';
end
$function$
;
grant execute on function refuse_audit_change() to public;

CREATE OR REPLACE FUNCTION public.reminder_queue_acquisitions(asked_step integer, granted_from timestamp with time zone, granted_before timestamp with time zone, after_granted timestamp with time zone, after_contract_id text, after_user_id text, most integer, asked_at timestamp with time zone, tells_administrators boolean)
 RETURNS TABLE(due integer, queued integer, last_granted timestamp with time zone, last_contract_id text, last_user_id text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select u.contract_id, u.user_id, u.acquisition_granted_at as granted_at,
      u.contract_id || '/' || u.user_id || '/' || extract(epoch from u.acquisition_granted_at)::bigint as reference
    from contract_user u
    where u.institution_code = asked_institution
      and u.acquisition_granted_at >= granted_from and u.acquisition_granted_at < granted_before
      and (u.acquisition_granted_at, u.contract_id, u.user_id) > (after_granted, after_contract_id, after_user_id)
      and u.state = 'active' and (tells_administrators or u.mail_address is not null)
      and not exists (
        select from certificate c
        where c.contract_id = u.contract_id and c.institution_code = asked_institution and c.user_id = u.user_id
          and c.confirmed_at >= u.acquisition_granted_at)
      and (
        select r.step from reminder r
        where r.institution_code = asked_institution and r.kind = 'acquisition' and r.step = asked_step
          and r.reference
            = u.contract_id || '/' || u.user_id || '/' || extract(epoch from u.acquisition_granted_at)::bigint) is null
    order by u.acquisition_granted_at, u.contract_id, u.user_id
    limit most
  ), recorded as (
    insert into reminder (institution_code, kind, reference, step, contract_id, user_id, queued_at, administrators_told)
    select asked_institution, 'acquisition', c.reference, asked_step, contract_id, user_id, asked_at,
      case when tells_administrators then false end
    from chosen c order by granted_at, contract_id, user_id
    on conflict do nothing
    returning reminder.reference
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-reminder', array(
      select json_build_object('institutionCode', asked_institution, 'kind', 'acquisition', 'reference', r.reference,
        'step', asked_step) from recorded r), 10),
    last.granted_at, last.contract_id, last.user_id
  from (select 1) as one
  left join (
    select c.granted_at, c.contract_id, c.user_id from chosen c
    order by c.granted_at desc, c.contract_id desc, c.user_id desc limit 1) as last on true;
end
$function$
;
grant execute on function reminder_queue_acquisitions(integer,timestamp with time zone,timestamp with time zone,timestamp with time zone,text,text,integer,timestamp with time zone,boolean) to tegata_app;

CREATE OR REPLACE FUNCTION public.reminder_queue_certificates(asked_kind text, asked_step integer, expiring_from timestamp with time zone, expiring_before timestamp with time zone, after_expiry timestamp with time zone, after_serial text, most integer, asked_at timestamp with time zone, tells_administrators boolean)
 RETURNS TABLE(due integer, queued integer, last_expiry timestamp with time zone, last_serial text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select c.serial, c.not_after, c.contract_id, c.user_id
    from certificate c
    join contract_user u on u.institution_code = c.institution_code and u.contract_id = c.contract_id
      and u.user_id = c.user_id
    where c.institution_code = asked_institution and c.phase = 'active'
      and c.not_after >= expiring_from and c.not_after < expiring_before
      and (c.not_after, c.serial) > (after_expiry, after_serial)
      and u.state = 'active' and (tells_administrators or u.mail_address is not null)
      and (
        select r.step from reminder r
        where r.institution_code = asked_institution and r.kind = asked_kind and r.reference = c.serial
          and r.step = asked_step) is null
    order by c.not_after, c.serial
    limit most
  ), recorded as (
    insert into reminder (institution_code, kind, reference, step, contract_id, user_id, queued_at, administrators_told)
    select asked_institution, asked_kind, serial, asked_step, contract_id, user_id, asked_at,
      case when tells_administrators then false end
    from chosen order by not_after, serial
    on conflict do nothing
    returning reference
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-reminder', array(
      select json_build_object('institutionCode', asked_institution, 'kind', asked_kind, 'reference', reference,
        'step', asked_step) from recorded), 10),
    (select c.not_after from chosen c order by c.not_after desc, c.serial desc limit 1),
    (select c.serial from chosen c order by c.not_after desc, c.serial desc limit 1);
end
$function$
;
grant execute on function reminder_queue_certificates(text,integer,timestamp with time zone,timestamp with time zone,timestamp with time zone,text,integer,timestamp with time zone,boolean) to tegata_app;

CREATE OR REPLACE FUNCTION public.reminder_tell_administrators(most_contracts integer)
 RETURNS TABLE(contracts integer, queued integer)
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  asked_institution text := current_setting('tegata.institution');
begin
  return query
  with chosen as materialized (
    select distinct r.contract_id from reminder r
    where r.institution_code = asked_institution and r.administrators_told = false
    order by r.contract_id limit most_contracts
  ), told as (
    update reminder r set administrators_told = true
    from chosen
    where r.institution_code = asked_institution and r.contract_id = chosen.contract_id
      and r.administrators_told = false
    returning r.contract_id, r.user_id, r.kind, r.reference, r.step
  ), mails as (
    select json_build_object('institutionCode', asked_institution, 'contractId', u.contract_id, 'userId', u.user_id,
      'reminders', json_agg(json_build_object('kind', t.kind, 'reference', t.reference, 'step', t.step)
        order by t.reference, t.step)) as payload
    from told t
    join contract_user u on u.institution_code = asked_institution and u.contract_id = t.contract_id
      and u.user_id <> t.user_id and u.role in ('master', 'administrator') and u.state = 'active'
      and u.mail_address is not null
    group by u.contract_id, u.user_id
  )
  select (select count(*) from chosen)::integer,
    enqueue_jobs('send-administrator-reminder', array(select payload from mails), 10);
end
$function$
;
grant execute on function reminder_tell_administrators(integer) to public;
