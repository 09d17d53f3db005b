import type { Selectable } from "kysely";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { AccountData } from "./account.ts";
import type { Letter } from "./letter.ts";

type Row = Selectable<Tables["initial_registration"]>;

const toLetter = (row: Row): Letter => ({
  reference: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.user_id,
  },
  account: {
    branchNumber: row.branch_number,
    accountType: row.account_type,
    accountNumber: row.account_number,
  },
  hashes: { login: row.login_hash, confirmation: row.confirmation_hash },
  createdAt: fromDate(row.created_at),
  expiresAt: fromDate(row.expires_at),
  usedAt: row.used_at === null ? null : fromDate(row.used_at),
});

const columnsOf = ({ branchNumber, accountType, accountNumber }: AccountData) => ({
  branch_number: branchNumber,
  account_type: accountType,
  account_number: accountNumber,
});

/** The unused letter of an account, whether it is over or not. */
export const selectLetterOfAccount = async (
  tx: InstitutionTransaction,
  account: AccountData,
): Promise<Letter | undefined> => {
  const row = await tx
    .selectFrom("initial_registration")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("branch_number", "=", account.branchNumber)
    .where("account_type", "=", account.accountType)
    .where("account_number", "=", account.accountNumber)
    .where("used_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? undefined : toLetter(row);
};

const letterOf = (tx: InstitutionTransaction, { contractId, userId }: Letter["reference"]) =>
  tx
    .selectFrom("initial_registration")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId);

export const selectLetter = async (
  tx: InstitutionTransaction,
  reference: Letter["reference"],
): Promise<Letter | undefined> => {
  const row = await letterOf(tx, reference).executeTakeFirst();
  return row === undefined ? undefined : toLetter(row);
};

/** The letter, locked until the transaction ends: of two who complete with it, one waits and finds it used. */
export const lockLetter = async (
  tx: InstitutionTransaction,
  reference: Letter["reference"],
): Promise<Letter | undefined> => {
  const row = await letterOf(tx, reference).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toLetter(row);
};

/** Writes a letter, in place of an unused one of the same contract; false where that one was used or the account has another. */
export const upsertLetter = async (tx: InstitutionTransaction, letter: Letter): Promise<boolean> => {
  const other = await selectLetterOfAccount(tx, letter.account);
  if (other !== undefined && other.reference.contractId !== letter.reference.contractId) return false;
  const content = {
    ...columnsOf(letter.account),
    login_hash: letter.hashes.login,
    confirmation_hash: letter.hashes.confirmation,
    created_at: toDate(letter.createdAt),
    expires_at: toDate(letter.expiresAt),
  };
  const result = await tx
    .insertInto("initial_registration")
    .values({
      institution_code: tx.institutionCode,
      contract_id: letter.reference.contractId,
      user_id: letter.reference.userId,
      ...content,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_code", "contract_id", "user_id"])
        .doUpdateSet(content)
        .where("initial_registration.used_at", "is", null),
    )
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

export const markLetterUsed = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Letter["reference"],
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .updateTable("initial_registration")
    .set({ used_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .execute();
};
