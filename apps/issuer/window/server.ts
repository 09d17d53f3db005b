import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { RandomSource } from "#shared/random.ts";
import { invariant } from "#shared/invariant.ts";
import { Guard } from "./guard.ts";

/** What the pages answer with. */
export type Answer =
  | { readonly kind: "page"; readonly body: string; readonly status?: number }
  | { readonly kind: "file"; readonly type: string; readonly body: string | Buffer }
  | { readonly kind: "goTo"; readonly path: string };

/** A request that was let in. */
export interface WindowRequest {
  readonly method: "GET" | "POST";
  /** Below the guarded base: `` (the first page), `answers`, `window.css` … */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

export interface WindowServerParts {
  readonly random: RandomSource;
  readonly answer: (request: WindowRequest) => Promise<Answer> | Answer;
  /** What is shown now, as a number that rises; told to open windows when it changes. */
  readonly version: () => number;
  readonly listen: (listener: () => void) => () => void;
  /** Another start of the program handed this over: an address, or nothing. */
  readonly onHandover: (address: string | undefined) => void;
  /** A bug of ours, for the log. */
  readonly onFault: (error: unknown) => void;
  /** A window opened or closed; so many are open. */
  readonly onWindows: (count: number) => void;
}

/** The window's pages on 127.0.0.1. */
export interface WindowServer {
  readonly guard: Guard;
  readonly port: number;
  /** An address that opens the window once. */
  launchAddress(): string;
  /** Tells the windows to close, and stops. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 16 * 1024;

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Not `no-referrer`: forms would then say that they come from nowhere (`Origin: null`).
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
} as const;

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    invariant(part instanceof Buffer, "a request without encoding gives octets");
    length += part.length;
    if (length > BODY_LIMIT_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

const send = (response: ServerResponse, status: number, type: string, body: string | Buffer): void => {
  response.writeHead(status, { ...HEADERS, "content-type": type }).end(body);
};

const REFUSED = "This address belongs to the issuing application. Please start it again.\n";

/** Starts the server on a free port of 127.0.0.1. Nobody is let in but through the guard. */
export const startWindowServer = async (parts: WindowServerParts): Promise<WindowServer> => {
  const guard = new Guard(parts.random);
  const windows = new Set<ServerResponse>();
  let port = 0;

  const stream = (response: ServerResponse): void => {
    response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
    const tell = (): void => {
      response.write(`event: version\ndata: ${parts.version()}\n\n`);
    };
    const stop = parts.listen(tell);
    windows.add(response);
    parts.onWindows(windows.size);
    tell();
    response.once("close", () => {
      stop();
      windows.delete(response);
      parts.onWindows(windows.size);
    });
  };

  const takeHandover = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    send(response, body === undefined ? 413 : 204, "text/plain", "");
    if (body !== undefined) parts.onHandover(body === "" ? undefined : body);
  };

  const answerAdmitted = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ): Promise<void> => {
    if (path === "events" && request.method === "GET") {
      stream(response);
      return;
    }
    const body = request.method === "POST" ? await readBody(request) : "";
    if (body === undefined) {
      send(response, 413, "text/plain", "");
      return;
    }
    const answer = await parts.answer({
      method: request.method === "POST" ? "POST" : "GET",
      path,
      query: new URL(request.url ?? "/", "http://127.0.0.1").searchParams,
      form: new URLSearchParams(body),
    });
    if (answer.kind === "goTo") {
      response.writeHead(303, { ...HEADERS, location: `${guard.base}${answer.path}` }).end();
    } else if (answer.kind === "page") {
      send(response, answer.status ?? 200, "text/html; charset=utf-8", answer.body);
    } else send(response, 200, answer.type, answer.body);
  };

  const launch = (response: ServerResponse, cookie: string): void => {
    // A page and not a redirect: a cookie that is SameSite=Strict is not sent where another site began the journey.
    response.setHeader("set-cookie", cookie);
    const page = `<!doctype html><meta charset="utf-8"><title>…</title><meta http-equiv="refresh" content="0;url=${guard.base}">`;
    send(response, 200, "text/html; charset=utf-8", page);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host, origin, cookie, authorization } = request.headers;
    const site = request.headers["sec-fetch-site"];
    const admission = guard.admit(
      {
        method: request.method ?? "",
        target: request.url ?? "/",
        host,
        origin,
        cookie,
        authorization,
        fetchSite: Array.isArray(site) ? site.join() : site,
      },
      port,
    );
    if (admission.kind === "handover") await takeHandover(request, response);
    else if (admission.kind === "launch") launch(response, admission.cookie);
    else if (admission.kind === "admitted") await answerAdmitted(request, response, admission.path);
    else send(response, 403, "text/plain; charset=utf-8", REFUSED);
  };

  const server: Server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      parts.onFault(error);
      if (!response.headersSent) send(response, 500, "text/plain; charset=utf-8", REFUSED);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  invariant(address !== null && typeof address === "object", "a TCP server has an address");
  ({ port } = address);

  return {
    guard,
    port,
    launchAddress: () => `http://127.0.0.1:${port}${guard.launchPath()}`,
    close: async () => {
      for (const response of windows) response.end("event: ended\ndata: \n\n");
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
};
