import type { CertificateSubject, Lint } from "../lint.ts";

export const serialPositive: Lint<CertificateSubject> = {
  name: "serial-positive",
  citation: "RFC 5280 section 4.1.2.2",
  check: ({ certificate: { serialContents } }) => {
    if ((serialContents[0] ?? 0) >= 0x80) return "the serial number is negative";
    return serialContents.every((octet) => octet === 0) ? "the serial number is zero" : undefined;
  },
};
