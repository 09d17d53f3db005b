import type { CertificateSubject, Lint } from "../lint.ts";
import { stringTypeFor } from "../../name.ts";

export const subjectStringTypes: Lint<CertificateSubject> = {
  name: "subject-string-types",
  citation: "RFC 5280 section 4.1.2.4 and appendix A.1",
  check: ({ certificate }) =>
    certificate.subject
      .flat()
      .filter(({ type, stringType }) => stringType !== stringTypeFor(type))
      .map(({ type, stringType }) => `${type} is a string of type ${stringType}`)
      .at(0),
};
