/** The lints of everything that leaves, by what it is. */
export { lintCertificate, type CertificateToLint } from "./lint-certificate.ts";
export { lintCrl, type CrlToLint } from "./lint-crl.ts";
export { lintOcspResponse, type OcspResponseToLint } from "./lint-ocsp-response.ts";
export type { LintFinding } from "./lint.ts";
