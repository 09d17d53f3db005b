import { invariant } from "#shared/invariant.ts";
import { newRowId } from "#shared/ids.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import { insertLoginRecord, selectLoginRecords } from "./history.store.ts";

/** One line of ログイン履歴 (BTOP001). */
export interface LoginRecord {
  readonly at: Temporal.Instant;
  readonly method: "password" | "certificate";
  readonly outcome: "succeeded" | "refused";
  /** Why it was refused; null when it succeeded. */
  readonly refusalCode: string | null;
  /** Client address. */
  readonly address: string;
}

/** The last logins and refusals of a user, newest first; `limit` 1 to 100. */
export const loginHistory = (
  context: Pick<DomainContext, "database">,
  user: UserReference,
  limit: number,
): Promise<readonly LoginRecord[]> => {
  invariant(Number.isInteger(limit) && limit >= 1 && limit <= 100, "loginHistory: limit must be 1 to 100");
  return selectLoginRecords(context.database, user, limit);
};

/** Adds a line to a user's login history; `refusalCode` null: the login succeeded. */
export const recordLogin = (
  context: Pick<DomainContext, "random">,
  tx: InstitutionTransaction,
  login: {
    user: UserReference;
    at: Temporal.Instant;
    method: LoginRecord["method"];
    refusalCode: string | null;
    origin: Origin;
  },
): Promise<void> =>
  insertLoginRecord(tx, {
    recordId: newRowId(context.random),
    user: login.user,
    at: login.at,
    method: login.method,
    outcome: login.refusalCode === null ? "succeeded" : "refused",
    refusalCode: login.refusalCode,
    address: login.origin.address,
  });
