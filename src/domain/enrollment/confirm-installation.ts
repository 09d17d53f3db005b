import { recordAudit } from "#domain/audit/audit.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { accepted, refused } from "#shared/result.ts";
import { doneStep } from "./next-step.ts";
import type { SessionRequest } from "./prove.ts";
import { finishedSession, openSession, outOfOrder } from "./session.ts";
import type { EnrollmentServices, NextStep } from "./session-types.ts";
import type { SessionRecord } from "./session.store.ts";
import { changeSession, refundAttempt } from "./session.store.ts";
import { installationProofText } from "./signed-texts.ts";
import { verifySignature } from "./verify-signature.ts";

type Confirmation = SessionRequest & { readonly signature: Buffer };

const isProved = (session: SessionRecord, record: CertificateRecord, signature: Buffer): boolean => {
  if (record.certificate === undefined) return false;
  const parsed = parseCertificate(record.certificate);
  invariant(parsed.ok, "a certificate of our own can be read");
  const text = installationProofText(session.sessionId, record.serial, session.challenge);
  return verifySignature(parsed.value.publicKeyInfo, text, signature);
};

const finish = (
  { context }: EnrollmentServices,
  { institution, origin }: Confirmation,
  session: SessionRecord,
): Promise<void> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const finishedAt = context.clock.now();
    const changed = await changeSession(tx, session, { finishedAt, refundAttempt: true });
    if (changed === undefined || session.user === undefined) return;
    await recordAudit(tx, {
      at: finishedAt,
      event: "enrollment.finished",
      actor: { kind: "user", user: session.user },
      subject: session.user,
      certificateSerial: session.certificateSerial,
      origin,
      facts: { sessionId: session.sessionId, purpose: session.purpose },
    });
  });

/**
 * Takes the proof that the certificate is installed: a signature by its key. The certificate becomes active, and the
 * session ends. Repeating it (a lost answer) gives the same end.
 *
 * Refused: ENROLLMENT_STEP_OUT_OF_ORDER, ENROLLMENT_PROOF_REFUSED, and the codes of `confirmCertificate`.
 */
export const confirmInstallation = async (
  services: EnrollmentServices,
  confirmation: Confirmation,
): Promise<Result<NextStep, Refusal>> => {
  const { institution, claim, origin, signature } = confirmation;
  const opened = await openSession(services, institution, claim);
  if (!opened.ok) return opened;
  const session = opened.value;
  const serial = session.certificateSerial;
  if (serial === undefined) return outOfOrder("no certificate was issued in this session");
  const record = await findCertificate(services.context, institution.code, serial);
  invariant(record !== undefined, "a certificate that was issued is on record");
  // Ended from outside: its owner has said that it was somebody else (decision 0171).
  if (session.finishedAt !== undefined && record.confirmedAt === undefined) return finishedSession();
  // The page that made such a key still holds it: only a handshake shows that it reached its place.
  if (record.confirmationMethod !== "signature")
    return outOfOrder("the first login confirms this certificate");
  if (!isProved(session, record, signature)) {
    return refused({ code: "ENROLLMENT_PROOF_REFUSED", detail: "the new key's signature does not verify" });
  }
  const confirmed = await confirmCertificate(services.context, { institution, serial, origin });
  if (!confirmed.ok) return confirmed;
  if (session.finishedAt === undefined) await finish(services, confirmation, session);
  else await refundAttempt(services.context.database, session);
  return accepted(doneStep(confirmed.value.certificate));
};
