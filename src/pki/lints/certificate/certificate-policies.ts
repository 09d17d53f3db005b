import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const certificatePolicies: Lint<CertificateSubject> = {
  name: "certificate-policies",
  citation: "RFC 5280 section 4.2.1.4",
  check: ({ certificate: { extensions }, profile }) => {
    const { policyOids } = extensions;
    if (policyOids === undefined) return undefined;
    if (new Set(policyOids).size !== policyOids.length) return "a policy stands twice";
    return profile === "client" && policyOids.includes(OID.anyPolicy)
      ? "an end entity is issued under any policy"
      : undefined;
  },
};
