import type { KeyObject } from "node:crypto";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { invariant } from "#shared/invariant.ts";

/** What came back. */
export interface ClientAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** The refusal code on the page, if there is one. */
  readonly code: string | undefined;
}

/** A client certificate with its key, PEM. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

const CODE = /<(?:code|small)>([A-Z]+_[A-Z_]+)\b/;
const CSRF_TOKEN = /name="csrfToken" value="([\w-]+)"/;

/**
 * A browser without a screen, for what a real browser would not do: real TLS to 127.0.0.1, cookies kept by host as a
 * browser keeps those with the prefix `__Host-`, nothing followed by itself.
 */
export class Client {
  readonly #ca: string;
  readonly #certificate: ClientCertificate | undefined;
  readonly cookies = new Map<string, Map<string, string>>();
  /** Of the page seen last. */
  csrfToken = "";

  constructor(ca: string, certificate?: ClientCertificate) {
    this.#ca = ca;
    this.#certificate = certificate;
  }

  get(address: string, headers: Readonly<Record<string, string>> = {}): Promise<ClientAnswer> {
    return this.#send("GET", address, undefined, headers);
  }

  /** Sends a form as this page would. */
  post(
    address: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ClientAnswer> {
    const own = { origin: new URL(address).origin, "sec-fetch-site": "same-origin" };
    const body = new URLSearchParams({ csrfToken: this.csrfToken, ...fields }).toString();
    return this.#send("POST", address, body, { ...own, ...headers });
  }

  /** The cookies it keeps for an address. */
  jar(address: string): Map<string, string> {
    const { host } = new URL(address);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    return jar;
  }

  async #send(
    method: string,
    address: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<ClientAnswer> {
    const url = new URL(address);
    const jar = this.jar(address);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const identity = this.#certificate && {
      cert: this.#certificate.certificate,
      key: this.#certificate.privateKey.export({ type: "pkcs8", format: "pem" }),
    };
    request({
      host: "127.0.0.1",
      port: url.port,
      servername: url.hostname,
      ca: this.#ca,
      agent: false,
      method,
      path: url.pathname + url.search,
      headers: {
        host: url.host,
        ...(cookie !== "" && { cookie }),
        ...(body !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      },
      ...identity,
    })
      .on("response", resolve)
      .on("error", reject)
      .end(body);
    const response = await promise;
    const text = Buffer.concat(await response.toArray()).toString();
    for (const sent of response.headers["set-cookie"] ?? []) {
      const [, name, value] = /^(__Host-[^=]+)=([^;]*)/.exec(sent) ?? [];
      invariant(name !== undefined && value !== undefined, `a cookie of this host alone: ${sent}`);
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    this.csrfToken = CSRF_TOKEN.exec(text)?.[1] ?? this.csrfToken;
    return {
      status: response.statusCode ?? 0,
      location: response.headers.location,
      headers: response.headers,
      text,
      code: CODE.exec(text)?.[1],
    };
  }
}
