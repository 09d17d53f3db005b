import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import test, { type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { putPlainFront, type FrontRequest, type PlainFront } from "./plain-front.ts";
import { listeningPort } from "./listening-port.ts";

const FRONT = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfront");
const LARGE = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${1 << 20}\r\n\r\n`),
  Buffer.alloc(1 << 20, 0x61),
]);
const get = (path: string, fields = ""): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;

interface Started {
  readonly server: Server;
  readonly front: PlainFront;
  /** How often the front looked for an answer. */
  readonly asked: () => number;
  readonly open: () => Promise<{ readonly socket: Socket; readonly received: () => string }>;
}

/** A server that says what it was asked, with a front for `/kept` and `/large`. */
const start = async (t: TestContext, idleSeconds = 5): Promise<Started> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      response.end(`server ${request.method} ${request.url} ${body.length}`);
    });
  });
  let asked = 0;
  const answerTo = (target: string): Buffer | undefined => {
    asked += 1;
    return target === "/kept" ? FRONT : target === "/large" ? LARGE : undefined;
  };
  const answerLater = ({ method, target, body }: FrontRequest): Promise<Buffer> | undefined => {
    if (!target.startsWith("/later")) return undefined;
    const text = `later ${method} ${target} ${body?.length ?? 0}`;
    const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    return delay(20).then(() => answer);
  };
  const front = putPlainFront(server, { answerAtHand: answerTo, answerLater, idleSeconds });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    front.close();
    server.close();
  });
  return {
    server,
    front,
    asked: () => asked,
    open: async () => {
      const socket = connect(listeningPort(server), "127.0.0.1");
      socket.on("error", () => undefined);
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
      await once(socket, "connect");
      t.after(() => socket.destroy());
      return { socket, received: () => text };
    },
  };
};

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 1_000, "it happens within ten seconds");
    await delay(10);
  }
};

/** Bodies in the order in which they came. */
const bodiesIn = (text: string): string[] =>
  [...text.matchAll(/front|(?:server|later) [A-Z]+ \S+ \d+/g)].map(String);

test("plain GETs are answered here, one after the other on one connection", async (t) => {
  const { open, front } = await start(t);
  const { socket, received } = await open();
  for (let round = 1; round <= 3; round += 1) {
    socket.write(get("/kept"));
    await until(() => bodiesIn(received()).length === round);
  }
  assert.deepEqual(bodiesIn(received()), ["front", "front", "front"]);
  assert.equal(front.connections, 1);
  assert.doesNotMatch(received(), /Connection:/);
});

test("what has no answer at hand goes to the server, and the connection with it", async (t) => {
  const { open, front } = await start(t);
  const { socket, received } = await open();
  socket.write(get("/other"));
  await until(() => received().includes("server GET /other 0"));
  assert.equal(front.connections, 0);
  socket.write(get("/kept"));
  await until(() => received().includes("server GET /kept 0"));
});

test("requests sent at once are answered in their order, by whichever knows the answer", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  socket.write(
    get("/kept") +
      get("/kept") +
      get("/other") +
      `POST /kept HTTP/1.1\r\nHost: x\r\nContent-Length: ${get("/kept").length}\r\n\r\n${get("/kept")}` +
      get("/kept"),
  );
  await until(() => bodiesIn(received()).length === 5);
  assert.deepEqual(bodiesIn(received()), [
    "front",
    "front",
    "server GET /other 0",
    `server POST /kept ${get("/kept").length}`,
    "server GET /kept 0",
  ]);
});

const postLater = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test("an answer that takes its time keeps its place among those at hand, and the connection stays", async (t) => {
  const { open, front } = await start(t);
  const { socket, received } = await open();
  socket.write(
    get("/kept") +
      get("/later1") +
      get("/kept") +
      postLater("/later2", "12345") +
      postLater("/later3", get("/kept")) +
      get("/kept"),
  );
  await until(() => bodiesIn(received()).length === 6);
  assert.deepEqual(bodiesIn(received()), [
    "front",
    "later GET /later1 0",
    "front",
    "later POST /later2 5",
    `later POST /later3 ${get("/kept").length}`,
    "front",
  ]);
  assert.equal(front.connections, 1);
  // What comes while an answer is awaited waits, and then goes its way.
  socket.write(get("/later4"));
  await delay(5);
  socket.write(get("/other"));
  await until(() => bodiesIn(received()).length === 8);
  assert.deepEqual(bodiesIn(received()).slice(6), ["later GET /later4 0", "server GET /other 0"]);
  assert.equal(front.connections, 0);
});

test("a client that goes while its answer is awaited leaves nothing behind", async (t) => {
  const { open, front } = await start(t);
  const ended = await open();
  ended.socket.end(get("/later1"));
  await once(ended.socket, "end");
  assert.deepEqual(bodiesIn(ended.received()), ["later GET /later1 0"]);
  const gone = await open();
  gone.socket.write(get("/later1"));
  await delay(5);
  gone.socket.resetAndDestroy();
  await until(() => front.connections === 0);
});

test("a POST whose body comes later is the server's", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  const whole = postLater("/later1", "12345");
  socket.write(whole.slice(0, -2));
  await delay(20);
  socket.write(whole.slice(-2) + get("/kept"));
  await until(() => bodiesIn(received()).length === 2);
  assert.deepEqual(bodiesIn(received()), ["server POST /later1 5", "server GET /kept 0"]);
});

test("more at once than the front takes", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  socket.write(get("/kept").repeat(40));
  await until(() => bodiesIn(received()).length === 40);
  assert.equal(bodiesIn(received()).filter((body) => body === "front").length, 16);
});

test("a body within what looks like a plain GET is never taken for a request", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  const hidden = get("/kept");
  socket.write(get("/kept", `Content-Length: ${hidden.length}\r\n`) + hidden);
  await until(() => bodiesIn(received()).length > 0);
  await delay(50);
  assert.deepEqual(bodiesIn(received()), [`server GET /kept ${hidden.length}`]);
});

test("chunked and plain length together: the server's refusal", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  const hidden = get("/kept");
  socket.write(
    `${get("/kept", `Content-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n`)}0\r\n\r\n${hidden}`,
  );
  await until(() => received().length > 0);
  assert.match(received(), /^HTTP\/1\.1 400/);
  assert.doesNotMatch(received(), /front/);
});

test("a request in pieces goes to the server, a large body too", async (t) => {
  const { open } = await start(t);
  const { socket, received } = await open();
  for (const piece of ["GET /ke", "pt HTTP/1.1\r\nHo", "st: x\r\n\r\n"]) {
    socket.write(piece);
    await delay(20);
  }
  await until(() => received().includes("server GET /kept 0"));
  const other = await open();
  other.socket.write(get("/kept"));
  await until(() => other.received().includes("front"));
  other.socket.write("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
  other.socket.write("y".repeat(500_000));
  await until(() => other.received().includes("server POST /x 500000"));
});

test("who does not read his answers gets no more of them", async (t) => {
  const { open, asked } = await start(t);
  const { socket } = await open();
  socket.pause();
  for (let index = 0; index < 200; index += 1) {
    socket.write(get("/large"));
    await delay(1);
  }
  assert.ok(asked() < 40, `${asked()} of 200 answers wait for a client that does not read`);
  socket.resume();
  await delay(50);
});

test("a client that ends its side gets its answer and the end", async (t) => {
  const { open, front } = await start(t);
  const { socket, received } = await open();
  socket.end(get("/kept"));
  await once(socket, "end");
  assert.deepEqual(bodiesIn(received()), ["front"]);
  await until(() => front.connections === 0);
});

test("silence is ended, before the first request and after it", async (t) => {
  const { open, front } = await start(t, 0.2);
  const silent = await open();
  const served = await open();
  served.socket.write(get("/kept"));
  await Promise.all([once(silent.socket, "close"), once(served.socket, "close")]);
  assert.deepEqual(bodiesIn(served.received()), ["front"]);
  await until(() => front.connections === 0);
});

test("the server closes when its front has closed, and counts no connection twice", async (t) => {
  const { open, front, server } = await start(t);
  const kept = await open();
  kept.socket.write(get("/kept"));
  const handed = await open();
  handed.socket.write(get("/other"));
  await until(() => kept.received() !== "" && handed.received() !== "");
  const count = await new Promise<number>((resolve) => {
    server.getConnections((_error, connections) => resolve(connections));
  });
  assert.equal(count, 2);
  const closed = once(server, "close");
  server.close();
  front.close();
  server.closeIdleConnections();
  await closed;
});
