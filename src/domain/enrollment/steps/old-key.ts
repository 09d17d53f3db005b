import { invariant } from "#shared/invariant.ts";
import { accepted, refused } from "#shared/result.ts";
import { findCertificate } from "#domain/certificate/certificates.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { oldKeyProofText } from "../signed-texts.ts";
import { verifySignature } from "../verify-signature.ts";
import type { OldKeyStep } from "./step.ts";

/** Renewal: possession of the old certificate's key (issue 5 “Renewal”). */
export const oldKeyStep: OldKeyStep = {
  kind: "oldKey",
  name: "oldKey",
  toSign: (session) => oldKeyProofText(session.sessionId, session.challenge),
  verify: async ({ context, institution, session }, signature) => {
    invariant(session.renewsSerial !== undefined, "a renewal knows what it renews");
    const old = await findCertificate(context, institution.code, session.renewsSerial);
    if (old?.certificate === undefined || old.state !== "active") {
      return refused({
        code: "RENEWED_CERTIFICATE_NOT_ACTIVE",
        detail: `${session.renewsSerial} is no longer active`,
      });
    }
    const parsed = parseCertificate(old.certificate);
    invariant(parsed.ok, "a certificate of our own can be read");
    const text = oldKeyProofText(session.sessionId, session.challenge);
    return verifySignature(parsed.value.publicKeyInfo, text, signature)
      ? accepted(old.owner)
      : refused({ code: "ENROLLMENT_PROOF_REFUSED", detail: "the old key's signature does not verify" });
  },
};
