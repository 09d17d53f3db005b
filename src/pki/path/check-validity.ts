import type { Certificate } from "../certificate/certificate.ts";
import { fault, type PathFault } from "./refusal.ts";

/** Section 6.1.3 (a) (2). Both ends belong to the period of validity, `notAfter` to its whole second. */
export const validityFault = (
  { notBefore, notAfter }: Pick<Certificate, "notBefore" | "notAfter">,
  at: Temporal.Instant,
): PathFault | undefined => {
  if (Temporal.Instant.compare(at, notBefore) < 0)
    return fault("PATH_NOT_YET_VALID", `valid from ${notBefore.toString()}`);
  if (Temporal.Instant.compare(at, notAfter.add({ seconds: 1 })) >= 0)
    return fault("PATH_EXPIRED", `valid until ${notAfter.toString()}`);
  return undefined;
};
