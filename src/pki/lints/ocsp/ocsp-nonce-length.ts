import type { OcspSubject, Lint } from "../lint.ts";
import { MAX_NONCE_BYTES } from "../../ocsp/request.ts";

export const ocspNonceLength: Lint<OcspSubject> = {
  name: "ocsp-nonce-length",
  citation: "RFC 9654 section 2.1",
  check: ({ response: { nonce } }) =>
    nonce !== undefined && (nonce.length === 0 || nonce.length > MAX_NONCE_BYTES)
      ? `the nonce has ${nonce.length} octets`
      : undefined,
};
