import type { CertificateSubject, Lint } from "../lint.ts";

/** A serial of 128 random bits is shorter than this once in 2^55. */
const LEAST_BYTES = 10;

export const serialEntropy: Lint<CertificateSubject> = {
  name: "serial-entropy",
  citation:
    "CA/Browser Forum Baseline Requirements section 7.1 (64 bits from a CSPRNG); requirement: 128 random bits",
  check: ({ certificate: { serialContents } }) =>
    serialContents.length < LEAST_BYTES ? `the serial number has ${serialContents.length} octets` : undefined,
};
