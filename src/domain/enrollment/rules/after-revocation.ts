import type { AcquisitionRule } from "./facts.ts";
import { hasGrantInTime, needs } from "./reacquisition.ts";

/** Who must act before a user whose certificate was revoked may acquire again (A2.8, A2.9, A6 “PC change”). */
export const afterRevocation: AcquisitionRule = (facts) => {
  const { institution, lastCertificate, role } = facts;
  if (lastCertificate?.state !== "revoked" || hasGrantInTime(facts)) return undefined;
  const who = institution.acquisition.afterRevocation[role];
  return who === "self" ? undefined : needs(who, "the certificate was revoked");
};
