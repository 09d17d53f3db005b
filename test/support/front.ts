import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:https";
import type { Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { invariant } from "#shared/invariant.ts";
import { buffer } from "node:stream/consumers";
import { makeServerCertificate } from "./server-certificate.ts";

/** The port on which a server listens. */
export const portOf = (server: NetServer): number => {
  const address = server.address();
  invariant(address !== null && typeof address === "object", "a listening server");
  return address.port;
};

/** An answer on its way back to the client. */
export interface PassingAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: Buffer;
}

/** What becomes of an answer: passed on (changed or not), lost with its connection, or never given. */
export type Fate =
  | { readonly kind: "pass"; readonly status?: number; readonly body?: string; readonly location?: string }
  | { readonly kind: "lose" }
  | { readonly kind: "silence" };

/** A TLS server between a client and the real one, where a test makes answers go astray. */
export interface Front {
  readonly address: string;
  readonly caFile: string;
  /** `POST answers`, `GET session` … in the order in which they came. */
  readonly seen: readonly string[];
}

const nameOf = (method: string, path: string): string => {
  const [, , , , , , subject] = path.split("/");
  return `${method} ${subject ?? (path.includes("/sessions/") ? "session" : path.split("/")[4] === "sessions" ? "sessions" : "service")}`;
};

/** Opens a front before the server at `port` of this machine. The request has always been done when `decide` is asked. */
export const openFront = async (
  t: TestContext,
  backend: { readonly port: number; readonly ca: string },
  decide: (answer: PassingAnswer, name: string) => Fate | Promise<Fate>,
): Promise<Front> => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-front-"));
  const tls = await makeServerCertificate(directory);
  const seen: string[] = [];
  const server: Server = createServer({ cert: tls.certificate, key: tls.key }, (incoming, outgoing) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const relay = async (): Promise<void> => {
      const sent = await buffer(incoming);
      const body = await new Promise<PassingAnswer>((resolve, reject) => {
        const onward = request(
          { host: "localhost", port: backend.port, ca: backend.ca, method, path, headers, agent: false },
          (answer) => {
            buffer(answer).then(
              (bytes) => resolve({ method, path, status: answer.statusCode ?? 0, body: bytes }),
              reject,
            );
          },
        );
        onward.once("error", reject);
        onward.end(sent);
      });
      const name = nameOf(method, path);
      seen.push(name);
      const fate = await decide(body, name);
      if (fate.kind === "lose") incoming.socket.destroy();
      if (fate.kind !== "pass") return;
      outgoing.writeHead(fate.status ?? body.status, {
        "content-type": "application/json",
        ...(fate.location !== undefined && { location: fate.location }),
      });
      outgoing.end(fate.body ?? body.body);
    };
    relay().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    address: `https://localhost:${portOf(server)}`,
    caFile: tls.caFile,
    seen,
  };
};
