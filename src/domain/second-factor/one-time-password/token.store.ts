import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Token, TokenKind } from "./token.ts";
import type { TotpParameters } from "../oath/totp.ts";

/** A token with its seed, sealed. */
export interface StoredToken extends Token {
  readonly seedSealed: Buffer;
  readonly issuedFor: Buffer | null;
  /** Serial of the token in whose place this one comes; null: none. */
  readonly replaces: string | null;
}

type Who = Pick<UserReference, "contractId" | "userId">;
type TokenRow = Selectable<Tables["otp_token"]>;

const instant = (date: Date | null): Temporal.Instant | null => (date === null ? null : fromDate(date));

const readToken = (row: TokenRow): StoredToken => ({
  institutionCode: row.institution_code,
  serial: row.serial,
  kind: row.kind,
  parameters: { algorithm: row.algorithm, digits: row.digits, periodSeconds: row.period_seconds },
  state: row.state,
  contractId: row.contract_id,
  user:
    row.contract_id === null || row.user_id === null
      ? null
      : { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id },
  driftSteps: row.drift_steps,
  lastUsedStep: row.last_used_step,
  outOfStepSince: instant(row.out_of_step_since),
  createdAt: fromDate(row.created_at),
  startedAt: instant(row.started_at),
  revokedAt: instant(row.revoked_at),
  seedSealed: row.seed_sealed,
  issuedFor: row.issued_for,
  replaces: row.replaces,
});

/** A token to be recorded. */
export interface NewToken {
  readonly serial: string;
  readonly kind: TokenKind;
  readonly parameters: TotpParameters;
  readonly seedSealed: Buffer;
  readonly state: "stock" | "assigned" | "successor";
  readonly contractId: string | null;
  readonly userId: string | null;
  readonly issuedFor: Buffer | null;
  readonly replaces?: string;
  readonly createdAt: Temporal.Instant;
}

/** Records a token; false where the serial is taken. */
export const insertToken = async (tx: InstitutionTransaction, token: NewToken): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto("otp_token")
    .values({
      institution_code: tx.institutionCode,
      serial: token.serial,
      kind: token.kind,
      algorithm: token.parameters.algorithm,
      digits: token.parameters.digits,
      period_seconds: token.parameters.periodSeconds,
      seed_sealed: token.seedSealed,
      state: token.state,
      contract_id: token.contractId,
      user_id: token.userId,
      issued_for: token.issuedFor,
      replaces: token.replaces ?? null,
      created_at: toDate(token.createdAt),
    })
    .onConflict((conflict) => conflict.columns(["institution_code", "serial"]).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

const waitingOrInUse = ["assigned", "active"] as const;

/** The user's token that waits or is in use; undefined where there is none. */
export const selectTokenOfUser = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<StoredToken | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .where("state", "in", waitingOrInUse)
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The same, locked until the transaction ends. */
export const lockTokenOfUser = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<StoredToken | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .where("state", "in", waitingOrInUse)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The token that is to take the place of the user's, locked until the transaction ends; undefined where there is none. */
export const lockSuccessorOfUser = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<StoredToken | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .where("state", "=", "successor")
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The token of this serial; undefined where there is none. */
export const selectToken = async (
  tx: InstitutionTransaction,
  serial: string,
): Promise<StoredToken | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** The same, locked until the transaction ends. */
export const selectTokenForUpdate = async (
  tx: InstitutionTransaction,
  serial: string,
): Promise<StoredToken | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : readToken(row);
};

/** Tokens of a contract, or of the whole institution, by serial. */
export const selectTokens = async (
  tx: InstitutionTransaction,
  contractId: string | undefined,
): Promise<StoredToken[]> => {
  let query = tx
    .selectFrom("otp_token")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("serial");
  if (contractId !== undefined) query = query.where("contract_id", "=", contractId);
  return (await query.execute()).map(readToken);
};

/** When a token of the user was last revoked after it had been in use; undefined: never. */
export const selectLastRevocation = async (
  tx: InstitutionTransaction,
  who: Who,
): Promise<Temporal.Instant | undefined> => {
  const row = await tx
    .selectFrom("otp_token")
    .select((select) => select.fn.max("revoked_at").as("at"))
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", who.contractId)
    .where("user_id", "=", who.userId)
    .where("state", "=", "revoked")
    .where("started_at", "is not", null)
    .executeTakeFirst();
  return row?.at === null || row === undefined ? undefined : fromDate(row.at);
};

/** What changes in a token; what is not named stays. */
export interface TokenChange {
  readonly state?: Token["state"];
  readonly owner?: { readonly contractId: string | null; readonly userId: string | null };
  readonly driftSteps?: number;
  /** Never goes back. */
  readonly lastUsedStep?: number;
  readonly outOfStepSince?: Temporal.Instant | null;
  readonly startedAt?: Temporal.Instant | null;
  readonly revokedAt?: Temporal.Instant;
}

/** Changes a token that the transaction has locked. */
export const updateToken = async (
  tx: InstitutionTransaction,
  serial: string,
  change: TokenChange,
): Promise<void> => {
  const { state, owner, driftSteps, lastUsedStep, outOfStepSince, startedAt, revokedAt } = change;
  await tx
    .updateTable("otp_token")
    .set({
      ...(state === undefined ? {} : { state }),
      ...(owner === undefined ? {} : { contract_id: owner.contractId, user_id: owner.userId }),
      ...(driftSteps === undefined ? {} : { drift_steps: driftSteps }),
      ...(lastUsedStep === undefined
        ? {}
        : { last_used_step: sql<number>`greatest(coalesce(last_used_step, 0), ${lastUsedStep})` }),
      ...(outOfStepSince === undefined
        ? {}
        : { out_of_step_since: outOfStepSince === null ? null : toDate(outOfStepSince) }),
      ...(startedAt === undefined ? {} : { started_at: startedAt === null ? null : toDate(startedAt) }),
      ...(revokedAt === undefined ? {} : { revoked_at: toDate(revokedAt) }),
    })
    .where("institution_code", "=", tx.institutionCode)
    .where("serial", "=", serial)
    .execute();
};
