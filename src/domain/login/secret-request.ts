import type { InstitutionTransaction } from "#platform/database/database.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import { secretRequestOf } from "../credential/ages.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { updateSecretRequest } from "./session.store.ts";
import type { Session } from "./session.ts";

/** After a change of secrets: what is still to be done, if anything, in the transaction of the change. */
export const renewSecretRequest = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  session: Session,
  at: Temporal.Instant,
): Promise<Session["secretRequest"]> => {
  const request = await secretRequestOf(tx, institution, session.user, at);
  // A recommendation that was not asked at login, or was put off, is not asked now.
  const next = request === "recommended" ? null : request;
  await updateSecretRequest(tx, session.sessionId, next);
  return next;
};

/** 後で: the recommendation is not shown again until the next login. A demand cannot be put off: then false. */
export const postponeSecretChange = async (
  context: DomainContext,
  session: Session,
  origin: Origin,
): Promise<boolean> => {
  if (session.secretRequest === "required") return false;
  const { reference } = session.user;
  await context.database.inInstitution(reference.institutionCode, async (tx) => {
    await updateSecretRequest(tx, session.sessionId, null);
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "credential.changePostponed",
      actor: { kind: "user", user: reference },
      subject: reference,
      origin,
    });
  });
  return true;
};
