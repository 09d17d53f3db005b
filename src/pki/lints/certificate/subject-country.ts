import type { CertificateSubject, Lint } from "../lint.ts";
import { OID } from "../../oids.ts";

export const subjectCountry: Lint<CertificateSubject> = {
  name: "subject-country",
  citation: "RFC 5280 appendix A.1; ISO 3166-1 alpha-2",
  check: ({ certificate }) =>
    certificate.subject
      .flat()
      .every(({ type, value }) => type !== OID.countryName || /^[A-Z]{2}$/.test(value))
      ? undefined
      : "the country is not two capital letters",
};
