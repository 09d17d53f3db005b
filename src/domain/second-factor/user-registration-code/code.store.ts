import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

/** The code of a user. */
export interface StoredCode {
  readonly codeDigest: Buffer;
  readonly madeAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly verifiedAt: Temporal.Instant | null;
}

/** The code of a user; undefined where none was ever made. */
export const selectCode = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
): Promise<StoredCode | undefined> => {
  const row = await tx
    .selectFrom("user_registration_code")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        codeDigest: row.code_digest,
        madeAt: fromDate(row.made_at),
        expiresAt: fromDate(row.expires_at),
        verifiedAt: row.verified_at === null ? null : fromDate(row.verified_at),
      };
};

/** The codes of the users of a contract, by user ID. */
export const selectCodes = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<ReadonlyMap<string, Pick<StoredCode, "expiresAt" | "verifiedAt">>> => {
  const rows = await tx
    .selectFrom("user_registration_code")
    .select(["user_id", "expires_at", "verified_at"])
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .execute();
  return new Map(
    rows.map((row) => [
      row.user_id,
      {
        expiresAt: fromDate(row.expires_at),
        verifiedAt: row.verified_at === null ? null : fromDate(row.verified_at),
      },
    ]),
  );
};

/** Puts a code in place of the one before, which then means nothing. */
export const upsertCode = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  { codeDigest, madeAt, expiresAt }: Omit<StoredCode, "verifiedAt">,
): Promise<void> => {
  const content = {
    code_digest: codeDigest,
    made_at: toDate(madeAt),
    expires_at: toDate(expiresAt),
    verified_at: null,
  };
  await tx
    .insertInto("user_registration_code")
    .values({ institution_code: tx.institutionCode, contract_id: contractId, user_id: userId, ...content })
    .onConflict((conflict) =>
      conflict.columns(["institution_code", "contract_id", "user_id"]).doUpdateSet(content),
    )
    .execute();
};

/** The code was entered; false where it was entered before, or another took its place. */
export const setVerified = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  codeDigest: Buffer,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable("user_registration_code")
    .set({ verified_at: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .where("code_digest", "=", codeDigest)
    .where("verified_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
