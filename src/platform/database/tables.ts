import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/**
 * The tables as Kysely sees them; `tools/table-types.test.ts` compares every column with the real schema.
 *
 * How values come out of PostgreSQL is decided once, in `values.ts`: `timestamptz` is a `Date` (turned into an
 * instant with `fromDate`), `bigint` a `number` (refused beyond 2^53), `bytea` a `Buffer`, `text[]` a `string[]`.
 */

export interface ContractTable {
  institution_code: string;
  contract_id: string;
  company_name: string;
  login_method: "password" | "certificate";
  password_login_ended_at: Date | null;
  created_at: Date;
  dual_approval: Generated<boolean>;
}

export interface ContractUserTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  role: "master" | "administrator" | "user";
  login_id: string | null;
  user_name: string;
  mail_address: string | null;
  language: Generated<"ja" | "en">;
  state: Generated<"active" | "suspended">;
  acquisition_granted_at: Date | null;
  acquisition_opens_at: Date | null;
  acquisition_stopped_at: Date | null;
  password_login_ended_at: Date | null;
  created_at: Date;
  deleted_at: Date | null;
  revision: Generated<number>;
  withheld_rights: Generated<string[]>;
  acquisition_reminded_at: Date | null;
}

export interface CredentialTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  kind: "login" | "confirmation";
  secret_hash: string;
  changed_at: Date;
  must_change: Generated<boolean>;
}

export interface CredentialFailureTable {
  institution_code: string;
  claim_digest: Buffer;
  consecutive_failures: Generated<number>;
  temporary_stops: Generated<number>;
  locked_until: Date | null;
  locked_permanently_at: Date | null;
  last_failure_at: Date;
}

/** See migration 0012; a root is always `active`. */
export type IssuerState = "planned" | "published" | "active" | "retired" | "revoked" | "discarded";

export type IssuerRevocationReason =
  | "unspecified"
  | "keyCompromise"
  | "cACompromise"
  | "affiliationChanged"
  | "superseded"
  | "cessationOfOperation";

export interface IssuerTable {
  issuer_id: string;
  family: "bizsol" | "shinkin";
  kind: "root" | "issuing";
  generation: number;
  parent_issuer_id: string | null;
  state: IssuerState;
  certificate: Buffer;
  key_reference: string;
  created_at: Date;
  validation_url: string | null;
  published_at: Date | null;
  first_published_at: Date | null;
  first_activated_at: Date | null;
  serves_until: Date | null;
  revoked_at: Date | null;
  certificates_ended_at: Date | null;
  revocation_reason: IssuerRevocationReason | null;
}

export interface AuthorityVersionTable {
  only_row: Generated<boolean>;
  version: number;
}

export interface OcspResponderTable {
  issuer_id: string;
  certificate: Buffer;
  key_reference: string;
  not_after: Date;
  created_at: Date;
}

export interface OcspNodeTable {
  node_id: string;
  seen_snapshot: string;
  renewals: number;
  renewed_at: Date;
}

export interface OcspChangeTable {
  xid: number;
  issuer_id: string;
  serial: string;
}

export interface AuthorityCrlTable {
  issuer_id: string;
  number: number;
  this_update: Date;
  next_update: Date;
  crl: Buffer;
}

export type CertificateState = "prepared" | "issued" | "active" | "expired" | "revoked" | "abandoned";

export type RevocationReason =
  "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation";

/** Why a certificate is over, in our own words (see migration 0003). */
export type CertificateEndCause =
  "expiry" | "supersession" | "takeover" | "unconfirmed" | "revocation" | "fault";

export interface CertificateTable {
  institution_code: string;
  serial: string;
  issuer_id: string;
  contract_id: string;
  user_id: string;
  state: CertificateState;
  /** `state` as the indexes know it: `pending` for prepared and issued, else the same. */
  phase: GeneratedAlways<string | null>;
  profile: string;
  subject: string;
  not_before: Date;
  not_after: Date;
  public_key_digest: Buffer;
  tbs_certificate: Buffer;
  /** signatureAlgorithm and signatureValue of the Certificate, DER. */
  certificate_signature: Buffer | null;
  /** The whole Certificate, DER, put together when it is read. */
  certificate: GeneratedAlways<Buffer | null>;
  fingerprint: Buffer | null;
  crl_shard: Generated<number>;
  confirmation_method: "signature" | "handshake";
  confirm_before: Date;
  supersedes_serial: string | null;
  key_store_kind: string | null;
  device_name: string | null;
  os_user: string | null;
  enrollment_session_id: string | null;
  prepared_at: Date;
  signed_at: Date | null;
  confirmed_at: Date | null;
  last_used_at: Date | null;
  ended_at: Date | null;
  end_cause: CertificateEndCause | null;
  revocation_reason: RevocationReason | null;
}

export interface CrlShardTable {
  institution_code: string;
  issuer_id: string;
  shard: number;
  capacity: number;
  allotted: number;
  covers_until: Date;
}

export interface CrlPendingTable {
  institution_code: string;
  issuer_id: string;
  shard: number;
  serial: string;
  revoked_at: Date;
}

export interface CrlTable {
  institution_code: string;
  issuer_id: string;
  shard: number;
  number: number;
  this_update: Date;
  next_update: Date;
  head: Buffer;
  entries: Buffer;
  tail: Buffer;
  entry_count: number;
  drop_after: Date | null;
}

export interface DatabaseLineageTable {
  ordinal: GeneratedAlways<number>;
  system_identifier: string;
  timeline: number;
  accepted_at: Date;
  accepted_as: "begun" | "replayed" | "nothingLost";
}

export interface CrlRunTable {
  work: "publish" | "check";
  finished_at: Date;
  figure: number;
}

export interface EnrollmentSessionTable {
  institution_code: string;
  session_id: string;
  token_digest: Buffer;
  purpose: "issue" | "renew" | "replace";
  contract_id: string | null;
  user_id: string | null;
  completed_steps: Generated<string[]>;
  attempts: Generated<number>;
  challenge: Buffer;
  renews_serial: string | null;
  replaces_serial: string | null;
  certificate_serial: string | null;
  request_digest: Buffer | null;
  key_store_kind: string;
  device_name: string;
  os_user: string;
  client_version: string;
  client_address: string;
  created_at: Date;
  expires_at: Date;
  finished_at: Date | null;
}

export interface EnrollmentTokenTable {
  institution_code: string;
  token_digest: Buffer;
  contract_id: string;
  user_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface LoginAttemptTable {
  institution_code: string;
  attempt_id: string;
  nonce_digest: Buffer;
  browser_digest: Buffer;
  state: "started" | "presented" | "refused" | "redeemed" | "completed";
  ticket_digest: Buffer | null;
  refusal_code: string | null;
  contract_id: string | null;
  user_id: string | null;
  certificate_serial: string | null;
  created_at: Date;
  expires_at: Date;
  purpose: Generated<"login" | "check">;
}

export interface PortalSessionTable {
  institution_code: string;
  session_id: string;
  token_digest: Buffer;
  contract_id: string;
  user_id: string;
  method: "password" | "certificate";
  certificate_serial: string | null;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  end_reason: "logout" | "idle" | "absolute" | "revoked" | "replaced" | "suspended" | "secretsChanged" | null;
  notices_passed_at: Date | null;
  secret_request: "required" | "recommended" | null;
  factors_pending: Generated<string[]>;
  device_noted: Generated<boolean>;
}

export interface InitialRegistrationTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  branch_number: string;
  account_type: "ordinary" | "current";
  account_number: string;
  login_hash: string;
  confirmation_hash: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface RegistrationSessionTable {
  institution_code: string;
  session_id: string;
  token_digest: Buffer;
  contract_id: string;
  user_id: string;
  letter_at: Date;
  state: "proved" | "entered" | "mailConfirmed" | "completed";
  revision: Generated<number>;
  user_name: string | null;
  mail_address: string | null;
  login_id: string | null;
  language: "ja" | "en" | null;
  login_hash: string | null;
  confirmation_hash: string | null;
  created_at: Date;
  expires_at: Date;
}

export interface MailConfirmationTable {
  institution_code: string;
  session_id: string;
  mail_address: string;
  code_digest: Buffer;
  failures: Generated<number>;
  codes_sent: Generated<number>;
  expires_at: Date;
  confirmed_at: Date | null;
}

/** What users did about their certificates (migration 0026). */
export interface CertificateHistoryTable {
  institution_code: string;
  record_id: string;
  contract_id: string;
  user_id: string;
  at: Date;
  act: "replaced" | "disowned";
  certificate_serial: string;
  device_name: string | null;
  address: string;
  was_logged_in: boolean;
}

export interface LoginHistoryTable {
  institution_code: string;
  record_id: string;
  contract_id: string;
  user_id: string;
  at: Date;
  method: "password" | "certificate";
  outcome: "succeeded" | "refused";
  refusal_code: string | null;
  address: string;
}

/** Facts as written (an object or its JSON text) and as read. */
export type JsonObject = ColumnType<
  Record<string, unknown>,
  Record<string, unknown> | string | undefined,
  Record<string, unknown> | string
>;

/** The same where an insert may not leave it out. */
export type JsonDocument = ColumnType<
  Record<string, unknown>,
  Record<string, unknown> | string,
  Record<string, unknown> | string
>;

export interface AuditEventTable {
  institution_code: string;
  event_id: GeneratedAlways<number>;
  at: Date;
  event: string;
  actor_kind: "user" | "staff" | "system" | "unidentified";
  actor: string | null;
  contract_id: string | null;
  user_id: string | null;
  certificate_serial: string | null;
  support_id: string | null;
  address: string | null;
  facts: JsonObject;
}

export interface AuditLinkTable {
  institution_code: string;
  sequence: number;
  event_id: number;
  hash: Buffer;
}

export interface AuditProgressTable {
  institution_code: string;
  settled_event_id: number;
}

export interface AuditKeyTable {
  generation: number;
  key_reference: string;
  public_key: Buffer;
  created_at: Date;
}

export interface AuditCheckpointTable {
  institution_code: string;
  sequence: number;
  note: string;
}

export interface NoticeTable {
  institution_code: string;
  notice_id: string;
  title_ja: string;
  title_en: string;
  body_ja: string;
  body_en: string;
  published_from: Date;
  published_until: Date | null;
  kind: Generated<"ordinary" | "forced">;
}

export interface NoticeConfirmationTable {
  institution_code: string;
  notice_id: string;
  contract_id: string;
  user_id: string;
  confirmed_at: Date;
}

export interface ReminderTable {
  institution_code: string;
  kind: "renewal" | "expired" | "acquisition";
  reference: string;
  step: number;
  contract_id: string;
  user_id: string;
  queued_at: Date;
  settled_at: Date | null;
  outcome: "sent" | "withdrawn" | null;
  administrators_told: boolean | null;
}

export interface ContractFactorTable {
  institution_code: string;
  contract_id: string;
  factor:
    "oneTimePassword" | "transactionAuthentication" | "additionalAuthentication" | "userRegistrationCode";
  contracted_at: Date;
}

export interface OtpTokenTable {
  institution_code: string;
  serial: string;
  kind: "hardware" | "software";
  algorithm: "SHA-1" | "SHA-256" | "SHA-512";
  digits: number;
  period_seconds: number;
  seed_sealed: Buffer;
  state: "stock" | "assigned" | "active" | "successor" | "revoked";
  contract_id: string | null;
  user_id: string | null;
  issued_for: Buffer | null;
  replaces: string | null;
  drift_steps: Generated<number>;
  last_used_step: number | null;
  out_of_step_since: Date | null;
  created_at: Date;
  started_at: Date | null;
  revoked_at: Date | null;
}

/** See migration 0021. */
export interface UserDraftTable {
  institution_code: string;
  token_digest: Buffer;
  contract_id: string;
  administrator_id: string;
  user_id: string;
  login_id: string | null;
  user_name: string;
  mail_address: string;
  role: "administrator" | "user";
  language: "ja" | "en";
  grants_acquisition: boolean;
  secrets_are_made: boolean;
  login_hash: string | null;
  confirmation_hash: string | null;
  created_at: Date;
  registered_at: Date | null;
}

/** See migration 0028. */
export interface ApprovalProposalTable {
  institution_code: string;
  proposal_id: string;
  contract_id: string;
  act: string;
  subject_id: string | null;
  payload: JsonDocument | null;
  description: JsonDocument;
  proposer_id: string;
  proposed_at: Date;
  expires_at: Date;
  state: Generated<"waiting" | "approved" | "declined" | "withdrawn" | "expired">;
  decider_id: string | null;
  decided_at: Date | null;
  reason: string | null;
}

/** See migration 0028. */
export interface ContractTransitionTable {
  institution_code: string;
  contract_id: string;
  announced_at: Date;
  acquire_from: Date;
  password_ends_at: Date;
  completed_at: Date | null;
}

/** See migration 0032. */
export interface ContractorConfirmationTable {
  institution_code: string;
  contract_id: string;
  round: number;
  state: "asked" | "answered" | "accepted" | "returned";
  asked_at: Date;
  reason: string | null;
  answered_at: Date | null;
  answered_by: string | null;
  answers: JsonDocument | null;
  decided_at: Date | null;
  decided_by: string | null;
}

/** See migration 0031. */
export interface AdditionalAnswerTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  question_id: string;
  answer_hash: string;
  registered_at: Date;
  asked_since: Date | null;
}

/** See migration 0031. */
export interface UserRegistrationCodeTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  code_digest: Buffer;
  made_at: Date;
  expires_at: Date;
  verified_at: Date | null;
}

/** See migration 0031. */
export interface KnownDeviceTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  device_id: string;
  kind: "browser" | "certificate";
  device_digest: Buffer;
  browser: string;
  first_seen_at: Date;
  last_seen_at: Date;
}

/** See migration 0031. */
export interface KnownNetworkTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  network_digest: Buffer;
  first_seen_at: Date;
  last_seen_at: Date;
}

/** See migration 0030. */
export interface TransactionTokenTable {
  institution_code: string;
  serial: string;
  contract_id: string;
  registered_by: string;
  suite: string;
  state: "offered" | "claimed" | "active" | "revoked";
  procedure_digest: Buffer;
  offer_id: string;
  offer_expires_at: Date;
  offer_key_sealed: Buffer | null;
  device_key_digest: Buffer | null;
  key_sealed: Buffer | null;
  created_at: Date;
  started_at: Date | null;
  revoked_at: Date | null;
}

/** See migration 0030. */
export interface TransactionTokenUserTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  serial: string;
  started_at: Date;
}

/** See migration 0030. */
export interface TransactionChallengeTable {
  institution_code: string;
  procedure_digest: Buffer;
  contract_id: string;
  user_id: string;
  serial: string;
  challenge: string;
  previous_challenge: string | null;
  previous_used: Generated<boolean>;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

/** Every table of the schema. */
export interface Tables {
  contract: ContractTable;
  contract_user: ContractUserTable;
  credential: CredentialTable;
  credential_failure: CredentialFailureTable;
  issuer: IssuerTable;
  ocsp_responder: OcspResponderTable;
  ocsp_node: OcspNodeTable;
  ocsp_change: OcspChangeTable;
  authority_crl: AuthorityCrlTable;
  authority_version: AuthorityVersionTable;
  certificate: CertificateTable;
  crl_shard: CrlShardTable;
  crl_pending: CrlPendingTable;
  crl: CrlTable;
  crl_run: CrlRunTable;
  database_lineage: DatabaseLineageTable;
  enrollment_session: EnrollmentSessionTable;
  enrollment_token: EnrollmentTokenTable;
  login_attempt: LoginAttemptTable;
  portal_session: PortalSessionTable;
  initial_registration: InitialRegistrationTable;
  registration_session: RegistrationSessionTable;
  mail_confirmation: MailConfirmationTable;
  certificate_history: CertificateHistoryTable;
  login_history: LoginHistoryTable;
  audit_event: AuditEventTable;
  audit_link: AuditLinkTable;
  audit_progress: AuditProgressTable;
  audit_key: AuditKeyTable;
  audit_checkpoint: AuditCheckpointTable;
  notice: NoticeTable;
  notice_confirmation: NoticeConfirmationTable;
  reminder: ReminderTable;
  contract_factor: ContractFactorTable;
  otp_token: OtpTokenTable;
  transaction_token: TransactionTokenTable;
  transaction_token_user: TransactionTokenUserTable;
  transaction_challenge: TransactionChallengeTable;
  user_draft: UserDraftTable;
  approval_proposal: ApprovalProposalTable;
  contract_transition: ContractTransitionTable;
  contractor_confirmation: ContractorConfirmationTable;
  additional_answer: AdditionalAnswerTable;
  user_registration_code: UserRegistrationCodeTable;
  known_device: KnownDeviceTable;
  known_network: KnownNetworkTable;
}
