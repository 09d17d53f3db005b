import type { CrlSubject, Lint } from "../lint.ts";

export const crlUpdateTimes: Lint<CrlSubject> = {
  name: "crl-update-times",
  citation: "RFC 5280 section 5.1.2.5",
  check: ({ crl: { thisUpdate, nextUpdate } }) => {
    if (nextUpdate === undefined) return "nextUpdate is missing";
    return Temporal.Instant.compare(thisUpdate, nextUpdate) < 0
      ? undefined
      : "nextUpdate is not after thisUpdate";
  },
};
