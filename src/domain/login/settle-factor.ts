import { digestOfSecret, newSecret } from "#shared/ids.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { LoginFactor } from "./factors-at-login.ts";
import { recordSuccess } from "./record-success.ts";
import { recordRefusedLogin } from "./refuse-login.ts";
import type { NewSession, Session } from "./session.ts";
import { strikeFactor } from "./session.store.ts";

/** A factor of a login that is not complete yet. */
export interface LoginStep {
  readonly institution: InstitutionPolicy;
  readonly session: Session;
  readonly factor: LoginFactor;
  readonly origin: Origin;
}

/**
 * A pending factor was proved: it is asked no more, and the session gets a new token, because it may do more than before.
 * With the last one the login is complete, and recorded. Undefined where the session is over or did not owe the factor.
 */
export const settleLoginFactor = (
  context: DomainContext,
  { institution, session, factor, origin, token: oldToken }: LoginStep & { readonly token: string },
): Promise<NewSession | undefined> => {
  const token = newSecret(context.random);
  return context.database.inInstitution(institution.code, async (tx) => {
    const row = await strikeFactor(tx, {
      sessionId: session.sessionId,
      oldDigest: digestOfSecret(oldToken),
      newDigest: digestOfSecret(token),
      factor,
    });
    if (row === undefined) return undefined;
    const at = context.clock.now();
    const settled: Session = { ...session, factorsPending: row.factorsPending };
    await recordAudit(tx, {
      at,
      event: "login.factorProved",
      actor: { kind: "user", user: session.user.reference },
      subject: session.user.reference,
      certificateSerial: session.certificateSerial ?? undefined,
      origin,
      facts: { sessionId: session.sessionId, factor },
    });
    if (settled.factorsPending.length === 0)
      await recordSuccess(context, tx, { session: settled, at, origin });
    return { token, session: settled };
  });
};

/** A pending factor was not proved: the login history and the audit record say why. */
export const recordRefusedFactor = (
  context: DomainContext,
  { session, origin }: Pick<LoginStep, "session" | "origin">,
  refusalCode: string,
): Promise<void> =>
  recordRefusedLogin(context, {
    user: session.user.reference,
    method: session.method,
    refusalCode,
    certificateSerial: session.certificateSerial ?? undefined,
    origin,
  });
