import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { refused } from "#shared/result.ts";
import { finishProof, wantedProof } from "./finish-proof.ts";
import { proofStep } from "./next-step.ts";
import { replaceInSession } from "./replace-in-session.ts";
import { openSession, outOfOrder } from "./session.ts";
import type { AskedField, NextStep, ProofServices, SessionClaim } from "./session-types.ts";
import { refundAttempt, type SessionRecord } from "./session.store.ts";
import { replacementStep } from "./steps/replacement.ts";

/** Common to every request of a session. */
export interface SessionRequest {
  readonly institution: InstitutionPolicy;
  readonly claim: SessionClaim;
  readonly origin: Origin;
}

const incomplete = (
  fields: readonly AskedField[],
  values: Readonly<Record<string, string>>,
): string | undefined =>
  fields.find(({ name, maxLength, isOptional = false }) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (isOptional && (value === undefined || value === "")) return false;
    return value === undefined || value === "" || value.length > maxLength;
  })?.name;

/** The answers were taken, and the same step asks something else: no failure, so the attempt is given back. */
const goOnAsking = async (
  services: ProofServices,
  { institution, origin }: SessionRequest,
  session: SessionRecord,
): Promise<Result<NextStep, Refusal>> => {
  await refundAttempt(services.context.database, session);
  return proofStep(services, { institution, origin }, session);
};

/** The old certificate is revoked, and the same session goes on to the new one. */
const replaceAndGoOn = async (
  services: ProofServices,
  {
    institution,
    session,
    origin,
  }: Pick<SessionRequest, "institution" | "origin"> & { session: SessionRecord },
): Promise<Result<NextStep, Refusal>> => {
  const done = await replaceInSession(services, {
    institution,
    session,
    origin,
    reason: "newPc",
    isLast: false,
  });
  return done.ok ? proofStep(services, { institution, origin }, done.value.session) : done;
};

/**
 * Takes the person's answers to the step `ask`. Refused: ENROLLMENT_STEP_OUT_OF_ORDER, CREDENTIAL_INCOMPLETE,
 * what the step itself refuses with (the same for an unknown ID as for a wrong password), and the acquisition rules.
 */
export const answerStep = async (
  services: ProofServices,
  request: SessionRequest & { readonly ask: string; readonly values: Readonly<Record<string, string>> },
): Promise<Result<NextStep, Refusal>> => {
  const { institution, claim, origin, ask, values } = request;
  const opened = await openSession(services, institution, claim);
  if (!opened.ok) return opened;
  const session = opened.value;
  const wanted = await wantedProof(services, institution, session);
  if (!wanted.ok) return wanted;
  const proof = wanted.value;
  if (proof.kind !== "ask") return outOfOrder(`${proof.name} is wanted, not ${ask}`);
  const input = { context: services.context, institution, session, origin };
  const question = await proof.question(input);
  if (!question.ok) return question;
  if (question.value.ask !== ask) return outOfOrder(`${question.value.ask} is wanted, not ${ask}`);
  const missing = incomplete(question.value.fields, values);
  if (missing !== undefined) {
    return refused({ code: "CREDENTIAL_INCOMPLETE", detail: `${missing} is missing or too long` });
  }
  const verified = await proof.verify(input, values, ask);
  if (!verified.ok) return verified;
  if (verified.value === "asksMore") return goOnAsking(services, request, session);
  const given = { institution, session, proof, user: verified.value, origin };
  return proof === replacementStep ? replaceAndGoOn(services, given) : finishProof(services, given);
};

/** Takes the old key's signature of a renewal. Refused: ENROLLMENT_STEP_OUT_OF_ORDER, ENROLLMENT_PROOF_REFUSED, RENEWED_CERTIFICATE_NOT_ACTIVE. */
export const proveOldKey = async (
  services: ProofServices,
  request: SessionRequest & { readonly signature: Buffer },
): Promise<Result<NextStep, Refusal>> => {
  const { institution, claim, origin, signature } = request;
  const opened = await openSession(services, institution, claim);
  if (!opened.ok) return opened;
  const session = opened.value;
  const wanted = await wantedProof(services, institution, session);
  if (!wanted.ok) return wanted;
  const proof = wanted.value;
  if (proof.kind !== "oldKey") return outOfOrder(`${proof.name} is wanted, not the old key`);
  const verified = await proof.verify({ context: services.context, institution, session, origin }, signature);
  return verified.ok
    ? finishProof(services, { institution, session, proof, user: verified.value, origin })
    : verified;
};
