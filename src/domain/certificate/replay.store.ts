import { sql } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";
import type { CertificateState, EndCause, RevocationReason } from "./certificates.ts";

/** Owner of certificates whose user the restored database does not know: nobody can log in as it. */
const LOST_OWNER = { contractId: "lost-record", userId: "lost-record" };

/** Profile of certificates of which only the audit record is left. */
export const LOST_PROFILE = "lost";

/** The states of those certificates that are known, locked in the order of serials. */
export const lockStates = async (
  tx: InstitutionTransaction,
  serials: readonly string[],
): Promise<ReadonlyMap<string, CertificateState>> => {
  const rows = await tx
    .selectFrom("certificate")
    .select(["serial", "state"])
    .where("institution_code", "=", tx.institutionCode)
    .where(sql<boolean>`serial = any (${[...serials]}::text[])`)
    .orderBy("serial")
    .forUpdate()
    .execute();
  return new Map(rows.map(({ serial, state }) => [serial, state]));
};

/** Issuers that the database knows. */
export const selectIssuerIds = async (tx: InstitutionTransaction): Promise<ReadonlySet<string>> => {
  const rows = await tx.selectFrom("issuer").select("issuer_id").execute();
  return new Set(rows.map((row) => row.issuer_id));
};

/** How a lost certificate is put on record. */
export interface LostEnd {
  readonly serial: string;
  readonly fingerprint: string | undefined;
  readonly signedAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant;
  readonly cause: EndCause;
  readonly reason: RevocationReason;
}

/** A certificate of which only the audit record is left. */
export interface LostCertificate extends LostEnd {
  readonly issuerId: string;
  readonly contractId: string;
  readonly userId: string;
  readonly notAfter: Temporal.Instant;
  readonly crlShard: number;
  readonly publicKeyDigest: string | undefined;
}

/** A digest that is nobody's, for a place that wants one. */
const placeholder = (what: string, serial: string) =>
  sql`sha256(convert_to(${`lost/${what}/${serial}`}, 'UTF8'))`;

const digestOr = (digest: string | undefined, what: string, serial: string) =>
  digest === undefined ? placeholder(what, serial) : sql`decode(${digest}, 'hex')`;

/** The key's digest, so that the key is never certified again; a placeholder where another certificate has it by now. */
const keyDigest = (tx: InstitutionTransaction, digest: ReturnType<typeof digestOr>, serial: string) => sql`
  case when exists (select from certificate other where other.institution_code = ${tx.institutionCode}
    and other.public_key_digest = ${digest} and other.phase <> 'abandoned' and other.serial <> ${serial})
  then ${placeholder("key", serial)} else ${digest} end`;

const ensureLostOwner = async (tx: InstitutionTransaction, at: Temporal.Instant): Promise<void> => {
  const { contractId, userId } = LOST_OWNER;
  await tx
    .insertInto("contract")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      company_name: "(lost records)",
      login_method: "certificate",
      created_at: toDate(at),
      password_login_ended_at: toDate(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx
    .insertInto("contract_user")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      user_id: userId,
      role: "user",
      login_id: null,
      user_name: "(lost records)",
      mail_address: null,
      state: "suspended",
      acquisition_granted_at: null,
      password_login_ended_at: toDate(at),
      created_at: toDate(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

const ownerOf = async (
  tx: InstitutionTransaction,
  lost: LostCertificate,
  now: Temporal.Instant,
): Promise<{ readonly contractId: string; readonly userId: string }> => {
  const { contractId, userId } = lost;
  const known = await tx
    .selectFrom("contract_user")
    .select("user_id")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  if (known !== undefined) return { contractId, userId };
  await ensureLostOwner(tx, now);
  return LOST_OWNER;
};

/** The list that has to show the serial is made for as long as the certificate would be valid; nothing new goes on it. */
const ensureShard = async (tx: InstitutionTransaction, lost: LostCertificate): Promise<void> => {
  await sql`insert into crl_shard (institution_code, issuer_id, shard, capacity, allotted, covers_until)
    values (${tx.institutionCode}, ${lost.issuerId}, ${lost.crlShard}, 1, 1, ${toDate(lost.notAfter)})
    on conflict (institution_code, issuer_id, shard)
    do update set covers_until = greatest(crl_shard.covers_until, excluded.covers_until)`.execute(tx);
};

/** Records a certificate that is not on record, as revoked. */
export const insertLost = async (
  tx: InstitutionTransaction,
  lost: LostCertificate,
  now: Temporal.Instant,
): Promise<void> => {
  const owner = await ownerOf(tx, lost, now);
  await ensureShard(tx, lost);
  const { serial } = lost;
  const digest = digestOr(lost.publicKeyDigest, "key", serial);
  await sql`insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
      not_before, not_after, public_key_digest, tbs_certificate, certificate_signature, fingerprint, crl_shard,
      confirmation_method, confirm_before, prepared_at, signed_at, ended_at, end_cause, revocation_reason)
    values (${tx.institutionCode}, ${serial}, ${lost.issuerId}, ${owner.contractId}, ${owner.userId}, 'revoked',
      ${LOST_PROFILE}, 'CN=(lost record)', ${toDate(lost.signedAt)}, ${toDate(lost.notAfter)},
      ${keyDigest(tx, digest, serial)}, '', '', ${digestOr(lost.fingerprint, "fingerprint", serial)},
      ${lost.crlShard}, 'signature', ${toDate(lost.signedAt)}, ${toDate(lost.signedAt)}, ${toDate(lost.signedAt)},
      ${toDate(lost.endedAt)}, ${lost.cause}, ${lost.reason})`.execute(tx);
};

/** prepared or abandoned → revoked: it was signed after the restored database ends. */
export const updateToLost = async (tx: InstitutionTransaction, lost: LostEnd): Promise<void> => {
  const { serial } = lost;
  await sql`update certificate set state = 'revoked', profile = ${LOST_PROFILE}, certificate_signature = '',
      fingerprint = ${digestOr(lost.fingerprint, "fingerprint", serial)}, signed_at = ${toDate(lost.signedAt)},
      ended_at = ${toDate(lost.endedAt)}, end_cause = ${lost.cause}, revocation_reason = ${lost.reason},
      public_key_digest = ${keyDigest(tx, sql`certificate.public_key_digest`, serial)}
    where institution_code = ${tx.institutionCode} and serial = ${serial} and state in ('prepared', 'abandoned')`.execute(
    tx,
  );
};
