import type { InstitutionTransaction } from "#platform/database/database.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Actor, Origin, UserReference } from "../context.ts";
import { endOfCertificate, endOfUser, type EndReason, type SessionRow } from "./session.store.ts";

/** Who ended a session, when, and from where: for the audit record. */
export interface Ending {
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/**
 * Ends the sessions that a certificate opened, in the transaction that revokes it; returns how many. Not for
 * supersession: the same person holds the new certificate, and the application never takes the browser's session
 * (A7.7). Call it after the certificate's row was changed: a login that was faster is then seen and ended, a slower
 * one finds the certificate revoked.
 */
export const endSessionsOfCertificate = async (
  tx: InstitutionTransaction,
  input: Ending & { serial: string; institutionCode?: string },
): Promise<number> => {
  const ended = await endOfCertificate(tx, { serial: input.serial, at: input.at, reason: "revoked" });
  await recordEnded(tx, ended, "revoked", input);
  return ended.length;
};

/**
 * Ends a user's session, in the transaction that suspends the user (unless told why else); returns how many ended.
 */
export const endSessionsOfUser = async (
  tx: InstitutionTransaction,
  {
    reason = "suspended",
    ...input
  }: Ending & { user: UserReference; reason?: "suspended" | "secretsChanged" | "revoked" },
): Promise<number> => {
  const ended = await endOfUser(tx, { user: input.user, at: input.at, reason });
  await recordEnded(tx, ended, reason, input);
  return ended.length;
};

/** The audit rows of sessions that ended. */
export const recordEnded = async (
  tx: InstitutionTransaction,
  ended: readonly SessionRow[],
  reason: EndReason,
  by: Ending,
): Promise<void> => {
  await Promise.all(
    ended.map((session) =>
      recordAudit(tx, {
        at: by.at,
        event: "session.ended",
        actor: by.actor,
        subject: session.user,
        certificateSerial: session.certificateSerial ?? undefined,
        origin: by.origin,
        facts: { sessionId: session.sessionId, reason },
      }),
    ),
  );
};
