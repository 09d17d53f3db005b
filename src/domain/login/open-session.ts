import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret, newRowId, newSecret } from "#shared/ids.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import { secretRequestOf } from "../credential/ages.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { User } from "../user/users.ts";
import { recordEnded } from "./end-sessions.ts";
import { recordLogin } from "./history.ts";
import type { NewSession } from "./session.ts";
import { endOfUser, insertSession, queueLoginsOfUser } from "./session.store.ts";

/** How the user proved who it is. */
export type LoginProof =
  | { readonly method: "password"; readonly certificateSerial: null }
  | { readonly method: "certificate"; readonly certificateSerial: string };

/**
 * Opens the user's session, ends the one before it, and writes history and audit. One session for each user: whoever
 * logs in last has it, and the other is told (docs/decisions/0040-one-session-for-each-user.md).
 */
export const openSession = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  input: { institution: InstitutionPolicy; user: User; proof: LoginProof; origin: Origin },
): Promise<NewSession> => {
  const at = context.clock.now();
  const reference = input.user.reference;
  const actor = { kind: "user", user: reference } as const;
  const token = newSecret(context.random);
  const [, secretRequest] = await Promise.all([
    queueLoginsOfUser(tx, reference),
    secretRequestOf(tx, input.institution, input.user, at),
  ]);
  const session = {
    sessionId: newRowId(context.random),
    user: input.user,
    ...input.proof,
    startedAt: at,
    expiresAt: at.add({ seconds: input.institution.session.absoluteSeconds }),
    secretRequest,
    noticesPassedAt: null,
  };
  const [replaced] = await Promise.all([
    endOfUser(tx, { user: reference, at, reason: "replaced" }),
    insertSession(tx, { ...session, user: reference, lastSeenAt: at, tokenDigest: digestOfSecret(token) }),
    recordLogin(context, tx, {
      user: reference,
      at,
      method: input.proof.method,
      refusalCode: null,
      origin: input.origin,
    }),
    recordAudit(tx, {
      at,
      event: "login.succeeded",
      actor,
      subject: reference,
      certificateSerial: input.proof.certificateSerial ?? undefined,
      origin: input.origin,
      facts: { sessionId: session.sessionId, method: input.proof.method },
    }),
  ]);
  await recordEnded(tx, replaced, "replaced", { at, actor, origin: input.origin });
  return { token, session };
};
