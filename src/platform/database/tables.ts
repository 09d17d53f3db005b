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
  password_login_ended_at: Date | null;
  created_at: Date;
}

export interface CredentialTable {
  institution_code: string;
  contract_id: string;
  user_id: string;
  kind: "login" | "confirmation";
  secret_hash: string;
  changed_at: Date;
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

export interface IssuerTable {
  issuer_id: string;
  family: "bizsol" | "shinkin";
  kind: "root" | "issuing";
  generation: number;
  parent_issuer_id: string | null;
  state: "active" | "retired";
  certificate: Buffer;
  key_reference: string;
  created_at: Date;
}

export interface OcspResponderTable {
  issuer_id: string;
  certificate: Buffer;
  key_reference: string;
  not_after: Date;
  created_at: Date;
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
  profile: string;
  subject: string;
  not_before: Date;
  not_after: Date;
  public_key_digest: Buffer;
  tbs_certificate: Buffer;
  certificate: Buffer | null;
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

export interface CrlTable {
  institution_code: string;
  issuer_id: string;
  shard: number;
  number: number;
  this_update: Date;
  next_update: Date;
  stale: Generated<boolean>;
  crl: Buffer;
}

export interface EnrollmentSessionTable {
  institution_code: string;
  session_id: string;
  token_digest: Buffer;
  purpose: "issue" | "renew";
  contract_id: string | null;
  user_id: string | null;
  completed_steps: Generated<string[]>;
  attempts: Generated<number>;
  challenge: Buffer;
  renews_serial: string | null;
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
  end_reason: "logout" | "idle" | "absolute" | "revoked" | "replaced" | "suspended" | null;
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

export interface NoticeTable {
  institution_code: string;
  notice_id: string;
  title_ja: string;
  title_en: string;
  body_ja: string;
  body_en: string;
  published_from: Date;
  published_until: Date | null;
}

/** Every table of the schema. */
export interface Tables {
  contract: ContractTable;
  contract_user: ContractUserTable;
  credential: CredentialTable;
  credential_failure: CredentialFailureTable;
  issuer: IssuerTable;
  ocsp_responder: OcspResponderTable;
  authority_crl: AuthorityCrlTable;
  certificate: CertificateTable;
  crl: CrlTable;
  enrollment_session: EnrollmentSessionTable;
  enrollment_token: EnrollmentTokenTable;
  login_attempt: LoginAttemptTable;
  portal_session: PortalSessionTable;
  login_history: LoginHistoryTable;
  audit_event: AuditEventTable;
  notice: NoticeTable;
}
