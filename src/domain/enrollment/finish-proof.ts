import { recordAudit } from "#domain/audit/audit.ts";
import type { Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUser, isSameUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { proofStep } from "./next-step.ts";
import { acquisitionRight, contractorRefusal, rightByRules } from "./rights.ts";
import { replaceableSerial } from "./replace-in-session.ts";
import { finishedSession, outOfOrder } from "./session.ts";
import type { NextStep, ProofServices } from "./session-types.ts";
import type { SessionChange, SessionRecord } from "./session.store.ts";
import { changeSession } from "./session.store.ts";
import { contractorConfirmationStep } from "./steps/contractor-confirmation.ts";
import type { ProofStep } from "./steps/step.ts";
import { nextProof } from "./steps/table.ts";
import { replacementStep } from "./steps/replacement.ts";

/** A proof that was given, and by whom. */
interface GivenProof {
  readonly institution: InstitutionPolicy;
  readonly session: SessionRecord;
  readonly proof: ProofStep;
  readonly user: UserReference;
  readonly origin: Origin;
}

const change = (
  { context }: ProofServices,
  { session, user, origin }: GivenProof,
  changes: SessionChange,
  event: "enrollment.proved" | "enrollment.refused",
  facts: Readonly<Record<string, string>>,
): Promise<SessionRecord | undefined> =>
  context.database.inInstitution(session.institutionCode, async (tx) => {
    const changed = await changeSession(tx, session, changes);
    if (changed === undefined) return undefined;
    await recordAudit(tx, {
      at: context.clock.now(),
      event,
      actor: { kind: "user", user },
      subject: user,
      certificateSerial: session.renewsSerial,
      origin,
      facts: { sessionId: session.sessionId, purpose: session.purpose, ...facts },
    });
    return changed;
  });

/** The rule that stops a person whose last proof was just given; undefined: none. Asked only now, so that no answer tells about an ID before it is proved. */
const ruleRefusal = async (
  { context }: ProofServices,
  { institution, session, proof, user: reference }: GivenProof,
): Promise<Refusal | undefined> => {
  const completedSteps = [...session.completedSteps, proof.name];
  const next = await nextProof(context, institution, { ...session, user: reference, completedSteps });
  const asksContractor = next === contractorConfirmationStep;
  if (next !== undefined && !asksContractor) return undefined;
  const user = await findUser(context, reference);
  invariant(user !== undefined, "whoever proved who they are exists");
  if (session.purpose !== "issue")
    return asksContractor ? undefined : contractorRefusal(context, institution, user);
  // Nobody answers questions about a contract only to hear that a rule says no.
  const right = await (asksContractor ? rightByRules : acquisitionRight)(context, institution, user);
  return right.ok ? undefined : right.refusal;
};

/**
 * Which certificate is to be replaced, once the last proof before it was given; undefined: nothing is replaced, or
 * proofs are missing. Who may not replace it is told only now, so that no answer tells about an ID before it is proved.
 */
const pinnedSerial = async (
  { context }: ProofServices,
  { institution, session, proof, user }: GivenProof,
): Promise<Result<string | undefined, Refusal>> => {
  if (session.purpose !== "replace") return { ok: true, value: undefined };
  const completedSteps = [...session.completedSteps, proof.name];
  const next = await nextProof(context, institution, { ...session, user, completedSteps });
  return next === replacementStep
    ? replaceableSerial(context, institution, user)
    : { ok: true, value: undefined };
};

/**
 * Records a proof that was given. Where a rule then says no, the session ends: proving it again would not help.
 * Of several requests that prove the same step at once, one goes on and the others are out of order.
 */
export const finishProof = async (
  services: ProofServices,
  given: GivenProof,
): Promise<Result<NextStep, Refusal>> => {
  const { institution, session, proof, user, origin } = given;
  invariant(session.user === undefined || isSameUser(session.user, user), "all proofs are of one person");
  const pinned = await pinnedSerial(services, given);
  const refusal = pinned.ok ? await ruleRefusal(services, given) : pinned.refusal;
  if (refusal !== undefined) {
    const finishedAt = services.context.clock.now();
    const ending: SessionChange = { user, finishedAt, refundAttempt: true };
    const ended = await change(services, given, ending, "enrollment.refused", { code: refusal.code });
    return ended === undefined ? outOfOrder("another request was faster") : { ok: false, refusal };
  }
  const replacesSerial = pinned.ok ? pinned.value : undefined;
  const completing: SessionChange = {
    user,
    completedStep: proof.name,
    refundAttempt: true,
    ...(replacesSerial !== undefined && { replacesSerial }),
  };
  const changed = await change(services, given, completing, "enrollment.proved", { step: proof.name });
  return changed === undefined
    ? outOfOrder(`another request gave the proof ${proof.name}`)
    : proofStep(services, { institution, origin }, changed);
};

/** The proof that a session wants now, or why it wants none. */
export const wantedProof = async (
  { context }: ProofServices,
  institution: InstitutionPolicy,
  session: SessionRecord,
): Promise<Result<ProofStep, Refusal>> => {
  if (session.finishedAt !== undefined) return finishedSession();
  const proof = await nextProof(context, institution, session);
  return proof === undefined ? outOfOrder("every proof was given") : { ok: true, value: proof };
};
