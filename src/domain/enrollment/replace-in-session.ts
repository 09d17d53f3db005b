import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  replaceableCertificate,
  replaceIn,
  type Replaced,
  type ReplacementReason,
} from "#domain/replacement/replace.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, type Result } from "#shared/result.ts";
import { outOfOrder } from "./session.ts";
import type { ProofServices } from "./session-types.ts";
import { changeSession, type SessionRecord } from "./session.store.ts";
import { REPLACEMENT } from "./steps/replacement.ts";

/** The certificate that somebody who is proved, and not logged in, may replace now; or which rule says no. */
export const replaceableSerial = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: UserReference,
): Promise<Result<string, Refusal>> => {
  const certificate = await replaceableCertificate(context, institution, { user, isLoggedIn: false });
  return certificate.ok ? accepted(certificate.value.serial) : certificate;
};

/** The step of a session that was confirmed. */
interface ConfirmedReplacement {
  readonly institution: InstitutionPolicy;
  readonly session: SessionRecord;
  readonly reason: ReplacementReason;
  readonly origin: Origin;
  /** True: the session ends with it, because the new certificate is acquired in another (the portal's). */
  readonly isLast: boolean;
}

const auditIn = (
  { context }: ProofServices,
  tx: InstitutionTransaction,
  { session, origin }: ConfirmedReplacement,
  event: "enrollment.proved" | "enrollment.refused" | "enrollment.finished",
  facts: Readonly<Record<string, string>>,
): Promise<void> => {
  invariant(session.user !== undefined, "the person is known");
  return recordAudit(tx, {
    at: context.clock.now(),
    event,
    actor: { kind: "user", user: session.user },
    subject: session.user,
    certificateSerial: session.replacesSerial,
    origin,
    facts: { sessionId: session.sessionId, purpose: session.purpose, ...facts },
  });
};

/**
 * Revokes the certificate that the session's person was shown, gives the right to acquire, and records the step, in one
 * transaction: killed in the middle, nothing has happened. A rule that says no ends the session. Of two requests at
 * once one does it; the other is out of order.
 */
export const replaceInSession = (
  services: ProofServices,
  confirmed: ConfirmedReplacement,
): Promise<Result<{ readonly session: SessionRecord; readonly replaced: Replaced }, Refusal>> => {
  const { context } = services;
  const { institution, session, reason, origin, isLast } = confirmed;
  const { user, replacesSerial: serial } = session;
  invariant(user !== undefined && serial !== undefined, "the last proof pinned what is replaced");
  return context.database.inInstitution(institution.code, async (tx) => {
    // The session's row first, then certificates: the order of everybody who locks both.
    const held = await changeSession(tx, session, { refundAttempt: true });
    if (held === undefined) return outOfOrder("another request was faster");
    const replacement = { institution, user, serial, reason, isLoggedIn: false, origin };
    const replaced = await replaceIn(context, tx, replacement);
    const finishedAt = context.clock.now();
    if (!replaced.ok) {
      await changeSession(tx, held, { finishedAt, refundAttempt: false });
      await auditIn(services, tx, confirmed, "enrollment.refused", { code: replaced.refusal.code });
      return replaced;
    }
    const changed = await changeSession(tx, held, {
      completedStep: REPLACEMENT,
      refundAttempt: false,
      ...(isLast && { finishedAt }),
    });
    invariant(changed !== undefined, "the session's row is locked");
    await auditIn(services, tx, confirmed, isLast ? "enrollment.finished" : "enrollment.proved", {
      step: REPLACEMENT,
    });
    return accepted({ session: changed, replaced: replaced.value });
  });
};
