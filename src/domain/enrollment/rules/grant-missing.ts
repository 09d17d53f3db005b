import type { AcquisitionRule } from "./facts.ts";

/**
 * Where the right to acquire has a deadline, it must have been given first (A2.6, F6): by the branch to the
 * administrator, by the administrator to the user. Elsewhere it comes with the registration of the user.
 */
export const grantMissing: AcquisitionRule = ({ institution, grantedAt, lastCertificate }) =>
  institution.acquisition.deadlineDays !== null && grantedAt === undefined && lastCertificate === undefined
    ? { code: "ACQUISITION_NOT_GRANTED", detail: "the right to acquire was never given" }
    : undefined;
