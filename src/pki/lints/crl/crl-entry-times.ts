import type { CrlSubject, Lint } from "../lint.ts";

export const crlEntryTimes: Lint<CrlSubject> = {
  name: "crl-entry-times",
  citation: "RFC 5280 section 5.1.2.6",
  check: ({ crl: { thisUpdate }, entryFacts: { latestRevocation } }) =>
    latestRevocation !== undefined && Temporal.Instant.compare(latestRevocation, thisUpdate) > 0
      ? "a revocation lies after thisUpdate"
      : undefined,
};
