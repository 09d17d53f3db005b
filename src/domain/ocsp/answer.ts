import { buildOcspErrorResponse } from "#pki/ocsp/response.ts";
import type { CertificateKey, SignedAnswer } from "./cache.ts";
import type { AnswerKind } from "./figures.ts";

/** An answer, DER. */
export interface OcspAnswer {
  readonly response: Buffer;
  readonly kind: AnswerKind;
  /** An answer about one certificate without nonce, which others may be given too. */
  readonly signed?: SignedAnswer;
  /** What it is about, where `signed` is kept. */
  readonly kept?: CertificateKey;
}

const errorAnswer = (kind: Parameters<typeof buildOcspErrorResponse>[0] & AnswerKind): OcspAnswer => ({
  response: buildOcspErrorResponse(kind),
  kind,
});

/** Answers that carry no standing: the same octets each time. */
export const ERRORS = {
  malformedRequest: errorAnswer("malformedRequest"),
  unauthorized: errorAnswer("unauthorized"),
  tryLater: errorAnswer("tryLater"),
  internalError: errorAnswer("internalError"),
};
