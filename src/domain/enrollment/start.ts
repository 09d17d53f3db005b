import { recordAudit } from "#domain/audit/audit.ts";
import { certificateStanding } from "#domain/certificate/standing.ts";
import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { digestOfSecret, newRowId, newSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { browserRefusal } from "./in-browser.ts";
import { proofStep } from "./next-step.ts";
import { loginMissing } from "./rules/replacement.ts";
import { judgeRenewal } from "./rules/renewal.ts";
import { SESSION_SECONDS } from "./session.ts";
import type { ClientFacts, ProofServices, StartedSession } from "./session-types.ts";
import type { NewSessionRecord, SessionRecord } from "./session.store.ts";
import { insertSession } from "./session.store.ts";

/** What a session is for. */
export type Purpose =
  | { readonly kind: "issue" }
  /** The PC is replaced: the certificate in use is revoked on the way (decision 0170). */
  | { readonly kind: "replace" }
  /** `certificate`: the one being renewed, DER. */
  | { readonly kind: "renew"; readonly certificate: Buffer };

export interface StartRequest {
  readonly institution: InstitutionPolicy;
  readonly purpose: Purpose;
  readonly client: ClientFacts;
  readonly origin: Origin;
}

/** The serial of the certificate that may be renewed now: the user's active one, bit for bit, inside its window. */
const renewableSerial = async (
  { context }: ProofServices,
  institution: InstitutionPolicy,
  certificate: Buffer,
): Promise<Result<string, Refusal>> => {
  const standing = await certificateStanding(context, institution, certificate);
  if (standing.kind === "refused") {
    const { code, detail } = standing;
    return refused(code === "CERTIFICATE_EXPIRED" ? { code: "RENEWAL_EXPIRED", detail } : { code, detail });
  }
  const refusal = judgeRenewal({
    institution,
    userState: "active",
    notAfter: standing.notAfter,
    now: context.clock.now(),
  });
  return refusal === undefined ? accepted(standing.serial) : refused(refusal);
};

const record = async (
  { context }: ProofServices,
  { institution, origin }: StartRequest,
  session: NewSessionRecord,
): Promise<void> => {
  await context.database.inInstitution(institution.code, (tx) =>
    Promise.all([
      insertSession(tx, session),
      recordAudit(tx, {
        at: session.createdAt,
        event: "enrollment.started",
        actor: { kind: "unidentified" },
        certificateSerial: session.renewsSerial,
        origin,
        facts: { purpose: session.purpose, sessionId: session.sessionId },
      }),
    ]),
  );
};

/**
 * Starts an enrolment session. Nobody is identified by it; a renewal names the certificate that will be proved next.
 *
 * Refused: ACQUISITION_IN_BROWSER_FORBIDDEN; REPLACEMENT_NEEDS_LOGIN. For a renewal: RENEWAL_EXPIRED, RENEWAL_NOT_YET_OPEN, and the codes of `certificateStanding`
 * (CERTIFICATE_SUPERSEDED, CERTIFICATE_REVOKED, CERTIFICATE_OF_OTHER_INSTITUTION, …).
 */
export const startSession = async (
  services: ProofServices,
  request: StartRequest,
): Promise<Result<StartedSession, Refusal>> => {
  const { context } = services;
  const { institution, purpose, client, origin } = request;
  const forbidden = browserRefusal(institution, client);
  if (forbidden !== undefined) return refused(forbidden);
  const missing = purpose.kind === "replace" ? loginMissing(institution, false) : undefined;
  if (missing !== undefined) return refused(missing);
  let renewsSerial: string | undefined;
  if (purpose.kind === "renew") {
    const renewable = await renewableSerial(services, institution, purpose.certificate);
    if (!renewable.ok) return renewable;
    renewsSerial = renewable.value;
  }
  const token = newSecret(context.random);
  const createdAt = context.clock.now();
  const session: NewSessionRecord = {
    sessionId: newRowId(context.random),
    tokenDigest: digestOfSecret(token),
    purpose: purpose.kind,
    challenge: context.random.bytes(32),
    renewsSerial,
    client,
    address: origin.address,
    createdAt,
    expiresAt: createdAt.add({ seconds: SESSION_SECONDS }),
  };
  await record(services, request, session);
  const started: SessionRecord = {
    ...session,
    institutionCode: institution.code,
    user: undefined,
    completedSteps: [],
    attempts: 0,
    replacesSerial: undefined,
    certificateSerial: undefined,
    requestDigest: undefined,
    finishedAt: undefined,
  };
  const next = await proofStep(services, { institution, origin }, started);
  invariant(next.ok, "a new session asks for something");
  return accepted({ sessionId: session.sessionId, token, expiresAt: session.expiresAt, next: next.value });
};
