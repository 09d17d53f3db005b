import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { getCACertificates } from "node:tls";
import { accepted, refused, type Result } from "#shared/result.ts";
import { systemErrorCode } from "../core/system-error.ts";
import { lookup } from "./loopback.ts";

/** Where and how the server is reached. */
export interface ConnectionSettings {
  /** `https://host:port`, nothing after it. */
  readonly server: URL;
  /** PEM file with the only authorities to trust; undefined: the system's. */
  readonly serverCaFile: string | undefined;
  /** For `HTTPS_PROXY` and `NO_PROXY`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Most milliseconds to wait for a whole answer. */
  readonly timeoutMilliseconds: number;
  /** Who is asked when the proxy wants to know who we are; unless told, that ends the request with G009e. */
  readonly proxyCredentials?: ProxyCredentialsSource;
}

/** User name and password of the network's own proxy: never those of the bank. */
export interface ProxyCredentials {
  readonly userName: string;
  readonly password: string;
}

/**
 * Asks for them. `proxy`: its address without any credentials. `wasRefused`: those given before were not taken.
 * Undefined: the person stops.
 */
export type ProxyCredentialsSource = (
  proxy: string,
  wasRefused: boolean,
) => Promise<ProxyCredentials | undefined>;

/** Why no answer came. `sent`: the server may have received and done what was asked. */
export interface NetworkFault {
  readonly code: "G003e" | "G008e" | "G009e" | "SERVER_NOT_TRUSTED";
  readonly detail: string;
  readonly sent: boolean;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** A request with a JSON body, or none. */
export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly token?: string;
}

const ANSWER_LIMIT_BYTES = 1_000_000;

const PROXY_FAULTS = new Set(["ERR_PROXY_TUNNEL", "ERR_PROXY_INVALID_CONFIG"]);
const TIME_FAULTS = new Set(["ETIMEDOUT", "ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const isTrustFault = (code: string): boolean =>
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
    code,
  );

/** Names a fault of Node's network layer. */
export const faultOf = (error: unknown, sent: boolean): NetworkFault => {
  const code = systemErrorCode(error);
  const detail = error instanceof Error ? `${code} ${error.message}`.trim() : String(error);
  // The status by which a proxy refused the tunnel.
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (PROXY_FAULTS.has(code)) return { code: status === 407 ? "G009e" : "G003e", detail, sent: false };
  if (isTrustFault(code)) return { code: "SERVER_NOT_TRUSTED", detail, sent: false };
  if (TIME_FAULTS.has(code)) return { code: "G008e", detail, sent };
  return { code: "G003e", detail, sent };
};

/** The proxy that the environment names for HTTPS; undefined where it names none, or nonsense. */
const proxyOf = (environment: ConnectionSettings["environment"]): URL | undefined =>
  URL.parse(environment["https_proxy"] ?? environment["HTTPS_PROXY"] ?? "") ?? undefined;

/** The authorities to trust: those of the file, else the system's, else the runtime's. */
export const trustedAuthorities = (serverCaFile: string | undefined): string[] => {
  if (serverCaFile !== undefined) return [readFileSync(serverCaFile, "utf8")];
  const system = getCACertificates("system");
  return system.length > 0 ? system : getCACertificates("default");
};

/** One server over HTTPS. Redirects are never followed: an answer counts only where it was asked for. */
export class Connection {
  readonly settings: ConnectionSettings;
  #agent: Agent;
  #hasProxyCredentials: boolean;

  constructor(settings: ConnectionSettings) {
    this.settings = settings;
    const proxy = proxyOf(settings.environment);
    this.#hasProxyCredentials = proxy !== undefined && (proxy.username !== "" || proxy.password !== "");
    this.#agent = this.#agentThrough(settings.environment);
  }

  #agentThrough(environment: ConnectionSettings["environment"]): Agent {
    return new Agent({
      keepAlive: true,
      ca: trustedAuthorities(this.settings.serverCaFile),
      minVersion: "TLSv1.2",
      lookup,
      proxyEnv: environment,
    });
  }

  /** Asks; where a proxy wants to know who asks, the person is asked until it is content, or they stop. */
  async ask(question: Question): Promise<Result<Answer, NetworkFault>> {
    const { environment, proxyCredentials } = this.settings;
    for (;;) {
      const answer = await this.#askOnce(question);
      const proxy = proxyOf(environment);
      if (answer.ok || answer.refusal.code !== "G009e" || proxy === undefined) return answer;
      const given = await proxyCredentials?.(`${proxy.protocol}//${proxy.host}`, this.#hasProxyCredentials);
      if (given === undefined) return answer;
      this.#hasProxyCredentials = true;
      proxy.username = encodeURIComponent(given.userName);
      proxy.password = encodeURIComponent(given.password);
      this.#agent.destroy();
      this.#agent = this.#agentThrough({ ...environment, HTTPS_PROXY: proxy.href, https_proxy: proxy.href });
    }
  }

  #askOnce(question: Question): Promise<Result<Answer, NetworkFault>> {
    const body = question.body === undefined ? undefined : Buffer.from(JSON.stringify(question.body));
    return new Promise((resolve) => {
      let sent = false;
      const outgoing = request(
        new URL(question.path, this.settings.server),
        {
          method: question.method,
          agent: this.#agent,
          signal: AbortSignal.timeout(this.settings.timeoutMilliseconds),
          headers: {
            accept: "application/json",
            ...(body && { "content-type": "application/json", "content-length": body.length }),
            ...(question.token !== undefined && { authorization: `Bearer ${question.token}` }),
          },
        },
        (incoming) => {
          const parts: Buffer[] = [];
          let length = 0;
          incoming.on("data", (part: Buffer) => {
            length += part.length;
            parts.push(part);
            if (length > ANSWER_LIMIT_BYTES) incoming.destroy(new Error("the answer is too long"));
          });
          incoming.on("end", () =>
            resolve(accepted({ status: incoming.statusCode ?? 0, body: Buffer.concat(parts) })),
          );
          incoming.on("error", (error) => resolve(refused(faultOf(error, true))));
        },
      );
      outgoing.on("finish", () => {
        sent = true;
      });
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        const timedOut = error.name === "TimeoutError" || error.name === "AbortError";
        resolve(
          refused(
            timedOut
              ? { code: "G008e", detail: `no answer in ${this.settings.timeoutMilliseconds} ms`, sent: true }
              : faultOf(error, sent),
          ),
        );
      });
      outgoing.end(body);
    });
  }

  /** Lets idle connections go. */
  close(): void {
    this.#agent.destroy();
  }
}
