import { encodeName } from "../../name.ts";
import type { CertificateSubject, Lint } from "../lint.ts";

/**
 * Whatever the strict parser does not take is a finding of this rule (see `lintCertificate`). What the parser leaves
 * open is the order of attributes at one level of a name, a SET OF; `issuer-name-matches` settles the issuer's.
 */
export const canonicalDer: Lint<CertificateSubject> = {
  name: "canonical-der",
  citation: "RFC 5280 section 4.1; X.690 section 10 and 11.6",
  check: ({ certificate: { subject, subjectDer } }) => {
    // Types that we never write are for `subject-string-types`.
    const isWritable = subject
      .flat()
      .every(({ stringType }) => stringType !== "bmp" && stringType !== "teletex");
    return isWritable && !encodeName(subject).equals(subjectDer)
      ? "the attributes of the subject are not in order"
      : undefined;
  },
};
