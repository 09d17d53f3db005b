import type { AcquisitionRule } from "./facts.ts";

/**
 * Where certificates are used by application (A6 “Certificate use”, [002]), a contract that has not applied for them
 * has no right to them; once it has, every user must obtain one (A2.7).
 */
export const certificatesNotUsed: AcquisitionRule = ({ institution, contractLoginMethod }) =>
  institution.certificate.use === "byApplication" && contractLoginMethod !== "certificate"
    ? { code: "ACQUISITION_CERTIFICATES_NOT_USED", detail: "the contract has not applied for certificates" }
    : undefined;
