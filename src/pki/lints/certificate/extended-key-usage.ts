import type { CertificateSubject, Lint } from "../lint.ts";
import { PROFILE_RULES } from "../profile-rules.ts";

export const extendedKeyUsage: Lint<CertificateSubject> = {
  name: "extended-key-usage",
  citation: "RFC 5280 section 4.2.1.12",
  check: ({ certificate, profile }) => {
    const wanted = PROFILE_RULES[profile].extendedKeyUsage;
    const found = certificate.extensions.extendedKeyUsage ?? [];
    return found.join() === wanted.join()
      ? undefined
      : `the purposes are not exactly ${wanted.join(", ") || "none"}`;
  },
};
