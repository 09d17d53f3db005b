import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { findCertificate } from "#domain/certificate/certificates.ts";
import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { invariant, unreachable } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import type { EnrollmentSessionCode } from "./refusals.ts";
import type { EnrollmentServices, NextStep, ProofServices } from "./session-types.ts";
import type { SessionRecord } from "./session.store.ts";
import { installationProofText } from "./signed-texts.ts";
import type { ProofStep } from "./steps/step.ts";
import { nextProof } from "./steps/table.ts";

/** Whose request wants to know the next step, and from where. */
export interface Asker {
  readonly institution: InstitutionPolicy;
  readonly origin: Origin;
}

const proofAsked = async (
  { context }: ProofServices,
  { institution, origin }: Asker,
  session: SessionRecord,
  proof: ProofStep,
): Promise<Result<NextStep, Refusal>> => {
  switch (proof.kind) {
    case "ask": {
      const question = await proof.question({ context, institution, session, origin });
      return question.ok ? accepted({ kind: "ask", ...question.value }) : question;
    }
    case "oldKey":
      return accepted({ kind: "proveOldKey", toSign: proof.toSign(session) });
    default:
      return unreachable(proof);
  }
};

/** The step in which a signed certificate is installed and proved. */
export const installStep = (
  { authority }: EnrollmentServices,
  session: SessionRecord,
  issued: Pick<CertificateRecord, "serial" | "issuerId" | "confirmBefore"> & { readonly certificate: Buffer },
): NextStep => ({
  kind: "install",
  certificate: issued.certificate,
  chain: authority.chainOf(issued.issuerId),
  toSign: installationProofText(session.sessionId, issued.serial, session.challenge),
  confirmBefore: issued.confirmBefore,
});

/** The end: the certificate is active, or was when the session ended. */
export const doneStep = (record: CertificateRecord): NextStep => ({
  kind: "done",
  subject: record.subject,
  serial: record.serial,
  notBefore: record.notBefore,
  notAfter: record.notAfter,
  ...(record.supersedesSerial === undefined ? {} : { superseded: record.supersedesSerial }),
});

const withdrawn = (record: CertificateRecord): Result<never, Refusal<EnrollmentSessionCode>> =>
  refused({
    code: "ENROLLMENT_CERTIFICATE_WITHDRAWN",
    detail: `certificate ${record.serial} is ${record.state} (${record.endCause ?? "no cause"})`,
  });

/**
 * What a session wants now in which no certificate was made yet. Refused: ENROLLMENT_SESSION_FINISHED when it ended
 * without one, and what a further proof refuses with where it cannot be asked now (OTP_TOKEN_WAIT).
 */
export const proofStep = async (
  services: ProofServices,
  asker: Asker,
  session: SessionRecord,
): Promise<Result<NextStep, Refusal>> => {
  const { institution } = asker;
  invariant(session.certificateSerial === undefined, "no certificate was made yet");
  if (session.finishedAt !== undefined) {
    return refused({
      code: "ENROLLMENT_SESSION_FINISHED",
      detail: "the session ended without a certificate",
    });
  }
  const proof = await nextProof(services.context, institution, session);
  return proof === undefined
    ? accepted({ kind: "request", keyAlgorithms: institution.certificate.keyAlgorithms })
    : proofAsked(services, asker, session, proof);
};

/**
 * What a session wants now, from the record alone: a client that lost an answer asks again and goes on. Refused:
 * ENROLLMENT_SESSION_FINISHED when the session ended without a certificate, ENROLLMENT_CERTIFICATE_WITHDRAWN when
 * the certificate made in it was undone, and what a further proof refuses with where it cannot be asked now
 * (OTP_TOKEN_WAIT).
 */
export const nextStep = async (
  services: EnrollmentServices,
  asker: Asker,
  session: SessionRecord,
): Promise<Result<NextStep, Refusal>> => {
  const { institution } = asker;
  if (session.certificateSerial === undefined) return proofStep(services, asker, session);
  const record = await findCertificate(services.context, institution.code, session.certificateSerial);
  invariant(record !== undefined, "a certificate that was issued is on record");
  if (record.confirmedAt !== undefined) return accepted(doneStep(record));
  const { certificate } = record;
  return record.state === "issued" && certificate !== undefined
    ? accepted(installStep(services, session, { ...record, certificate }))
    : withdrawn(record);
};
