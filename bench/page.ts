import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import type { Benchmark } from "./figure.ts";
import { startNginx } from "./support/nginx.ts";
import { runProgram } from "./support/processes.ts";
import { startRunningSystem } from "./support/running-system.ts";
import { makeServerCertificate } from "./support/server-certificate.ts";

const SECONDS = 10;
const CONNECTIONS = 16;

interface WrkResult {
  readonly perSecond: number;
  readonly p99Milliseconds: number;
}

const milliseconds = (figure: string): number => {
  const [, number = "0", unit = "ms"] = /^([\d.]+)(us|ms|s)$/.exec(figure) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
};

/** One load generator for both: Debian's wrk, connections kept open. */
const wrk = (url: string, host: string): WrkResult => {
  if (!existsSync("/usr/bin/wrk")) throw new Error("wrk is missing: install the Debian package wrk");
  const options = ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, "--latency", "-H", `Host: ${host}`];
  const output = runProgram("/usr/bin/wrk", [...options, url]);
  const failures = /Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1];
  if (failures !== undefined) throw new Error(`${failures} answers of ${url} were refusals`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    p99Milliseconds: milliseconds(/99%\s+(\S+)/.exec(output)?.[1] ?? ""),
  };
};

interface Page {
  readonly html: Buffer;
  /** Everything that one visit with an empty cache brings, head and body, without fonts of the system. */
  readonly bytes: number;
  readonly files: number;
}

const fetchBytes = (url: URL, host: string): Promise<{ body: Buffer; bytes: number }> =>
  new Promise((resolve, reject) => {
    const headers = { host, "accept-encoding": "gzip, br" };
    get(
      { host: "127.0.0.1", port: url.port, path: url.pathname, headers, rejectUnauthorized: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks);
          resolve({ body, bytes: body.length + answer.rawHeaders.join(": \r\n").length });
        });
      },
    ).on("error", reject);
  });

const visit = async (url: URL, host: string): Promise<Page> => {
  const { body, bytes } = await fetchBytes(url, host);
  const links = [...body.toString().matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  let sum = bytes;
  for (const link of new Set(links)) sum += (await fetchBytes(new URL(link, url), host)).bytes;
  return { html: body, bytes: sum, files: new Set(links).size + 1 };
};

/** BLGI001 from the running product, against nginx serving the same bytes from a file. */
export const pageBenchmark: Benchmark = {
  name: "page",
  description: "login screen BLGI001: requests a second, p99, bytes over the wire",
  run: async () => {
    const system = await startRunningSystem();
    try {
      const url = new URL("/login", system.demo.portal["hisui"]);
      const page = await visit(url, url.host);
      const folder = path.join(system.folder, "bench-nginx");
      mkdirSync(path.join(folder, "html"), { recursive: true });
      writeFileSync(path.join(folder, "html", "login"), page.html);
      const tls = makeServerCertificate(folder, ["hisui.localhost"]);
      const nginx = await startNginx(folder, tls, [`root ${folder}/html;`, "default_type text/html;"]);
      const target = `https://127.0.0.1:${url.port}/login`;
      wrk(target, url.host);
      const own = wrk(target, url.host);
      const peer = wrk(`https://127.0.0.1:${nginx.port}/login`, "hisui.localhost");
      await nginx.stop();
      return [
        {
          name: "page",
          value: own.perSecond,
          unit: "requests/s",
          peer: `${nginx.version}, the same bytes from a file`,
          peerValue: peer.perSecond,
          notes: [`${CONNECTIONS} kept connections, ${SECONDS} s, rendered each time`],
        },
        {
          name: "page-p99",
          value: own.p99Milliseconds,
          unit: "ms",
          peer: nginx.version,
          peerValue: peer.p99Milliseconds,
          notes: [`under that full load`],
        },
        {
          name: "page-bytes",
          value: page.bytes,
          unit: "bytes",
          peer: null,
          peerValue: null,
          notes: [`whole visit with an empty cache: ${page.files} answers, heads included`],
        },
      ];
    } finally {
      await system.stop();
    }
  },
};
