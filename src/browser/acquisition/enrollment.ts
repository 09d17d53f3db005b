import type { ClientDescription, ErrorResponse, Step } from "../../wire/enrollment.ts";

export type Refusal = ErrorResponse["error"];

/**
 * What a call to the enrolment API came to: what the server wants next; its refusal; or no answer at all, where nobody
 * knows whether the request arrived.
 */
export type Outcome =
  | { readonly kind: "next"; readonly next: Step }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "unreachable" };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The shape of the wire as far as the page relies on it; the server that serves the page also writes these. */
const isStep = (value: unknown): value is Step => isRecord(value) && typeof value["kind"] === "string";

const isRefusal = (value: unknown): value is Refusal =>
  isRecord(value) &&
  isRecord(value["cause"]) &&
  isRecord(value["action"]) &&
  typeof value["code"] === "string";

/** Requests take a second at most; then something is in the way. */
const MILLISECONDS = 30_000;

/** A session of the enrolment API (src/wire/enrollment.ts), as the issuing application holds it. */
export class EnrollmentSession {
  /** `https://host:port/enrollment/v1/<institution>/sessions` */
  readonly #sessions: string;
  #claim: { readonly address: string; readonly token: string } | undefined;

  constructor(sessions: string) {
    this.#sessions = sessions;
  }

  get isStarted(): boolean {
    return this.#claim !== undefined;
  }

  start(client: ClientDescription): Promise<Outcome> {
    return this.#call(this.#sessions, { purpose: "issue", client });
  }

  answer(ask: string, values: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.#call(`${this.#address}/answers`, { ask, values });
  }

  request(pkcs10: string): Promise<Outcome> {
    return this.#call(`${this.#address}/request`, { pkcs10 });
  }

  /** What the server wants now: after an answer that never came. */
  resume(): Promise<Outcome> {
    return this.#call(this.#address, undefined);
  }

  get #address(): string {
    return this.#claim?.address ?? this.#sessions;
  }

  async #call(address: string, body: unknown): Promise<Outcome> {
    const token = this.#claim?.token;
    try {
      const response = await fetch(address, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(MILLISECONDS),
      });
      return this.#read(await response.json());
    } catch {
      return { kind: "unreachable" };
    }
  }

  #read(body: unknown): Outcome {
    if (!isRecord(body)) return { kind: "unreachable" };
    const { error, next, sessionId, token } = body;
    if (isRefusal(error)) return { kind: "refused", refusal: error };
    if (!isStep(next)) return { kind: "unreachable" };
    if (typeof sessionId === "string" && typeof token === "string") {
      this.#claim = { address: `${this.#sessions}/${encodeURIComponent(sessionId)}`, token };
    }
    return { kind: "next", next };
  }
}
