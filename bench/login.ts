import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import type { Benchmark } from "./figure.ts";
import { startChildServer } from "./support/child-server.ts";
import { runLoad, type LoadResult } from "./support/load.ts";
import { startNginx } from "./support/nginx.ts";

const CONCURRENCY = 16;
const WARM_UP = 300;
const MEASURED = 2000;

interface ClientFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** One login at the gate as a browser does it: a new connection, a full handshake with certificate, one request. */
const visit = (port: number, host: string, client: ClientFiles, expected: RegExp): Promise<void> =>
  new Promise((resolve, reject) => {
    // The load measures the server; whom the client trusts is not part of it.
    const socket = connect(
      { host: "127.0.0.1", port, servername: host, ...client, rejectUnauthorized: false },
      () => {
        socket.write(`GET / HTTP/1.1\r\nHost: ${host}:8444\r\nConnection: close\r\n\r\n`);
      },
    );
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => {
      if (expected.test(answer)) resolve();
      else reject(new Error(`unexpected answer: ${answer.slice(0, 400)}`));
    });
  });

const measure = async (work: (index: number) => Promise<void>): Promise<LoadResult> => {
  await runLoad(WARM_UP, CONCURRENCY, work);
  return runLoad(MEASURED, CONCURRENCY, (index) => work(index + WARM_UP));
};

/** Full TLS handshakes with client certificate, checked against the database, with a ticket; nginx only demands one. */
export const loginBenchmark: Benchmark = {
  name: "login",
  description: "logins at the certificate gate a second (full TLS handshake, database, ticket)",
  run: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-login-"));
    try {
      const gate = await startChildServer("gate-server.ts", [folder, String(WARM_UP + MEASURED)]);
      const nonces = readFileSync(gate.facts, "utf8").split("\n");
      const file = (name: string): string => path.join(folder, name);
      const client = { cert: readFileSync(file("client.pem")), key: readFileSync(file("client-key.pem")) };
      const gatePort = Number(new URL(gate.address).port);
      const hostOf = (index: number): string => `${nonces[index] ?? ""}.cert.hisui.localhost`;
      const own = await measure((index) =>
        visit(gatePort, hostOf(index), client, /^HTTP\/1.1 303 .*ticket=/s),
      );
      await gate.stop();
      const tls = { certificateFile: file("server.pem"), keyFile: file("server-key.pem") };
      const nginx = await startNginx(file("nginx"), tls, [
        `ssl_client_certificate ${file("client-ca.pem")};`,
        "ssl_verify_client on;",
        "ssl_verify_depth 3;",
        "location / { return 200; }",
      ]);
      const peer = await measure((index) => visit(nginx.port, hostOf(index), client, /^HTTP\/1.1 200 /));
      await nginx.stop();
      return [
        {
          name: "login",
          value: own.perSecond,
          unit: "logins/s",
          peer: `${nginx.version}, demands a certificate and answers 200`,
          peerValue: peer.perSecond,
          notes: [
            `${CONCURRENCY} at a time, a new connection each; p50 ${own.p50.toFixed(1)} ms, p99 ${own.p99.toFixed(1)} ms; peer p50 ${peer.p50.toFixed(1)} ms, p99 ${peer.p99.toFixed(1)} ms`,
            "the client, one Node process, is the same for both and takes one of the two cores",
          ],
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
