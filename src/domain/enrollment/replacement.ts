import { findCertificate, type CertificateRecord } from "#domain/certificate/certificates.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Replaced, ReplacementReason } from "#domain/replacement/replace.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { wantedProof } from "./finish-proof.ts";
import { proofStep } from "./next-step.ts";
import type { SessionRequest } from "./prove.ts";
import { replaceInSession } from "./replace-in-session.ts";
import { lookAtSession, openSession, outOfOrder } from "./session.ts";
import type { ClientFacts, NextStep, ProofServices } from "./session-types.ts";
import type { SessionRecord } from "./session.store.ts";
import { REPLACEMENT, replacementStep } from "./steps/replacement.ts";

/** Replacing a PC on screen, by an enrolment session of purpose `replace` that ends when the deed is done. */

/** How the portal describes itself as the client of such a session: it has no device and no key store. */
export const PORTAL_CLIENT: ClientFacts = {
  version: "portal",
  deviceName: "",
  osUser: "",
  keyStoreKind: "portal",
};

/** Whose certificate it is about. */
export interface ReplacementInSession {
  readonly user: User;
  readonly certificate: CertificateRecord;
}

const subjectOf = async (
  { context }: ProofServices,
  { institutionCode, user: reference, replacesSerial }: SessionRecord,
): Promise<ReplacementInSession | undefined> => {
  if (reference === undefined || replacesSerial === undefined) return undefined;
  const [user, certificate] = await Promise.all([
    findUser(context, reference),
    findCertificate(context, institutionCode, replacesSerial),
  ]);
  invariant(user !== undefined && certificate !== undefined, "users and certificates stay on record");
  return { user, certificate };
};

/**
 * What such a session asks now. Refused: the codes of an open session, and ENROLLMENT_SESSION_FINISHED once it is done
 * or was ended by a rule.
 */
export const askedToReplace = async (
  services: ProofServices,
  { institution, claim, origin }: SessionRequest,
): Promise<Result<NextStep, Refusal>> => {
  const session = await lookAtSession(services, institution, claim);
  return session.ok ? proofStep(services, { institution, origin }, session.value) : session;
};

/** What the confirmation page shows, once every proof was given. Refused: ENROLLMENT_STEP_OUT_OF_ORDER before that. */
export const replacementToConfirm = async (
  services: ProofServices,
  { institution, claim }: SessionRequest,
): Promise<Result<ReplacementInSession, Refusal>> => {
  const session = await lookAtSession(services, institution, claim);
  if (!session.ok) return session;
  const wanted = await wantedProof(services, institution, session.value);
  if (!wanted.ok) return wanted;
  const subject = await subjectOf(services, session.value);
  return wanted.value === replacementStep && subject !== undefined
    ? accepted(subject)
    : outOfOrder(`${wanted.value.name} is wanted`);
};

/** The person has confirmed it: does it and ends the session. Refused: the codes of `replaceIn`. */
export const confirmReplacement = async (
  services: ProofServices,
  request: SessionRequest & { readonly reason: ReplacementReason },
): Promise<Result<Replaced, Refusal>> => {
  const { institution, claim, origin, reason } = request;
  const opened = await openSession(services, institution, claim);
  if (!opened.ok) return opened;
  const session = opened.value;
  const wanted = await wantedProof(services, institution, session);
  if (!wanted.ok) return wanted;
  if (wanted.value !== replacementStep) return outOfOrder(`${wanted.value.name} is wanted`);
  const done = await replaceInSession(services, { institution, session, reason, origin, isLast: true });
  return done.ok ? accepted(done.value.replaced) : done;
};

/** What a session has done, for its last page. Refused: ENROLLMENT_STEP_OUT_OF_ORDER before it is done. */
export const replacementDone = async (
  services: ProofServices,
  { institution, claim }: SessionRequest,
): Promise<Result<ReplacementInSession, Refusal>> => {
  const session = await lookAtSession(services, institution, claim);
  if (!session.ok) return session;
  const subject = await subjectOf(services, session.value);
  return session.value.completedSteps.includes(REPLACEMENT) && subject !== undefined
    ? accepted(subject)
    : refused({ code: "ENROLLMENT_STEP_OUT_OF_ORDER", detail: "nothing was replaced yet" });
};
