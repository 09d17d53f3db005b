import type { CertificateSubject, Lint } from "../lint.ts";

/** RFC 1034 section 3.5 with RFC 1123 section 2.1, and a wildcard as the whole first label. */
const HOST_NAME =
  /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export const subjectAltName: Lint<CertificateSubject> = {
  name: "subject-alt-name",
  citation: "RFC 5280 section 4.2.1.6; RFC 9525 section 2",
  check: ({ certificate: { extensions } }) =>
    extensions.subjectAltNames?.every((name) => name.kind === "dns" && HOST_NAME.test(name.value)) === false
      ? "an alternative name is not a DNS host name"
      : undefined,
};
