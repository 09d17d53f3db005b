import { sql, type RawBuilder } from "kysely";
import { byteaArray, integerArray, textArray, timestampArray } from "#platform/database/binary-array.ts";
import { statements, type Database } from "#platform/database/database.ts";
import { groupCommit } from "#platform/database/group-commit.ts";
import { invariant } from "#shared/invariant.ts";
import { auditArrays, type AuditEntry } from "../audit/audit.ts";
import type { PreparedRow } from "./issue.store.ts";

/**
 * Both records of issuing in their plain case. Certificates that are issued at the same moment share a transaction and
 * a statement (`groupCommit`, migration 0010): the statement tells which of them it wrote, so that a member that is not
 * the plain case does not hold the others up.
 */

type CertificateAudit = AuditEntry & { readonly certificateSerial: string };

/** What phase one records in its plain case. */
export interface Preparation {
  readonly row: PreparedRow;
  /** Certificates that the contract may have, this one included. */
  readonly mostOfContract: number;
  /** Written with the row or not at all. */
  readonly audit: CertificateAudit;
}

/** What phase two records. */
export interface Recording {
  readonly serial: string;
  /** signatureAlgorithm and signatureValue of the Certificate, DER. */
  readonly certificateSignature: Buffer;
  /** SHA-256 of the certificate. */
  readonly fingerprint: Buffer;
  readonly at: Temporal.Instant;
  /** Written with the signature or not at all. */
  readonly audit: CertificateAudit;
}

type Member =
  | { readonly kind: "prepare"; readonly preparation: Preparation }
  | { readonly kind: "record"; readonly recording: Recording };

/** Calls the database's function for phase one; gives the serials that it prepared. */
const preparing = (members: readonly Preparation[]): RawBuilder<string[]> => {
  const rows = members.map(({ row }) => row);
  const parameters = [
    textArray(rows.map(({ serial }) => serial)),
    textArray(rows.map(({ issuerId }) => issuerId)),
    textArray(rows.map(({ owner }) => owner.contractId)),
    textArray(rows.map(({ owner }) => owner.userId)),
    textArray(rows.map(({ subject }) => subject)),
    timestampArray(rows.map(({ notBefore }) => notBefore)),
    timestampArray(rows.map(({ notAfter }) => notAfter)),
    byteaArray(rows.map(({ publicKeyDigest }) => publicKeyDigest)),
    byteaArray(rows.map(({ tbsCertificate }) => tbsCertificate)),
    integerArray(rows.map(({ crlShard }) => crlShard)),
    textArray(rows.map(({ confirmationMethod }) => confirmationMethod)),
    timestampArray(rows.map(({ confirmBefore }) => confirmBefore)),
    textArray(rows.map(({ keyStoreKind }) => keyStoreKind)),
    textArray(rows.map(({ deviceName }) => deviceName)),
    textArray(rows.map(({ osUser }) => osUser)),
    textArray(rows.map(({ enrollmentSessionId }) => enrollmentSessionId)),
    timestampArray(rows.map(({ preparedAt }) => preparedAt)),
    integerArray(members.map(({ mostOfContract }) => mostOfContract)),
  ];
  const audit = auditArrays(members.map((member) => member.audit));
  return sql`audit_record_of_certificates(certificate_prepare(${sql.join(parameters)}), ${sql.join(audit)})`;
};

/** Calls the database's function for phase two; gives the serials whose signatures it recorded. */
const recording = (members: readonly Recording[]): RawBuilder<string[]> => {
  const parameters = [
    textArray(members.map(({ serial }) => serial)),
    byteaArray(members.map(({ certificateSignature }) => certificateSignature)),
    byteaArray(members.map(({ fingerprint }) => fingerprint)),
    timestampArray(members.map(({ at }) => at)),
  ];
  const audit = auditArrays(members.map((member) => member.audit));
  return sql`audit_record_of_certificates(certificate_record_signatures(${sql.join(parameters)}), ${sql.join(audit)})`;
};

const NOTHING = sql<string[]>`'{}'::text[]`;

/** Both phases of different certificates in one statement; says of each member whether it was written. */
const runTogether = async (
  database: Database,
  institutionCode: string,
  members: readonly Member[],
): Promise<boolean[]> => {
  const preparations = members.flatMap((member) => (member.kind === "prepare" ? [member.preparation] : []));
  const recordings = members.flatMap((member) => (member.kind === "record" ? [member.recording] : []));
  const prepared = preparations.length === 0 ? NOTHING : preparing(preparations);
  const recorded = recordings.length === 0 ? NOTHING : recording(recordings);
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    sql<{
      prepared: string[];
      recorded: string[];
    }>`select ${prepared} as prepared, ${recorded} as recorded`.compile(statements),
  );
  const [row] = rows;
  invariant(row !== undefined, "the statement gives one row");
  const [wasPrepared, wasRecorded] = [new Set(row.prepared), new Set(row.recorded)];
  return members.map((member) =>
    member.kind === "prepare"
      ? wasPrepared.has(member.preparation.row.serial)
      : wasRecorded.has(member.recording.serial),
  );
};

const queues = new WeakMap<Database, (institutionCode: string, member: Member) => Promise<boolean>>();

/** One queue for both phases: a transaction prepares some certificates and records the signatures of others. */
const queueOf = (database: Database) => {
  const known = queues.get(database);
  if (known !== undefined) return known;
  const made = groupCommit<Member, boolean>({
    orderOf: (member) =>
      member.kind === "prepare" ? member.preparation.row.owner.contractId : member.recording.serial,
    runTogether: (institutionCode, members) => runTogether(database, institutionCode, members),
  });
  queues.set(database, made);
  return made;
};

/**
 * Phase one in its plain case: the user has no certificate that is active or on its way, the key is new, and the
 * contract has room.
 *
 * @returns whether it is recorded; if not, nothing is, and somebody must look closer.
 */
export const prepareAtOnce = (database: Database, preparation: Preparation): Promise<boolean> =>
  queueOf(database)(preparation.row.owner.institutionCode, { kind: "prepare", preparation });

/**
 * Phase two: the signature, while the certificate still waits for it.
 *
 * @returns whether it is recorded; if not, the certificate was signed or ended by somebody else.
 */
export const recordSignature = (
  database: Database,
  institutionCode: string,
  signed: Recording,
): Promise<boolean> => queueOf(database)(institutionCode, { kind: "record", recording: signed });
