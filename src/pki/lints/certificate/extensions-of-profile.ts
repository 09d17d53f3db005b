import type { CertificateSubject, Lint } from "../lint.ts";
import { PROFILE_RULES } from "../profile-rules.ts";

export const extensionsOfProfile: Lint<CertificateSubject> = {
  name: "extensions-of-profile",
  citation: "RFC 5280 section 4.2 (what conforming CAs include)",
  check: ({ certificate, profile }) => {
    const wanted = PROFILE_RULES[profile].extensions;
    const found = certificate.extensions.all.map(({ oid }) => oid);
    const missing = wanted.find((oid) => !found.includes(oid));
    if (missing !== undefined) return `extension ${missing} is missing`;
    const surplus = found.find((oid) => !wanted.includes(oid));
    return surplus === undefined ? undefined : `extension ${surplus} is not one of the profile`;
  },
};
