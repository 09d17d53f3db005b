import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret, newRowId, newSecret } from "#shared/ids.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import { secretRequestOf } from "../credential/ages.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { NOTHING_KNOWN } from "../risk/facts.ts";
import { tellUserOfLogin } from "../risk/mail.ts";
import type { Surroundings } from "../risk/surroundings.ts";
import type { User } from "../user/users.ts";
import { recordEnded } from "./end-sessions.ts";
import { factorsAtLogin } from "./factors-at-login.ts";
import { judgeLogin } from "./judge-login.ts";
import { recordSuccess } from "./record-success.ts";
import type { NewSession } from "./session.ts";
import { endOfUser, insertSession, queueLoginsOfUser } from "./session.store.ts";

/** How the user proved who it is. */
export type LoginProof =
  | { readonly method: "password"; readonly certificateSerial: null }
  | { readonly method: "certificate"; readonly certificateSerial: string };

/**
 * Opens the user's session, ends the one before it, and writes history and audit. One session for each user: whoever
 * logs in last has it, and the other is told (docs/decisions/0040-one-session-for-each-user.md). Where further proofs are
 * to come, the login has not succeeded yet: history and audit say so once the last is settled (`settle-factor.ts`).
 */
export const openSession = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  input: {
    institution: InstitutionPolicy;
    user: User;
    proof: LoginProof;
    origin: Origin;
    /** Absent: nothing is known of where the login comes from, and nobody is told. */
    surroundings?: Surroundings | undefined;
  },
): Promise<NewSession> => {
  const at = context.clock.now();
  const reference = input.user.reference;
  const actor = { kind: "user", user: reference } as const;
  const token = newSecret(context.random);
  const [, secretRequest, judged] = await Promise.all([
    queueLoginsOfUser(tx, reference),
    secretRequestOf(tx, input.institution, input.user, at),
    judgeLogin(tx, input, at),
  ]);
  const facts = judged?.facts ?? NOTHING_KNOWN;
  const factorsPending = await factorsAtLogin(tx, input.institution, input.user, facts);
  const session = {
    sessionId: newRowId(context.random),
    user: input.user,
    ...input.proof,
    startedAt: at,
    expiresAt: at.add({ seconds: input.institution.session.absoluteSeconds }),
    secretRequest,
    noticesPassedAt: null,
    factorsPending,
    isDeviceNoted: false,
  };
  const [replaced] = await Promise.all([
    endOfUser(tx, { user: reference, at, reason: "replaced" }),
    insertSession(tx, { ...session, user: reference, lastSeenAt: at, tokenDigest: digestOfSecret(token) }),
    factorsPending.length === 0
      ? recordSuccess(context, tx, { session, at, origin: input.origin })
      : recordAudit(tx, {
          at,
          event: "login.factorsAsked",
          actor,
          subject: reference,
          certificateSerial: input.proof.certificateSerial ?? undefined,
          origin: input.origin,
          facts: { sessionId: session.sessionId, factors: factorsPending.join(" ") },
        }),
    judged === undefined
      ? undefined
      : tellUserOfLogin(tx, {
          ...judged,
          institution: input.institution,
          user: input.user,
          method: input.proof.method,
          at,
          isPending: factorsPending.length > 0,
        }),
  ]);
  await recordEnded(tx, replaced, "replaced", { at, actor, origin: input.origin });
  return { token, session };
};
