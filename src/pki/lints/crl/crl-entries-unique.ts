import type { CrlSubject, Lint } from "../lint.ts";

export const crlEntriesUnique: Lint<CrlSubject> = {
  name: "crl-entries-unique",
  citation: "RFC 5280 section 5.1.2.6",
  check: ({ crl: { entries = [] } }) =>
    new Set(entries.map(({ serial }) => serial)).size === entries.length
      ? undefined
      : "a serial number stands twice",
};
