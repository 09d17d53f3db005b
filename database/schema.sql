-- The schema after all migrations, for reading and for review. Generated
-- by tools/dump-schema.ts; a test compares it with the migrations. Change the schema by a new migration.

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
  certificate bytea,
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
  constraint certificate_pkey PRIMARY KEY (institution_code, serial),
  constraint certificate_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint certificate_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint certificate_check CHECK (((certificate IS NULL) = (signed_at IS NULL))),
  constraint certificate_check1 CHECK (((certificate IS NULL) = (fingerprint IS NULL))),
  constraint certificate_check2 CHECK (((state <> ALL (ARRAY['issued'::text, 'active'::text, 'expired'::text, 'revoked'::text])) OR (certificate IS NOT NULL))),
  constraint certificate_check3 CHECK (((state = 'revoked'::text) = (revocation_reason IS NOT NULL))),
  constraint certificate_check4 CHECK (((state = ANY (ARRAY['revoked'::text, 'abandoned'::text, 'expired'::text])) = (ended_at IS NOT NULL))),
  constraint certificate_check5 CHECK (((ended_at IS NULL) = (end_cause IS NULL))),
  constraint certificate_confirmation_method_check CHECK ((confirmation_method = ANY (ARRAY['signature'::text, 'handshake'::text]))),
  constraint certificate_end_cause_check CHECK ((end_cause = ANY (ARRAY['expiry'::text, 'supersession'::text, 'takeover'::text, 'unconfirmed'::text, 'revocation'::text, 'fault'::text]))),
  constraint certificate_fingerprint_check CHECK ((length(fingerprint) = 32)),
  constraint certificate_public_key_digest_check CHECK ((length(public_key_digest) = 32)),
  constraint certificate_revocation_reason_check CHECK ((revocation_reason = ANY (ARRAY['unspecified'::text, 'keyCompromise'::text, 'affiliationChanged'::text, 'superseded'::text, 'cessationOfOperation'::text]))),
  constraint certificate_serial_check CHECK ((serial ~ '^[0-9a-f]{32}$'::text)),
  constraint certificate_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'issued'::text, 'active'::text, 'expired'::text, 'revoked'::text, 'abandoned'::text])))
);
alter table certificate enable row level security;
CREATE UNIQUE INDEX certificate_fingerprint ON public.certificate USING btree (fingerprint) WHERE (fingerprint IS NOT NULL);
CREATE INDEX certificate_of_user ON public.certificate USING btree (institution_code, contract_id, user_id, prepared_at DESC);
CREATE UNIQUE INDEX certificate_one_active ON public.certificate USING btree (institution_code, contract_id, user_id) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX certificate_one_key ON public.certificate USING btree (institution_code, public_key_digest) WHERE (state <> 'abandoned'::text);
CREATE UNIQUE INDEX certificate_one_pending ON public.certificate USING btree (institution_code, contract_id, user_id) WHERE (state = ANY (ARRAY['prepared'::text, 'issued'::text]));
CREATE INDEX certificate_revoked ON public.certificate USING btree (issuer_id, institution_code, crl_shard, serial) WHERE (state = 'revoked'::text);
CREATE UNIQUE INDEX certificate_serial ON public.certificate USING btree (issuer_id, serial);
CREATE INDEX certificate_unconfirmed ON public.certificate USING btree (confirm_before) WHERE (state = ANY (ARRAY['prepared'::text, 'issued'::text]));
create policy by_institution on certificate using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant insert, select, update on certificate to tegata_app;

create table contract (
  institution_code text not null,
  contract_id text not null,
  company_name text not null,
  login_method text not null,
  password_login_ended_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint contract_pkey PRIMARY KEY (institution_code, contract_id),
  constraint contract_contract_id_check CHECK (((length(contract_id) >= 1) AND (length(contract_id) <= 20))),
  constraint contract_institution_code_check CHECK ((institution_code ~ '^[0-9]{4}$'::text)),
  constraint contract_login_method_check CHECK ((login_method = ANY (ARRAY['password'::text, 'certificate'::text])))
);
alter table contract enable row level security;
create policy by_institution on contract using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on contract to tegata_app;

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
  constraint contract_user_pkey PRIMARY KEY (institution_code, contract_id, user_id),
  constraint contract_user_institution_code_contract_id_fkey FOREIGN KEY (institution_code, contract_id) REFERENCES contract(institution_code, contract_id),
  constraint contract_user_language_check CHECK ((language = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint contract_user_mail_address_check CHECK (((length(mail_address) >= 4) AND (length(mail_address) <= 64))),
  constraint contract_user_role_check CHECK ((role = ANY (ARRAY['master'::text, 'administrator'::text, 'user'::text]))),
  constraint contract_user_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text]))),
  constraint contract_user_user_id_check CHECK (((length(user_id) >= 1) AND (length(user_id) <= 30))),
  constraint contract_user_user_name_check CHECK (((length(user_name) >= 1) AND (length(user_name) <= 60)))
);
alter table contract_user enable row level security;
CREATE UNIQUE INDEX contract_user_login_id ON public.contract_user USING btree (institution_code, login_id) WHERE (login_id IS NOT NULL);
create policy by_institution on contract_user using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on contract_user to tegata_app;

create table credential (
  institution_code text not null,
  contract_id text not null,
  user_id text not null,
  kind text not null,
  secret_hash text not null,
  changed_at timestamp with time zone not null,
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
  stale boolean default false not null,
  crl bytea not null,
  constraint crl_pkey PRIMARY KEY (institution_code, issuer_id, shard),
  constraint crl_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id),
  constraint crl_number_check CHECK ((number >= 1))
);
alter table crl enable row level security;
create policy by_institution on crl using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on crl to tegata_app;

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
  constraint enrollment_session_pkey PRIMARY KEY (institution_code, session_id),
  constraint enrollment_session_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint enrollment_session_attempts_check CHECK ((attempts >= 0)),
  constraint enrollment_session_challenge_check CHECK ((length(challenge) = 32)),
  constraint enrollment_session_check CHECK (((contract_id IS NULL) = (user_id IS NULL))),
  constraint enrollment_session_check1 CHECK (((purpose = 'renew'::text) = (renews_serial IS NOT NULL))),
  constraint enrollment_session_purpose_check CHECK ((purpose = ANY (ARRAY['issue'::text, 'renew'::text]))),
  constraint enrollment_session_request_digest_check CHECK ((length(request_digest) = 32)),
  constraint enrollment_session_session_id_check CHECK ((session_id ~ '^[0-9a-f]{32}$'::text)),
  constraint enrollment_session_token_digest_check CHECK ((length(token_digest) = 32))
);
alter table enrollment_session enable row level security;
CREATE INDEX enrollment_session_expiry ON public.enrollment_session USING btree (institution_code, expires_at);
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
  constraint issuer_pkey PRIMARY KEY (issuer_id),
  constraint issuer_parent_issuer_id_fkey FOREIGN KEY (parent_issuer_id) REFERENCES issuer(issuer_id),
  constraint issuer_family_check CHECK ((family = ANY (ARRAY['bizsol'::text, 'shinkin'::text]))),
  constraint issuer_generation_check CHECK ((generation >= 1)),
  constraint issuer_issuer_id_check CHECK ((issuer_id ~ '^[a-z0-9-]{3,40}$'::text)),
  constraint issuer_kind_check CHECK ((kind = ANY (ARRAY['root'::text, 'issuing'::text]))),
  constraint issuer_state_check CHECK ((state = ANY (ARRAY['active'::text, 'retired'::text])))
);
grant insert, select, update on issuer to tegata_app;

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
  constraint login_attempt_pkey PRIMARY KEY (institution_code, attempt_id),
  constraint login_attempt_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint login_attempt_attempt_id_check CHECK ((attempt_id ~ '^[0-9a-f]{32}$'::text)),
  constraint login_attempt_browser_digest_check CHECK ((length(browser_digest) = 32)),
  constraint login_attempt_check CHECK (((state = 'started'::text) = (ticket_digest IS NULL))),
  constraint login_attempt_check1 CHECK (((state <> 'refused'::text) OR (refusal_code IS NOT NULL))),
  constraint login_attempt_check2 CHECK (((state <> ALL (ARRAY['presented'::text, 'completed'::text])) OR ((contract_id IS NOT NULL) AND (user_id IS NOT NULL) AND (certificate_serial IS NOT NULL)))),
  constraint login_attempt_nonce_digest_check CHECK ((length(nonce_digest) = 32)),
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

create table notice (
  institution_code text not null,
  notice_id text not null,
  title_ja text not null,
  title_en text not null,
  body_ja text not null,
  body_en text not null,
  published_from timestamp with time zone not null,
  published_until timestamp with time zone,
  constraint notice_pkey PRIMARY KEY (institution_code, notice_id)
);
alter table notice enable row level security;
create policy by_institution on notice using ((institution_code = current_setting('tegata.institution'::text, true))) with check ((institution_code = current_setting('tegata.institution'::text, true)));
grant delete, insert, select, update on notice to tegata_app;

create table ocsp_responder (
  issuer_id text not null,
  certificate bytea not null,
  key_reference text not null,
  not_after timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint ocsp_responder_pkey PRIMARY KEY (issuer_id, not_after),
  constraint ocsp_responder_issuer_id_fkey FOREIGN KEY (issuer_id) REFERENCES issuer(issuer_id)
);
grant insert, select, update on ocsp_responder to tegata_app;

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
  constraint portal_session_pkey PRIMARY KEY (institution_code, session_id),
  constraint portal_session_institution_code_contract_id_user_id_fkey FOREIGN KEY (institution_code, contract_id, user_id) REFERENCES contract_user(institution_code, contract_id, user_id),
  constraint portal_session_check CHECK (((method = 'certificate'::text) = (certificate_serial IS NOT NULL))),
  constraint portal_session_check1 CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint portal_session_end_reason_check CHECK ((end_reason = ANY (ARRAY['logout'::text, 'idle'::text, 'absolute'::text, 'revoked'::text, 'replaced'::text, 'suspended'::text]))),
  constraint portal_session_method_check CHECK ((method = ANY (ARRAY['password'::text, 'certificate'::text]))),
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

create table schema_migration (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migration_pkey PRIMARY KEY (name)
);

CREATE OR REPLACE FUNCTION public.certificate_lock_contract(asked_contract_id text)
 RETURNS void
 LANGUAGE sql
AS $function$
  select pg_advisory_xact_lock(
    hashtextextended('certificate/' || current_setting('tegata.institution') || '/' || asked_contract_id, 0))
$function$
;
grant execute on function certificate_lock_contract(text) to public;

CREATE OR REPLACE FUNCTION public.certificate_owner(asked_fingerprint bytea)
 RETURNS TABLE(institution_code text, serial text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select institution_code, serial from certificate where fingerprint = asked_fingerprint
$function$
;
grant execute on function certificate_owner(bytea) to public;

CREATE OR REPLACE FUNCTION public.certificate_record_signature(asked_serial text, signed_certificate bytea, signed_fingerprint bytea, asked_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  update certificate
    set state = 'issued', certificate = signed_certificate, fingerprint = signed_fingerprint, signed_at = asked_at
    where institution_code = current_setting('tegata.institution') and serial = asked_serial
      and state || '' = 'prepared';
  if not found then
    raise exception 'the certificate is no longer waiting for its signature' using errcode = 'TG001';
  end if;
end
$function$
;
grant execute on function certificate_record_signature(text,bytea,bytea,timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.certificate_reserve(asked_contract_id text, asked_user_id text, most_of_contract integer, asked_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  has_certificate boolean;
  certificates integer;
begin
  -- A statement of its own: what follows sees what was committed while this one waited.
  perform certificate_lock_contract(asked_contract_id);
  select coalesce(bool_or(user_id = asked_user_id), false),
      count(*) filter (where not_after > asked_at - interval '1 second')
    into has_certificate, certificates
    from certificate
    where institution_code = current_setting('tegata.institution') and contract_id = asked_contract_id
      and state || '' in ('prepared', 'issued', 'active');
  if has_certificate then
    raise exception 'the user has a certificate' using errcode = 'TG001';
  end if;
  if certificates >= most_of_contract then
    raise exception 'the contract is full' using errcode = 'TG001';
  end if;
end
$function$
;
grant execute on function certificate_reserve(text,text,integer,timestamp with time zone) to public;

CREATE OR REPLACE FUNCTION public.certificate_status(asked_issuer_id text, asked_serial text)
 RETURNS TABLE(state text, revocation_reason text, ended_at timestamp with time zone, not_after timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select state, revocation_reason, ended_at, not_after
  from certificate where issuer_id = asked_issuer_id and serial = asked_serial
$function$
;
grant execute on function certificate_status(text,text) to public;

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

CREATE OR REPLACE FUNCTION public.institutions_with_unconfirmed(before timestamp with time zone)
 RETURNS TABLE(institution_code text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
  select distinct institution_code from certificate
  where state in ('prepared', 'issued') and confirm_before < before
$function$
;
grant execute on function institutions_with_unconfirmed(timestamp with time zone) to public;

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
