import type { AcquisitionRule } from "./facts.ts";
import { endOf } from "./facts.ts";

/** One ID has exactly one certificate (A2.1): whoever can still use theirs acquires no other. */
export const oneCertificate: AcquisitionRule = ({ lastCertificate, now }) =>
  lastCertificate !== undefined && endOf(lastCertificate, now) === undefined
    ? {
        code: "ALREADY_HAS_CERTIFICATE",
        detail: `certificate ${lastCertificate.serial} is active`,
      }
    : undefined;
