import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { type EnrollmentWorld, enrollmentWorld } from "#test/support/enrollment-world.ts";
import { type Front, openFront, portOf } from "#test/support/front.ts";
import { bizsol, homeFor, keyCount, listed, obtained, statesOf } from "#test/support/issuer-pc.ts";
import {
  environmentOf,
  failureAnswer,
  issuerProgram,
  type IssuerRun,
  runIssuer,
} from "#test/support/run-issuer.ts";
import { nextResponseSchema } from "#wire/enrollment.ts";

/** What goes wrong between the application and the server, and what becomes of it. */

const world: EnrollmentWorld = await enrollmentWorld({ start: Temporal.Now.instant() });
const { server } = world;

const direct = ["--server", `https://localhost:${server.port}`, "--server-ca", server.caFile];
const through = ({ address, caFile }: Front): string[] => ["--server", address, "--server-ca", caFile];
const HISUI = ["--institution", "hisui"];

const codeOf = (run: IssuerRun): string => failureAnswer.parse(run.answer).error.code;

/** The answer of the server with parts of its next step changed. */
const withNext = (body: Buffer, change: Record<string, unknown>): string => {
  const { next } = nextResponseSchema.parse(JSON.parse(body.toString()));
  return JSON.stringify({ next: { ...next, ...change } });
};

test("every answer of the session lost once: one certificate, installed and active", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const lost = new Set<string>();
  const front = await openFront(t, server, (_answer, name) => {
    if (!name.startsWith("POST") || lost.has(name)) return { kind: "pass" };
    lost.add(name);
    return { kind: "lose" };
  });
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(front)], bizsol(user));
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
  assert.deepEqual([...lost], ["POST sessions", "POST answers", "POST request", "POST confirmation"]);
  assert.deepEqual(await statesOf(world, user), ["active"]);
  assert.equal(keyCount(home), 1);
});

test("the confirmation taken and its answer never given: the certificate may be active, and is kept", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  let confirmed = false;
  const front = await openFront(t, server, (_answer, name) => {
    confirmed ||= name === "POST confirmation";
    return { kind: confirmed ? "lose" : "pass" };
  });
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(front)], bizsol(user));
  assert.deepEqual([codeOf(run), run.exitCode], ["G008e", 4]);
  assert.deepEqual(await statesOf(world, user), ["active"]);
  const [kept] = await listed(home);
  assert.deepEqual(kept?.account, { loginId: user.loginId });
  assert.equal(kept.state, "valid");
  assert.equal(keyCount(home), 1);
});

test("a step of a later version: G004e, and no key is left", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const front = await openFront(t, server, ({ body }, name) =>
    name === "POST request"
      ? { kind: "pass", body: JSON.stringify({ next: { kind: "showFace", camera: true } }) }
      : { kind: "pass", body: body.toString() },
  );
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(front)], bizsol(user));
  assert.equal(run.exitCode, 7);
  assert.equal(codeOf(run), "G004e");
  assert.equal(keyCount(home), 0);
});

test("a certificate over another key, and a text that is none of the protocol's, are not taken: nothing is left", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const other = homeFor(t);
  obtained(await runIssuer(other, ["issue", ...HISUI, ...direct], bizsol(await world.newUser("hisui"))));
  const [strange] = await world.context.database.asOwner<{ certificate: Buffer }>(
    "select certificate from certificate where state = 'active' order by prepared_at desc limit 1",
    [],
  );
  const swapped = await openFront(t, server, ({ body }, name) => {
    if (name !== "POST request") return { kind: "pass" };
    return { kind: "pass", body: withNext(body, { certificate: strange?.certificate.toString("base64") }) };
  });
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(swapped)], bizsol(user));
  assert.equal(run.exitCode, 6);
  assert.equal(codeOf(run), "G001e");
  assert.equal(keyCount(home), 0);

  const oracle = await openFront(t, server, ({ body }, name) => {
    if (name !== "POST request") return { kind: "pass" };
    const toSign = Buffer.from("TLS 1.3, client CertificateVerify").toString("base64");
    return { kind: "pass", body: withNext(body, { toSign }) };
  });
  const asked = await runIssuer(
    home,
    ["issue", ...HISUI, ...through(oracle)],
    bizsol(await world.newUser("hisui")),
  );
  assert.equal(codeOf(asked), "G004e");
  assert.equal(keyCount(home), 0);
});

test("a server that cannot, redirects, is congested, is not there, is not trusted", async (t) => {
  const home = homeFor(t);
  const answers = bizsol(await world.newUser("hisui"));
  const broken = await openFront(t, server, () => ({ kind: "pass", status: 500, body: "<h1>Oops</h1>" }));
  const cannot = await runIssuer(home, ["issue", ...HISUI, ...through(broken)], answers);
  assert.deepEqual([codeOf(cannot), cannot.exitCode], ["G005e", 5]);
  const congested = await openFront(t, server, () => ({ kind: "pass", status: 429, body: "" }));
  const later = await runIssuer(home, ["issue", ...HISUI, ...through(congested)], answers);
  assert.deepEqual([codeOf(later), later.exitCode], ["G008e", 4]);
  const elsewhere = await openFront(t, server, () => ({
    kind: "pass",
    status: 302,
    location: "https://other.example/",
  }));
  const moved = await runIssuer(home, ["issue", ...HISUI, ...through(elsewhere)], answers);
  assert.deepEqual([codeOf(moved), moved.exitCode], ["G003e", 4]);
  const nobody = await runIssuer(
    home,
    ["issue", ...HISUI, "--server", "https://localhost:1", "--server-ca", server.caFile],
    answers,
  );
  assert.deepEqual([codeOf(nobody), nobody.exitCode], ["G003e", 4]);
  const untrusted = await runIssuer(
    home,
    ["issue", ...HISUI, "--server", `https://localhost:${server.port}`],
    answers,
  );
  assert.deepEqual([codeOf(untrusted), untrusted.exitCode], ["SERVER_NOT_TRUSTED", 4]);
  assert.equal(keyCount(home), 0);
});

test("through a proxy; one that wants another password is not taken for the bank", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const wanted = `Basic ${Buffer.from("clerk:proxy-secret").toString("base64")}`;
  const proxy = createServer().on("connect", (request, socket, head) => {
    if (request.headers["proxy-authorization"] !== wanted) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n");
      return;
    }
    const onward = connect(server.port, "localhost", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "localhost", resolve);
  });
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const proxyAt = (password: string): NodeJS.ProcessEnv => ({
    HTTPS_PROXY: `http://clerk:${password}@localhost:${portOf(proxy)}`,
    NO_PROXY: "",
  });
  const words = ["issue", ...HISUI, ...direct];
  const wrong = await runIssuer(home, words, bizsol(user), proxyAt("wrong"));
  assert.deepEqual([codeOf(wrong), wrong.exitCode], ["G009e", 4]);
  obtained(await runIssuer(home, words, bizsol(user), proxyAt("proxy-secret")));
});

test("killed after the certificate was issued: the next run cleans up and succeeds", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  let child: ChildProcess | undefined;
  const front = await openFront(t, server, (_answer, name) => {
    if (name !== "POST request") return { kind: "pass" };
    child?.kill("SIGKILL");
    return { kind: "silence" };
  });
  child = spawn(issuerProgram, ["issue", ...HISUI, ...through(front), "--answers-stdin"], {
    env: environmentOf(home),
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin?.end(JSON.stringify(bizsol(user)));
  await once(child, "exit");
  assert.deepEqual(await statesOf(world, user), ["issued"]);
  assert.equal(keyCount(home), 1, "the key that came to nothing");
  const run = await runIssuer(home, ["issue", ...HISUI, ...direct], bizsol(user));
  obtained(run);
  assert.equal(keyCount(home), 1, "only the new key");
  // The clock of the test stands still: the two were prepared at the same moment.
  assert.deepEqual((await statesOf(world, user)).toSorted(), ["active", "revoked"]);
});
