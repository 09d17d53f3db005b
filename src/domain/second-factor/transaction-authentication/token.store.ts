import type { Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { unreachable } from "#shared/invariant.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { TransactionToken, TransactionTokenUse } from "./token.ts";

/** A token with what is sealed of it. */
export interface StoredTransactionToken extends TransactionToken {
  readonly procedureDigest: Buffer;
  readonly offerId: string;
  readonly offerKeySealed: Buffer | null;
  readonly deviceKeyDigest: Buffer | null;
  readonly keySealed: Buffer | null;
}

type Who = Pick<UserReference, "contractId" | "userId">;

const instant = (date: Date | null): Temporal.Instant | null => (date === null ? null : fromDate(date));

const readToken = (row: Selectable<Tables["transaction_token"]>): StoredTransactionToken => ({
  institutionCode: row.institution_code,
  serial: row.serial,
  contractId: row.contract_id,
  registeredBy: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.registered_by,
  },
  suite: row.suite,
  state: row.state,
  offerExpiresAt: fromDate(row.offer_expires_at),
  createdAt: fromDate(row.created_at),
  startedAt: instant(row.started_at),
  revokedAt: instant(row.revoked_at),
  procedureDigest: row.procedure_digest,
  offerId: row.offer_id,
  offerKeySealed: row.offer_key_sealed,
  deviceKeyDigest: row.device_key_digest,
  keySealed: row.key_sealed,
});

/** A token that is offered. */
export interface OfferedToken {
  readonly serial: string;
  readonly who: Who;
  readonly suite: string;
  readonly procedureDigest: Buffer;
  readonly offerId: string;
  readonly offerKeySealed: Buffer;
  readonly createdAt: Temporal.Instant;
  readonly offerExpiresAt: Temporal.Instant;
}

export const insertOfferedToken = async (tx: InstitutionTransaction, token: OfferedToken): Promise<void> => {
  await tx
    .insertInto("transaction_token")
    .values({
      institution_code: tx.institutionCode,
      serial: token.serial,
      contract_id: token.who.contractId,
      registered_by: token.who.userId,
      suite: token.suite,
      state: "offered",
      procedure_digest: token.procedureDigest,
      offer_id: token.offerId,
      offer_expires_at: toDate(token.offerExpiresAt),
      offer_key_sealed: token.offerKeySealed,
      created_at: toDate(token.createdAt),
    })
    .execute();
};

/** The token of an offer, locked until the transaction ends. */
export const lockTokenOfOffer = async (
  tx: InstitutionTransaction,
  offerId: string,
): Promise<StoredTransactionToken | undefined> => {
  const row = await tx
    .selectFrom("transaction_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("offer_id", "=", offerId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The token that a user is registering, locked until the transaction ends. */
export const lockWaitingToken = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<StoredTransactionToken | undefined> => {
  const row = await tx
    .selectFrom("transaction_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("registered_by", "=", who.userId)
    .where("state", "in", ["offered", "claimed"])
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The token of this serial, locked until the transaction ends. */
export const lockToken = async (
  tx: InstitutionTransaction,
  serial: string,
): Promise<StoredTransactionToken | undefined> => {
  const row = await tx
    .selectFrom("transaction_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The token that a user uses, locked until the transaction ends. */
export const lockTokenInUse = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<StoredTransactionToken | undefined> => {
  const use = await tx
    .selectFrom("transaction_token_user")
    .select("serial")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .executeTakeFirst();
  return use === undefined ? undefined : lockToken(tx, use.serial);
};

/** Tokens of a contract in use or once used, oldest first. */
export const selectTokensOfContract = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<StoredTransactionToken[]> => {
  const rows = await tx
    .selectFrom("transaction_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("started_at", "is not", null)
    .orderBy("started_at")
    .orderBy("serial")
    .execute();
  return rows.map(readToken);
};

/** Who uses which token in a contract. */
export const selectUses = async (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<TransactionTokenUse[]> => {
  const rows = await tx
    .selectFrom("transaction_token_user")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .orderBy("started_at")
    .orderBy("user_id")
    .execute();
  return rows.map((row) => ({
    serial: row.serial,
    user: { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id },
    startedAt: fromDate(row.started_at),
  }));
};

/** Lets a user use a token; false where the user uses one already. */
export const insertUse = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  serial: string,
  at: Temporal.Instant,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto("transaction_token_user")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      user_id: userId,
      serial,
      started_at: toDate(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

/** Nobody uses the token any longer. */
export const deleteUses = async (tx: InstitutionTransaction, serial: string): Promise<void> => {
  await tx
    .deleteFrom("transaction_token_user")
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .execute();
};

/** What changes in a token. */
export type TokenChange =
  | { readonly state: "claimed"; readonly keySealed: Buffer; readonly deviceKeyDigest: Buffer }
  | { readonly state: "active"; readonly startedAt: Temporal.Instant }
  | { readonly state: "revoked"; readonly revokedAt: Temporal.Instant };

const columnsOf = (change: TokenChange) => {
  switch (change.state) {
    case "claimed":
      return {
        state: change.state,
        key_sealed: change.keySealed,
        device_key_digest: change.deviceKeyDigest,
        offer_key_sealed: null,
      };
    case "active":
      return { state: change.state, started_at: toDate(change.startedAt) };
    case "revoked":
      return {
        state: change.state,
        revoked_at: toDate(change.revokedAt),
        key_sealed: null,
        offer_key_sealed: null,
      };
    default:
      return unreachable(change);
  }
};

/** Changes a token that the transaction has locked. */
export const updateTransactionToken = async (
  tx: InstitutionTransaction,
  serial: string,
  change: TokenChange,
): Promise<void> => {
  await tx
    .updateTable("transaction_token")
    .set(columnsOf(change))
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .execute();
};

/** Ends offers that nobody finished in time; says how many. */
export const revokeStaleOffers = async (
  tx: InstitutionTransaction,
  at: Temporal.Instant,
): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable("transaction_token")
    .set({ state: "revoked", revoked_at: toDate(at), key_sealed: null, offer_key_sealed: null })
    .where("institution_code", "=", tx.institutionCode)
    .where("state", "in", ["offered", "claimed"])
    .where("offer_expires_at", "<", toDate(at))
    .executeTakeFirst();
  return Number(numUpdatedRows);
};
