import type { CrlSubject, Lint } from "../lint.ts";
import { isEncodedForItsYear } from "../time-encoding.ts";

export const crlTimeEncoding: Lint<CrlSubject> = {
  name: "crl-time-encoding",
  citation: "RFC 5280 section 5.1.2.4 and 5.1.2.5",
  check: ({ crl }) =>
    isEncodedForItsYear(crl.thisUpdate, crl.timeTags[0]) &&
    (crl.nextUpdate === undefined || isEncodedForItsYear(crl.nextUpdate, crl.timeTags[1]))
      ? undefined
      : "UTCTime is for 1950 to 2049, GeneralizedTime for all other years",
};
