import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { UserDraft } from "./draft.ts";

const toDraft = (row: Selectable<Tables["user_draft"]>): UserDraft => ({
  administrator: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.administrator_id,
  },
  userId: row.user_id,
  loginId: row.login_id,
  userName: row.user_name,
  mailAddress: row.mail_address,
  role: row.role,
  language: row.language,
  grantsAcquisition: row.grants_acquisition,
  secretsAreMade: row.secrets_are_made,
  hashes:
    row.login_hash === null || row.confirmation_hash === null
      ? undefined
      : { login: row.login_hash, confirmation: row.confirmation_hash },
  createdAt: fromDate(row.created_at),
  registeredAt: row.registered_at === null ? undefined : fromDate(row.registered_at),
});

export const insertDraft = async (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
  draft: UserDraft,
): Promise<void> => {
  await tx
    .insertInto("user_draft")
    .values({
      institution_code: tx.institutionCode,
      token_digest: tokenDigest,
      contract_id: draft.administrator.contractId,
      administrator_id: draft.administrator.userId,
      user_id: draft.userId,
      login_id: draft.loginId,
      user_name: draft.userName,
      mail_address: draft.mailAddress,
      role: draft.role,
      language: draft.language,
      grants_acquisition: draft.grantsAcquisition,
      secrets_are_made: draft.secretsAreMade,
      login_hash: draft.hashes?.login ?? null,
      confirmation_hash: draft.hashes?.confirmation ?? null,
      created_at: toDate(draft.createdAt),
      registered_at: null,
    })
    .execute();
};

/** The draft of this administrator with this token. */
export const selectDraft = async (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
  administrator: UserReference,
): Promise<UserDraft | undefined> => {
  const row = await tx
    .selectFrom("user_draft")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("token_digest", "=", tokenDigest)
    .where("contract_id", "=", administrator.contractId)
    .where("administrator_id", "=", administrator.userId)
    .executeTakeFirst();
  return row === undefined ? undefined : toDraft(row);
};

/** Marks a draft as registered: what was typed in is no longer kept. */
export const updateRegistered = async (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("user_draft")
    .set({ registered_at: toDate(at), login_hash: null, confirmation_hash: null })
    .where("institution_code", "=", tx.institutionCode)
    .where("token_digest", "=", tokenDigest)
    .execute();
};

export const deleteDraftsBefore = async (
  tx: InstitutionTransaction,
  createdBefore: Temporal.Instant,
): Promise<void> => {
  await tx
    .deleteFrom("user_draft")
    .where("institution_code", "=", tx.institutionCode)
    .where("created_at", "<", toDate(createdBefore))
    .execute();
};
