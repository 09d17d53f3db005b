import { createHash } from "node:crypto";
import { findCertificate } from "#domain/certificate/certificates.ts";
import type { CertifiedKey, IssuedCertificate } from "#domain/certificate/issue.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { checkedRequest } from "./checked-request.ts";
import { browserRefusal, confirmationOf } from "./in-browser.ts";
import { installStep, nextStep } from "./next-step.ts";
import type { SessionRequest } from "./prove.ts";
import { acquisitionRight, contractorRefusal } from "./rights.ts";
import { judgeRenewal } from "./rules/renewal.ts";
import { finishedSession, openSession, outOfOrder } from "./session.ts";
import type { EnrollmentServices, NextStep } from "./session-types.ts";
import type { SessionRecord } from "./session.store.ts";
import { bindRequest, changeSession, refundAttempt } from "./session.store.ts";
import { nextProof } from "./steps/table.ts";

type Submission = SessionRequest & { readonly pkcs10: Buffer };

const differs = (): Result<never, Refusal> =>
  refused({ code: "ENROLLMENT_REQUEST_DIFFERS", detail: "the session is bound to another request" });

/** Asked again here, because things may have changed since the proof: another session may have been faster. */
const mayGoOn = async (
  { context }: EnrollmentServices,
  { institution }: Submission,
  session: SessionRecord,
  user: User,
): Promise<Result<unknown, Refusal>> => {
  if (session.renewsSerial === undefined) return acquisitionRight(context, institution, user);
  const old = await findCertificate(context, institution.code, session.renewsSerial);
  if (old?.state !== "active") {
    return refused({
      code: "RENEWED_CERTIFICATE_NOT_ACTIVE",
      detail: `${session.renewsSerial} is no longer active`,
    });
  }
  const { state: userState } = user;
  const refusal = judgeRenewal({ institution, userState, notAfter: old.notAfter, now: context.clock.now() });
  if (refusal !== undefined) return refused(refusal);
  const waits = await contractorRefusal(context, institution, user);
  return waits === undefined ? accepted(undefined) : refused(waits);
};

const issue = (
  { context, authority }: EnrollmentServices,
  { institution, origin }: Submission,
  session: SessionRecord,
  user: User,
  key: CertifiedKey,
): Promise<Result<IssuedCertificate, Refusal>> => {
  const { keyStoreKind, deviceName, osUser } = session.client;
  return issueCertificate(context, authority, {
    institution,
    user,
    request: key,
    ...confirmationOf(institution, session.client),
    enrollmentSessionId: session.sessionId,
    device: { keyStoreKind, deviceName, osUser },
    origin,
    ...(session.renewsSerial === undefined ? {} : { supersedesSerial: session.renewsSerial }),
  });
};

/** Records the certificate in its session; a repetition that was faster has recorded the same. */
const keep = ({ context }: EnrollmentServices, session: SessionRecord, serial: string) =>
  context.database.inInstitution(session.institutionCode, (tx) =>
    changeSession(tx, session, { completedStep: "request", certificateSerial: serial, refundAttempt: true }),
  );

/** Lets a session whose request was refused take another one. That our key is away is not held against anybody. */
const unbind = ({ context }: EnrollmentServices, session: SessionRecord, { code }: Refusal) =>
  context.database.inInstitution(session.institutionCode, (tx) =>
    changeSession(tx, session, { requestDigest: null, refundAttempt: code === "AUTHORITY_KEY_AWAY" }),
  );

const repeat = async (
  services: EnrollmentServices,
  { institution, origin }: Submission,
  session: SessionRecord,
  digest: Buffer,
): Promise<Result<NextStep, Refusal>> => {
  if (session.requestDigest?.equals(digest) !== true) return differs();
  await refundAttempt(services.context.database, session);
  return nextStep(services, { institution, origin }, session);
};

const issueInSession = async (
  services: EnrollmentServices,
  submission: Submission,
  session: SessionRecord,
  key: CertifiedKey,
): Promise<Result<NextStep, Refusal>> => {
  invariant(session.user !== undefined, "a session whose proofs are complete has a user");
  const user = await findUser(services.context, session.user);
  invariant(user !== undefined, "a session's user exists");
  const forbidden = browserRefusal(submission.institution, session.client);
  if (forbidden !== undefined) return refused(forbidden);
  const allowed = await mayGoOn(services, submission, session, user);
  if (!allowed.ok) return allowed;
  const issued = await issue(services, submission, session, user, key);
  if (!issued.ok) {
    await unbind(services, session, issued.refusal);
    return issued;
  }
  await keep(services, session, issued.value.serial);
  return accepted(installStep(services, session, issued.value));
};

/**
 * Takes the PKCS#10 request and answers with the certificate to install. The same request again gives the same
 * certificate; another one is refused once a certificate was made in this session.
 *
 * Refused: ENROLLMENT_STEP_OUT_OF_ORDER, ENROLLMENT_REQUEST_DIFFERS, ENROLLMENT_SESSION_FINISHED, the codes of
 * `#pki/csr`, the acquisition or renewal rules, and those of `issueCertificate`.
 */
export const submitRequest = async (
  services: EnrollmentServices,
  submission: Submission,
): Promise<Result<NextStep, Refusal>> => {
  const { institution, claim, pkcs10 } = submission;
  const opened = await openSession(services, institution, claim);
  if (!opened.ok) return opened;
  const session = opened.value;
  if (session.finishedAt !== undefined) return finishedSession();
  if ((await nextProof(services.context, institution, session)) !== undefined)
    return outOfOrder("proofs are missing");
  const digest = createHash("sha256").update(pkcs10).digest();
  if (session.certificateSerial !== undefined) return repeat(services, submission, session, digest);
  const key = checkedRequest(institution, pkcs10);
  if (!key.ok) return key;
  const bound = await bindRequest(services.context.database, session, digest);
  return bound === undefined ? differs() : issueInSession(services, submission, bound, key.value);
};
