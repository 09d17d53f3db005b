import type { CertifiedKey } from "#domain/certificate/issue.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import type { Result } from "#shared/result.ts";

/**
 * Reads a PKCS#10 request and checks it: canonical DER, proof of possession, key type, strength, known weaknesses.
 * Its subject and attributes are not looked at: who asks is known by other means, and the subject comes from the
 * institution's template (docs/protocols/enrollment.md).
 */
export const checkedRequest = (
  institution: InstitutionPolicy,
  der: Buffer,
): Result<CertifiedKey, Refusal> => {
  const parsed = parseCertificationRequest(der);
  return parsed.ok ? checkCertificationRequest(parsed.value, institution.certificate.keyAlgorithms) : parsed;
};
