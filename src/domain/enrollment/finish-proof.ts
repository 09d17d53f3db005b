import { recordAudit } from "#domain/audit/audit.ts";
import type { Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUser, isSameUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { nextStep } from "./next-step.ts";
import { acquisitionRight } from "./rights.ts";
import { finishedSession, outOfOrder } from "./session.ts";
import type { EnrollmentServices, NextStep } from "./session-types.ts";
import type { SessionChange, SessionRecord } from "./session.store.ts";
import { changeSession } from "./session.store.ts";
import type { ProofStep } from "./steps/step.ts";
import { nextProof } from "./steps/table.ts";

/** A proof that was given, and by whom. */
interface GivenProof {
  readonly institution: InstitutionPolicy;
  readonly session: SessionRecord;
  readonly proof: ProofStep;
  readonly user: UserReference;
  readonly origin: Origin;
}

const change = (
  { context }: EnrollmentServices,
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
  { context }: EnrollmentServices,
  { institution, session, proof, user: reference }: GivenProof,
): Promise<Refusal | undefined> => {
  const completedSteps = [...session.completedSteps, proof.name];
  if (session.purpose !== "issue") return undefined;
  const isLast =
    (await nextProof(context, institution, { ...session, user: reference, completedSteps })) === undefined;
  if (!isLast) return undefined;
  const user = await findUser(context, reference);
  invariant(user !== undefined, "whoever proved who they are exists");
  const right = await acquisitionRight(context, institution, user);
  return right.ok ? undefined : right.refusal;
};

/**
 * Records a proof that was given. Where a rule then says no, the session ends: proving it again would not help.
 * Of several requests that prove the same step at once, one goes on and the others are out of order.
 */
export const finishProof = async (
  services: EnrollmentServices,
  given: GivenProof,
): Promise<Result<NextStep, Refusal>> => {
  const { institution, session, proof, user, origin } = given;
  invariant(session.user === undefined || isSameUser(session.user, user), "all proofs are of one person");
  const refusal = await ruleRefusal(services, given);
  if (refusal !== undefined) {
    const finishedAt = services.context.clock.now();
    const ending: SessionChange = { user, finishedAt, refundAttempt: true };
    const ended = await change(services, given, ending, "enrollment.refused", { code: refusal.code });
    return ended === undefined ? outOfOrder("another request was faster") : { ok: false, refusal };
  }
  const completing: SessionChange = { user, completedStep: proof.name, refundAttempt: true };
  const changed = await change(services, given, completing, "enrollment.proved", { step: proof.name });
  return changed === undefined
    ? outOfOrder(`another request gave the proof ${proof.name}`)
    : nextStep(services, { institution, origin }, changed);
};

/** The proof that a session wants now, or why it wants none. */
export const wantedProof = async (
  { context }: EnrollmentServices,
  institution: InstitutionPolicy,
  session: SessionRecord,
): Promise<Result<ProofStep, Refusal>> => {
  if (session.finishedAt !== undefined) return finishedSession();
  const proof = await nextProof(context, institution, session);
  return proof === undefined ? outOfOrder("every proof was given") : { ok: true, value: proof };
};
