import type { CertificateSubject, Lint } from "../lint.ts";
import { keyAlgorithmNameOf } from "../../public-key.ts";

export const publicKeyAlgorithm: Lint<CertificateSubject> = {
  name: "public-key-algorithm",
  citation: "RFC 3279 section 2.3.1; RFC 5480 section 2.1.1; RFC 9881 section 4",
  check: ({ certificate }) =>
    keyAlgorithmNameOf(certificate.publicKeyInfo) === undefined
      ? "the public key, or its parameters, are not in the algorithm table"
      : undefined,
};
