import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";
import { PROFILE_RULES } from "../profile-rules.ts";

export const keyUsage: Lint<CertificateSubject> = {
  name: "key-usage",
  citation: "RFC 5280 section 4.2.1.3",
  check: ({ certificate, profile }) => {
    const wanted = PROFILE_RULES[profile].keyUsage;
    const found = certificate.extensions.keyUsage;
    const isExact =
      found !== undefined && found.size === wanted.length && wanted.every((usage) => found.has(usage));
    if (!isExact) return `the key usage is not exactly ${wanted.join(", ")}`;
    return certificate.extensions.all.some(({ oid, isCritical }) => oid === OID.keyUsage && isCritical)
      ? undefined
      : "the key usage is not critical";
  },
};
