import type { CrlSubject, Lint } from "../lint.ts";

export const crlEntriesUnique: Lint<CrlSubject> = {
  name: "crl-entries-unique",
  citation: "RFC 5280 section 5.1.2.6",
  check: ({ entryFacts }) => (entryFacts.hasSerialTwice ? "a serial number stands twice" : undefined),
};
