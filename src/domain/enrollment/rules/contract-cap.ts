import type { AcquisitionRule } from "./facts.ts";

/** A contract has at most so many certificates (A2.1: 100, B1: 20 or 50 by plan). */
export const contractCap: AcquisitionRule = ({ institution, certificatesOfOthers }) => {
  const limit = institution.certificate.maxPerContract;
  return certificatesOfOthers >= limit
    ? {
        code: "CONTRACT_CERTIFICATE_CAP",
        detail: `${certificatesOfOthers} certificates of ${limit}`,
        facts: { limit },
      }
    : undefined;
};
