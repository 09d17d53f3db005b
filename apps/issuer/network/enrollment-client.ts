import type { z } from "zod";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  type AnswersRequest,
  type CertificateRequestBody,
  errorResponseSchema,
  nextResponseSchema,
  type ServiceResponse,
  serviceResponseSchema,
  type SignatureRequest,
  startResponseSchema,
  type StartRequest,
  type Step,
} from "#wire/enrollment.ts";
import { type Failure, failure, type FailureKind } from "../core/failure.ts";
import type { Answer, Connection, NetworkFault, Question } from "./connection.ts";

/** Waits between repetitions of a request whose answer was lost, in milliseconds. */
const REPEAT_AFTER_MILLISECONDS: readonly number[] = [300, 1000, 3000, 6000];
/** Answers are repeated once only: a wrong password repeated would count twice. */
const ANSWER_REPETITIONS = 1;

type Subject = "answers" | "old-key" | "request" | "confirmation";

/** A session on the server: `next` is what it wants, and each call gives the next one. */
export interface EnrollmentSession {
  readonly next: Step;
  answers(body: AnswersRequest): Promise<Result<Step, Failure>>;
  oldKey(body: SignatureRequest): Promise<Result<Step, Failure>>;
  request(body: CertificateRequestBody): Promise<Result<Step, Failure>>;
  confirmation(body: SignatureRequest): Promise<Result<Step, Failure>>;
}

const kindOfStatus = (status: number): FailureKind => {
  if (status >= 500) return "unavailable";
  return status === 400 || status === 404 || status === 413 || status === 422 ? "input" : "refused";
};

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
};

/** The one refusal that says "in a moment": an earlier sending of the same request is still at work. */
const IN_PROGRESS = "ENROLLMENT_REQUEST_IN_PROGRESS";

/** Whether the same question may have another answer soon: nobody of the service answered, or it said so itself. */
const isTransient = ({ status, body }: Answer): boolean => {
  if (status !== 502 && status !== 503 && status !== 504) return false;
  const parsed = errorResponseSchema.safeParse(parseJson(body));
  return !parsed.success || parsed.data.error.code === IN_PROGRESS;
};

/** Reads an answer that is not a success: the server's own words where it has some. */
const failureOf = ({ status, body }: Answer): Failure => {
  const parsed = errorResponseSchema.safeParse(parseJson(body));
  if (parsed.success) {
    const { code, cause, action, supportId } = parsed.data.error;
    // What is wrong with the session itself is not mended by typing again.
    const asksAgain = (status === 400 || status === 401 || status === 422) && !code.startsWith("ENROLLMENT_");
    return {
      code,
      cause,
      action,
      supportId,
      kind: kindOfStatus(status),
      asksAgain,
      detail: `HTTP ${status}`,
    };
  }
  if (status === 429) return failure("G008e", "HTTP 429");
  if (status >= 300 && status < 400) return failure("G003e", `HTTP ${status}: redirects are not followed`);
  return failure("G005e", `HTTP ${status}`);
};

const networkFailure = ({ code, detail }: NetworkFault): Failure => failure(code, detail);

/** Reads the answer's shape. One that this version does not know is a step it cannot do: G004e. */
const read = <Schema extends z.ZodType>(
  schema: Schema,
  answer: Answer,
): Result<z.output<Schema>, Failure> => {
  if (answer.status < 200 || answer.status >= 300) return refused(failureOf(answer));
  const parsed = schema.safeParse(parseJson(answer.body));
  return parsed.success
    ? accepted(parsed.data)
    : refused(failure("G004e", `the server's answer has another shape: ${parsed.error.message}`));
};

/** The enrolment API of one institution on one server. */
export class EnrollmentClient {
  readonly connection: Connection;
  readonly #base: string;
  readonly #wait: (milliseconds: number) => Promise<void>;
  readonly #onRepeat: () => void;

  constructor(
    connection: Connection,
    institution: string,
    options: {
      readonly wait: (milliseconds: number) => Promise<void>;
      /** Told before each repetition of a lost answer. */
      readonly onRepeat: () => void;
    },
  ) {
    this.connection = connection;
    this.#base = `/enrollment/v1/${encodeURIComponent(institution)}`;
    this.#wait = options.wait;
    this.#onRepeat = options.onRepeat;
  }

  /** What the institution is and who issues for it. Asked once: when this fails, nothing has begun. */
  async service(): Promise<Result<ServiceResponse, Failure>> {
    const answer = await this.connection.ask({ method: "GET", path: this.#base });
    return answer.ok ? read(serviceResponseSchema, answer.value) : refused(networkFailure(answer.refusal));
  }

  /** Begins a session. A lost answer leaves a session that nobody holds the token of; it expires by itself. */
  async start(body: StartRequest): Promise<Result<EnrollmentSession, Failure>> {
    const answer = await this.#askRepeatedly({ method: "POST", path: `${this.#base}/sessions`, body });
    if (!answer.ok) return answer;
    const started = read(startResponseSchema, answer.value);
    if (!started.ok) return started;
    return accepted(this.#session(started.value.sessionId, started.value.token, started.value.next));
  }

  #session(sessionId: string, token: string, first: Step): EnrollmentSession {
    const path = `${this.#base}/sessions/${encodeURIComponent(sessionId)}`;
    let present = first;
    const send = async (subject: Subject, body: unknown): Promise<Result<Step, Failure>> => {
      const step = await this.#send(path, token, subject, body, present);
      if (step.ok) present = step.value;
      return step;
    };
    return {
      next: first,
      answers: (body) => send("answers", body),
      oldKey: (body) => send("old-key", body),
      request: (body) => send("request", body),
      confirmation: (body) => send("confirmation", body),
    };
  }

  /**
   * Sends one part of the session. When the answer is lost, the server is asked where the session stands: if it has
   * gone on, the part had arrived; if not, it is sent again. The server takes every part twice without harm.
   */
  async #send(
    path: string,
    token: string,
    subject: Subject,
    body: unknown,
    present: Step,
  ): Promise<Result<Step, Failure>> {
    const question: Question = { method: "POST", path: `${path}/${subject}`, body, token };
    const repetitions = subject === "answers" ? ANSWER_REPETITIONS : REPEAT_AFTER_MILLISECONDS.length;
    for (let repetition = 0; ; repetition += 1) {
      const answer = await this.connection.ask(question);
      if (answer.ok && !isTransient(answer.value)) {
        const taken = read(nextResponseSchema, answer.value);
        return taken.ok ? accepted(taken.value.next) : taken;
      }
      const why = answer.ok ? failureOf(answer.value) : networkFailure(answer.refusal);
      if (repetition === repetitions || why.code === "SERVER_NOT_TRUSTED") return refused(why);
      await this.#pause(repetition);
      const standing = await this.#askRepeatedly({ method: "GET", path, token });
      if (!standing.ok) return standing;
      const step = read(nextResponseSchema, standing.value);
      if (!step.ok) return step;
      if (JSON.stringify(step.value.next) !== JSON.stringify(present)) return accepted(step.value.next);
    }
  }

  async #askRepeatedly(question: Question): Promise<Result<Answer, Failure>> {
    for (let repetition = 0; ; repetition += 1) {
      const answer = await this.connection.ask(question);
      if (answer.ok && !isTransient(answer.value)) return answer;
      const why = answer.ok ? failureOf(answer.value) : networkFailure(answer.refusal);
      if (repetition === REPEAT_AFTER_MILLISECONDS.length || why.code === "SERVER_NOT_TRUSTED") {
        return refused(why);
      }
      await this.#pause(repetition);
    }
  }

  async #pause(repetition: number): Promise<void> {
    this.#onRepeat();
    await this.#wait(REPEAT_AFTER_MILLISECONDS[repetition] ?? 6000);
  }
}
