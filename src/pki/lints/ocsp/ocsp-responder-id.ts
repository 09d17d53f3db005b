import type { OcspSubject, Lint } from "../lint.ts";
import { responderKeyHash } from "../../ocsp/response.ts";

export const ocspResponderId: Lint<OcspSubject> = {
  name: "ocsp-responder-id",
  citation: "RFC 6960 section 4.2.1 and 4.2.2.3",
  check: ({ response, responder }) =>
    response.responderKeyHash?.equals(responderKeyHash(responder.publicKeyInfo)) === true
      ? undefined
      : "the responder is not named by the SHA-1 of its key",
};
