import { sql } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { DueStep } from "./due.ts";
import type { Reminder, ReminderKey } from "./reminder.ts";

/** What one batch did, and where the next one begins. */
export interface Batch<Place> {
  readonly due: number;
  readonly queued: number;
  /** Undefined when nothing was due. */
  readonly last: Place | undefined;
}

interface BatchRequest {
  readonly due: DueStep;
  readonly most: number;
  readonly at: Temporal.Instant;
  readonly tellsAdministrators: boolean;
}

/** A certificate in the order of expiry. */
export interface CertificatePlace {
  readonly notAfter: Temporal.Instant;
  readonly serial: string;
}

/** A right to acquire in the order in which they were given. */
export interface GrantPlace {
  readonly grantedAt: Temporal.Instant;
  readonly contractId: string;
  readonly userId: string;
}

/** Records and queues the next reminders about certificates, after `after` or from the beginning of the span. */
export const queueCertificates = async (
  tx: InstitutionTransaction,
  request: BatchRequest & {
    readonly kind: "renewal" | "expired";
    readonly after: CertificatePlace | undefined;
  },
): Promise<Batch<CertificatePlace>> => {
  const { due, most, at, tellsAdministrators, kind, after } = request;
  const { rows } = await sql<{
    due: number;
    queued: number;
    last_expiry: Date | null;
    last_serial: string | null;
  }>`select * from reminder_queue_certificates(${kind}, ${due.step}, ${due.from.toString()}::timestamptz,
    ${due.before.toString()}::timestamptz, ${(after?.notAfter ?? due.from).toString()}::timestamptz,
    ${after?.serial ?? ""}, ${most}, ${toDate(at)}::timestamptz, ${tellsAdministrators})`.execute(tx);
  const [row] = rows;
  const place =
    row === undefined || row.last_expiry === null || row.last_serial === null
      ? undefined
      : { notAfter: fromDate(row.last_expiry), serial: row.last_serial };
  return { due: row?.due ?? 0, queued: row?.queued ?? 0, last: place };
};

/** The same for rights to acquire. */
export const queueAcquisitions = async (
  tx: InstitutionTransaction,
  request: BatchRequest & { readonly after: GrantPlace | undefined },
): Promise<Batch<GrantPlace>> => {
  const { due, most, at, tellsAdministrators, after } = request;
  const { rows } = await sql<{
    due: number;
    queued: number;
    last_granted: Date | null;
    last_contract_id: string | null;
    last_user_id: string | null;
  }>`select * from reminder_queue_acquisitions(${due.step}, ${due.from.toString()}::timestamptz,
    ${due.before.toString()}::timestamptz, ${(after?.grantedAt ?? due.from).toString()}::timestamptz,
    ${after?.contractId ?? ""}, ${after?.userId ?? ""}, ${most}, ${toDate(at)}::timestamptz,
    ${tellsAdministrators})`.execute(tx);
  const [row] = rows;
  const place =
    row === undefined || row.last_granted === null
      ? undefined
      : {
          grantedAt: fromDate(row.last_granted),
          contractId: row.last_contract_id ?? "",
          userId: row.last_user_id ?? "",
        };
  return { due: row?.due ?? 0, queued: row?.queued ?? 0, last: place };
};

/** Queues the mails to administrators of the next contracts; says of how many contracts, and how many mails. */
export const queueAdministrators = async (
  tx: InstitutionTransaction,
  mostContracts: number,
): Promise<{ readonly contracts: number; readonly queued: number }> => {
  const { rows } = await sql<{
    contracts: number;
    queued: number;
  }>`select * from reminder_tell_administrators(${mostContracts})`.execute(tx);
  return rows[0] ?? { contracts: 0, queued: 0 };
};

export const selectReminder = async (
  tx: InstitutionTransaction,
  key: Omit<ReminderKey, "institutionCode">,
): Promise<Reminder | undefined> => {
  const row = await tx
    .selectFrom("reminder")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("kind", "=", key.kind)
    .where("reference", "=", key.reference)
    .where("step", "=", key.step)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { institution_code: institutionCode, contract_id: contractId, user_id: userId } = row;
  return {
    key: { institutionCode, kind: row.kind, reference: row.reference, step: row.step },
    user: { institutionCode, contractId, userId },
    isSettled: row.outcome !== null,
  };
};

export const updateSettled = async (
  tx: InstitutionTransaction,
  key: ReminderKey,
  settled: { readonly outcome: "sent" | "withdrawn"; readonly at: Temporal.Instant },
): Promise<void> => {
  await tx
    .updateTable("reminder")
    .set({ outcome: settled.outcome, settled_at: toDate(settled.at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("kind", "=", key.kind)
    .where("reference", "=", key.reference)
    .where("step", "=", key.step)
    .where("outcome", "is", null)
    .execute();
};

/** Forgets reminders that were queued before; says how many. */
export const deleteOldReminders = async (
  tx: InstitutionTransaction,
  queuedBefore: Temporal.Instant,
): Promise<number> => {
  const result = await tx
    .deleteFrom("reminder")
    .where("institution_code", "=", tx.institutionCode)
    .where("queued_at", "<", toDate(queuedBefore))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
