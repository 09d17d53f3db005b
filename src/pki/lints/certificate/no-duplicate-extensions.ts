import type { CertificateSubject, Lint } from "../lint.ts";
import { repeatedExtensions } from "../../certificate/extension-values.ts";

export const noDuplicateExtensions: Lint<CertificateSubject> = {
  name: "no-duplicate-extensions",
  citation: "RFC 5280 section 4.2",
  check: ({ certificate }) => {
    const [repeated] = repeatedExtensions(certificate.extensions.all);
    return repeated === undefined ? undefined : `extension ${repeated} stands twice`;
  },
};
