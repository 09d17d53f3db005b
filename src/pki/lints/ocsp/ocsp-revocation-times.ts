import type { OcspSubject, Lint } from "../lint.ts";

export const ocspRevocationTimes: Lint<OcspSubject> = {
  name: "ocsp-revocation-times",
  citation: "RFC 6960 section 4.2.1 (revocationTime)",
  check: ({ response: { responses } }) =>
    responses.some(
      ({ status, thisUpdate }) =>
        status.kind === "revoked" && Temporal.Instant.compare(status.revokedAt, thisUpdate) > 0,
    )
      ? "a revocation lies after thisUpdate"
      : undefined,
};
