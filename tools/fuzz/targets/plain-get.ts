import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { readPlainRequest } from "#platform/http/plain-request.ts";
import type { FuzzTarget } from "../target.ts";
import { expect } from "../target.ts";

/**
 * The reader of plain requests, beside Node's own reader of HTTP: what ours takes, Node takes as the same request, and
 * nothing is left over that one of them would read as another.
 */

const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  request.resume();
  response.end();
});
let isRefused = false;
server.on("clientError", () => {
  isRefused = true;
});

/** Lets Node read octets that arrive on a connection at once. */
const readByNode = async (octets: Buffer): Promise<void> => {
  requests.length = 0;
  isRefused = false;
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  server.emit("connection", socket);
  socket.push(octets);
  await new Promise((resolve) => void setImmediate(resolve));
  socket.destroy();
};

export const fuzz: FuzzTarget["fuzz"] = async (data) => {
  const found = readPlainRequest(data.toString("latin1"), 0);
  if (found === undefined) return;
  expect(found.end <= data.length && found.target.startsWith("/"), "a request lies within its octets");
  // Ours does not look at the target's characters: who answers knows each target letter by letter, visible ASCII.
  if (/[^\x21-\x7e]/.test(found.target)) return;
  await readByNode(data.subarray(0, found.end));
  const [request, ...more] = requests;
  expect(!isRefused && more.length === 0, "Node reads one request");
  expect(request?.method === found.method && request.url === found.target, "Node reads the same request");
  expect(request.complete, "Node sees its end");
};

const head = (path: string, ...fields: readonly string[]): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`);

export const target: FuzzTarget = {
  fuzz,
  maxBytes: 10_000,
  shape: "text",
  seeds: [
    head("/ocsp/MFEw", "Host: va.example:8080", "Accept: */*", "User-Agent: x"),
    head("/", "host: x", "Connection: keep-alive", "Content-Length: 4"),
    Buffer.from(
      "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 4\r\n\r\n1234",
    ),
    Buffer.concat([head("/a", "Host: x"), head("/b", "Host: y", "Transfer-Encoding: chunked")]),
  ],
  slowMilliseconds: 100,
};
