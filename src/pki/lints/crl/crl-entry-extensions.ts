import type { CrlSubject, Lint } from "../lint.ts";

export const crlEntryExtensions: Lint<CrlSubject> = {
  name: "crl-entry-extensions",
  citation: "RFC 5280 section 5.3 and 5.3.1",
  check: ({ entryFacts }) => entryFacts.extensionFault,
};
