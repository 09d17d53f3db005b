import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";
import { PROFILE_RULES } from "../profile-rules.ts";

export const basicConstraints: Lint<CertificateSubject> = {
  name: "basic-constraints",
  citation: "RFC 5280 section 4.2.1.9",
  check: ({ certificate, profile }) => {
    const wanted = PROFILE_RULES[profile].authority;
    const found = certificate.extensions.basicConstraints;
    if (wanted === undefined)
      return found?.isAuthority === true ? "an end entity is marked as an authority" : undefined;
    if (found?.isAuthority !== true) return "an authority is not marked as one";
    if (found.pathLength !== wanted.pathLength)
      return `the path length is ${found.pathLength ?? "unlimited"}`;
    return certificate.extensions.all.some(
      ({ oid, isCritical }) => oid === OID.basicConstraints && isCritical,
    )
      ? undefined
      : "the basic constraints of an authority are not critical";
  },
};
