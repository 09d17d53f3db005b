import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";
import type { Agent } from "node:https";
import { request } from "node:https";
import { nameOf } from "#pki/name.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { softwareSigner } from "#pki/signer.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { invariant } from "#shared/invariant.ts";
import type { User } from "#domain/user/users.ts";
import type { Step } from "#wire/enrollment.ts";
import { errorResponseSchema, nextResponseSchema, startResponseSchema } from "#wire/enrollment.ts";
import { CONFIRMATION_SECRET, LOGIN_SECRET, type RunningServer } from "./enrollment-world.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface HttpCall {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** A client certificate for this connection, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** One HTTPS request on a connection of its own (or the agent's), trusting only the test server's authority. */
export const call = (server: RunningServer, wish: HttpCall, agent?: Agent): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: server.port,
        servername: "localhost",
        ca: server.ca,
        path: wish.path,
        method: wish.method ?? (wish.body === undefined ? "GET" : "POST"),
        headers: wish.headers,
        agent: agent ?? false,
        ...wish.certificate,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(wish.body);
  });

/** What the enrolment API answered: a step, or a refusal with its code. */
export interface ApiAnswer {
  readonly status: number;
  readonly code: string | undefined;
  readonly next: Step | undefined;
}

const readAnswer = ({ status, text }: HttpAnswer): ApiAnswer => {
  const body: unknown = JSON.parse(text);
  if (status >= 400) return { status, code: errorResponseSchema.parse(body).error.code, next: undefined };
  return { status, code: undefined, next: nextResponseSchema.parse(body).next };
};

export const CLIENT = { version: "1.0.0", deviceName: "PC-01", osUser: "hanako", keyStoreKind: "nss" };

const JSON_TYPE = { "content-type": "application/json" };

/** A session of the enrolment API, as the issuing application holds it. */
export class EnrollmentClient {
  readonly server: RunningServer;
  readonly institutionId: string;
  readonly sessionId: string;
  readonly token: string;
  readonly first: Step;
  readonly #agent: Agent | undefined;

  constructor(
    server: RunningServer,
    session: { institutionId: string; sessionId: string; token: string; first: Step },
    agent?: Agent,
  ) {
    this.server = server;
    this.institutionId = session.institutionId;
    this.sessionId = session.sessionId;
    this.token = session.token;
    this.first = session.first;
    this.#agent = agent;
  }

  static async start(
    server: RunningServer,
    institutionId: string,
    options: { readonly renew?: Buffer; readonly agent?: Agent } = {},
  ): Promise<EnrollmentClient> {
    const answer = await startRaw(server, institutionId, options);
    invariant(answer.status === 201, `a session starts: ${answer.text}`);
    const { sessionId, token, next } = startResponseSchema.parse(JSON.parse(answer.text));
    return new EnrollmentClient(server, { institutionId, sessionId, token, first: next }, options.agent);
  }

  async post(path: string, body: unknown): Promise<ApiAnswer> {
    return readAnswer(
      await call(
        this.server,
        {
          path: `${this.path}/${path}`,
          body: JSON.stringify(body),
          headers: { ...JSON_TYPE, authorization: `Bearer ${this.token}` },
        },
        this.#agent,
      ),
    );
  }

  async resume(): Promise<ApiAnswer> {
    const headers = { authorization: `Bearer ${this.token}` };
    return readAnswer(await call(this.server, { path: this.path, headers }, this.#agent));
  }

  get path(): string {
    return `/enrollment/v1/${this.institutionId}/sessions/${this.sessionId}`;
  }

  answer(values: Readonly<Record<string, string>>, ask = "identity"): Promise<ApiAnswer> {
    return this.post("answers", { ask, values });
  }

  async request(key: KeyObject): Promise<ApiAnswer> {
    return this.post("request", { pkcs10: (await requestFor(key)).toString("base64") });
  }

  /** Signs what a step asks to be signed and sends it on. */
  prove(path: "old-key" | "confirmation", toSign: string, key: KeyObject): Promise<ApiAnswer> {
    const signature = sign(digestFor(key), Buffer.from(toSign, "base64"), key);
    return this.post(path, { signature: signature.toString("base64") });
  }
}

/** `POST sessions`, whatever comes of it. */
export const startRaw = (
  server: RunningServer,
  institutionId: string,
  options: { readonly renew?: Buffer; readonly agent?: Agent } = {},
): Promise<HttpAnswer> => {
  const body =
    options.renew === undefined
      ? { purpose: "issue", client: CLIENT }
      : { purpose: "renew", client: CLIENT, certificate: options.renew.toString("base64") };
  return call(
    server,
    { path: `/enrollment/v1/${institutionId}/sessions`, body: JSON.stringify(body), headers: JSON_TYPE },
    options.agent,
  );
};

const digestFor = (key: KeyObject): string =>
  key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256";

/** A PKCS#10 request for a key. */
export const requestFor = (key: KeyObject): Promise<Buffer> => {
  const signer = softwareSigner(key);
  return buildCertificationRequest({
    subject: nameOf([["CN", "ignored"]]),
    publicKeyInfo: signer.publicKeyInfo,
    signatureAlgorithm: signer.signatureAlgorithm,
    sign: (data) => signer.sign(data),
  });
};

/** What a user types in to prove who they are. */
export const identityOf = (user: User): Record<string, string> =>
  user.loginId === null
    ? {
        contractId: user.reference.contractId,
        userId: user.reference.userId,
        pin: LOGIN_SECRET,
        confirmationPin: CONFIRMATION_SECRET,
      }
    : { loginId: user.loginId, loginPassword: LOGIN_SECRET };

/** An active certificate with its key. */
export interface Held {
  readonly serial: string;
  readonly der: Buffer;
  readonly key: KeyObject;
}

const isKind = <Kind extends Step["kind"]>(
  step: Step | undefined,
  kind: Kind,
): step is Extract<Step, { kind: Kind }> => step?.kind === kind;

/** The step of an answer, if it is of the kind expected. */
export const stepOf = <Kind extends Step["kind"]>(
  answer: ApiAnswer,
  kind: Kind,
): Extract<Step, { kind: Kind }> => {
  const { next } = answer;
  invariant(isKind(next, kind), `${kind} expected, got ${JSON.stringify(answer)}`);
  return next;
};

/** Obtains a certificate through the API, from start to confirmation. */
export const acquire = async (
  server: RunningServer,
  institutionId: string,
  user: User,
  key: KeyObject = newPrivateKey("P-256"),
): Promise<Held> => {
  const client = await EnrollmentClient.start(server, institutionId);
  stepOf(await client.answer(identityOf(user)), "request");
  const install = stepOf(await client.request(key), "install");
  const done = stepOf(await client.prove("confirmation", install.toSign, key), "done");
  return { serial: done.serial, der: Buffer.from(install.certificate, "base64"), key };
};
