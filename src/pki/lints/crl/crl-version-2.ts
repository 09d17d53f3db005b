import type { CrlSubject, Lint } from "../lint.ts";

export const crlVersion2: Lint<CrlSubject> = {
  name: "crl-version-2",
  citation: "RFC 5280 section 5.1.2.1",
  check: ({ crl }) => (crl.version === 2 ? undefined : `version ${crl.version}`),
};
