import type { CrlSubject, Lint } from "../lint.ts";

export const crlEntriesNotEmpty: Lint<CrlSubject> = {
  name: "crl-entries-not-empty",
  citation: "RFC 5280 section 5.1.2.6",
  check: ({ entryFacts }) =>
    entryFacts.isEmptyList ? "an empty revokedCertificates instead of none" : undefined,
};
