import type { CertificateSubject, Lint } from "../lint.ts";

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

export const subjectNoControlCharacters: Lint<CertificateSubject> = {
  name: "subject-no-control-characters",
  citation: "Unicode TR 36 section 2: what is shown must be what is meant",
  check: ({ certificate }) =>
    certificate.subject.flat().some(({ value }) => CONTROL.test(value))
      ? "the subject has control or direction characters"
      : undefined,
};
