import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { UserReference } from "../context.ts";
import type { CertificateAct } from "./history.ts";

/** Adds one line to what a user did about their certificates. */
export const insertCertificateAct = async (
  tx: InstitutionTransaction,
  act: CertificateAct & { readonly recordId: string; readonly user: UserReference },
): Promise<void> => {
  await tx
    .insertInto("certificate_history")
    .values({
      institution_code: tx.institutionCode,
      record_id: act.recordId,
      contract_id: act.user.contractId,
      user_id: act.user.userId,
      at: toDate(act.at),
      act: act.act,
      certificate_serial: act.serial,
      device_name: act.deviceName ?? null,
      address: act.address,
      was_logged_in: act.wasLoggedIn,
    })
    .execute();
};

/** Newest first. */
export const selectCertificateActs = async (
  tx: InstitutionTransaction,
  user: UserReference,
  limit: number,
): Promise<CertificateAct[]> => {
  const rows = await tx
    .selectFrom("certificate_history")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", user.contractId)
    .where("user_id", "=", user.userId)
    .orderBy("at", "desc")
    .orderBy("record_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    at: fromDate(row.at),
    act: row.act,
    serial: row.certificate_serial,
    deviceName: row.device_name ?? undefined,
    address: row.address,
    wasLoggedIn: row.was_logged_in,
  }));
};
