import type { Selectable } from "kysely";
import type { LoginAttemptTable } from "#platform/database/tables.ts";
import { fromDate } from "#shared/clock.ts";
import { digestOfSecret } from "#shared/ids.ts";
import type { UserReference } from "../context.ts";

/** A login attempt as recorded. States: started → presented | refused → redeemed → completed. */
export interface Attempt {
  readonly attemptId: string;
  readonly browserDigest: Buffer;
  /** check: the visitor only tests the browser (ご利用環境); nobody is logged in by it. */
  readonly purpose: "login" | "check";
  readonly state: LoginAttemptTable["state"];
  /** Why the gate said no; null while it has not spoken or said yes. */
  readonly refusalCode: string | null;
  /** Whom the certificate named, as far as it named anybody. */
  readonly user: UserReference | undefined;
  readonly certificateSerial: string | null;
  /** Until when the next step may be taken. */
  readonly expiresAt: Temporal.Instant;
}

/** Turns a row into an attempt. */
export const attemptOf = (row: Selectable<LoginAttemptTable>): Attempt => ({
  attemptId: row.attempt_id,
  browserDigest: row.browser_digest,
  purpose: row.purpose,
  state: row.state,
  refusalCode: row.refusal_code,
  user:
    row.contract_id === null || row.user_id === null
      ? undefined
      : { institutionCode: row.institution_code, contractId: row.contract_id, userId: row.user_id },
  certificateSerial: row.certificate_serial,
  expiresAt: fromDate(row.expires_at),
});

/** Whether its time is over: the end itself no longer counts. */
export const isOver = (attempt: Attempt, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, attempt.expiresAt) >= 0;

/** Whether this browser started the attempt. Compares digests, so timing tells nothing about the secret. */
export const isOfBrowser = (attempt: Attempt, browserSecret: string | undefined): boolean =>
  browserSecret !== undefined && attempt.browserDigest.equals(digestOfSecret(browserSecret));
