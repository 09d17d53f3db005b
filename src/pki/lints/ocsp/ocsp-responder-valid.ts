import type { OcspSubject, Lint } from "../lint.ts";

export const ocspResponderValid: Lint<OcspSubject> = {
  name: "ocsp-responder-valid",
  citation: "RFC 6960 section 3.2",
  check: ({ response: { producedAt }, responder }) =>
    Temporal.Instant.compare(producedAt, responder.notBefore) >= 0 &&
    Temporal.Instant.compare(producedAt, responder.notAfter) <= 0
      ? undefined
      : "the responder's certificate is not valid at producedAt",
};
