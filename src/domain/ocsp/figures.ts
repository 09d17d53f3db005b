/** How a question was answered. */
export type AnswerKind =
  | "answer"
  | "answerWithNonce"
  | "answerToSeveral"
  | "malformedRequest"
  | "unauthorized"
  | "tryLater"
  | "internalError";

/** What the OCSP service did; read by whoever publishes figures. Plain numbers: a hit must cost nothing. */
export class OcspFigures {
  readonly answers: Record<AnswerKind, number> = {
    answer: 0,
    answerWithNonce: 0,
    answerToSeveral: 0,
    malformedRequest: 0,
    unauthorized: 0,
    tryLater: 0,
    internalError: 0,
  };
  /** Answers from memory, by whichever way they were found. */
  hits = 0;
  misses = 0;
  signatures = 0;
  /** Time between building and signature, waiting for a thread included. */
  signingSeconds = 0;
  presigned = 0;
}
