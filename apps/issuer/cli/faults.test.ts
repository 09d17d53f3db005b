import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { User } from "#domain/user/users.ts";
import { type EnrollmentWorld, enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { type Front, openFront } from "../../../test/e2e/support/front.ts";
import { type IssuerRun, runIssuer } from "../../../test/e2e/support/issuer.ts";

/** What goes wrong between the application and the server, and what becomes of it. */

const world: EnrollmentWorld = await enrollmentWorld({ start: Temporal.Now.instant() });
const { server } = world;

const homeFor = (t: TestContext): string => {
  const home = mkdtempSync(join(tmpdir(), "tegata-home-"));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
};

const direct = ["--server", `https://localhost:${server.port}`, "--server-ca", server.caFile];
const through = ({ address, caFile }: Front): string[] => ["--server", address, "--server-ca", caFile];
const HISUI = ["--institution", "hisui"];

const answersOf = ({ loginId }: User): Record<string, string> => ({
  loginId: loginId ?? "",
  loginPassword: LOGIN_SECRET,
});

const codeOf = (run: IssuerRun): string => (run.answer as { error?: { code: string } }).error?.code ?? "";

const keyCount = (home: string): number => {
  const directory = join(home, ".local/share/pki/nssdb");
  const run = spawnSync("certutil", ["-K", "-d", `sql:${directory}`], { encoding: "utf8" });
  return run.stdout.match(/< ?\d+>/g)?.length ?? 0;
};

const statesOf = async ({ reference }: User): Promise<string[]> => {
  const rows = await world.context.database.asOwner<{ state: string }>(
    "select state from certificate where institution_code = $1 and contract_id = $2 order by prepared_at",
    [reference.institutionCode, reference.contractId],
  );
  return rows.map(({ state }) => state);
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
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(front)], answersOf(user));
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}\n${run.said}`);
  assert.deepEqual([...lost], ["POST sessions", "POST answers", "POST request", "POST confirmation"]);
  assert.deepEqual(await statesOf(user), ["active"]);
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
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(front)], answersOf(user));
  assert.equal(run.exitCode, 7);
  assert.equal(codeOf(run), "G004e");
  assert.equal(keyCount(home), 0);
});

test("a certificate over another key, and a text that is none of the protocol's, are not taken: nothing is left", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const other = homeFor(t);
  obtainedBy(await runIssuer(other, ["issue", ...HISUI, ...direct], answersOf(await world.newUser("hisui"))));
  const [strange] = await world.context.database.asOwner<{ certificate: Buffer }>(
    "select certificate from certificate where state = 'active' order by prepared_at desc limit 1",
    [],
  );
  const swapped = await openFront(t, server, ({ body }, name) => {
    if (name !== "POST request") return { kind: "pass" };
    const answer = JSON.parse(body.toString()) as { next: { certificate: string } };
    answer.next.certificate = strange?.certificate.toString("base64") ?? "";
    return { kind: "pass", body: JSON.stringify(answer) };
  });
  const run = await runIssuer(home, ["issue", ...HISUI, ...through(swapped)], answersOf(user));
  assert.equal(run.exitCode, 6);
  assert.equal(codeOf(run), "G001e");
  assert.equal(keyCount(home), 0);

  const oracle = await openFront(t, server, ({ body }, name) => {
    if (name !== "POST request") return { kind: "pass" };
    const answer = JSON.parse(body.toString()) as { next: { toSign: string } };
    answer.next.toSign = Buffer.from("TLS 1.3, client CertificateVerify").toString("base64");
    return { kind: "pass", body: JSON.stringify(answer) };
  });
  const asked = await runIssuer(
    home,
    ["issue", ...HISUI, ...through(oracle)],
    answersOf(await world.newUser("hisui")),
  );
  assert.equal(codeOf(asked), "G004e");
  assert.equal(keyCount(home), 0);
});

const obtainedBy = (run: IssuerRun): void =>
  assert.equal(run.exitCode, 0, `${JSON.stringify(run.answer)}${run.said}`);

test("a server that cannot, redirects, is congested, is not there, is not trusted", async (t) => {
  const home = homeFor(t);
  const answers = answersOf(await world.newUser("hisui"));
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
    HTTPS_PROXY: `http://clerk:${password}@localhost:${(proxy.address() as AddressInfo).port}`,
    NO_PROXY: "",
  });
  const words = ["issue", ...HISUI, ...direct];
  const wrong = await runIssuer(home, words, answersOf(user), proxyAt("wrong"));
  assert.deepEqual([codeOf(wrong), wrong.exitCode], ["G009e", 4]);
  obtainedBy(await runIssuer(home, words, answersOf(user), proxyAt("proxy-secret")));
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
  const program = fileURLToPath(new URL("../../../bin/tegata-issuer", import.meta.url));
  child = spawn(program, ["issue", ...HISUI, ...through(front), "--answers-stdin"], {
    env: { ...process.env, HOME: home, XDG_DATA_HOME: "", XDG_STATE_HOME: "" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin?.end(JSON.stringify(answersOf(user)));
  await once(child, "exit");
  assert.deepEqual(await statesOf(user), ["issued"]);
  assert.equal(keyCount(home), 1, "the key that came to nothing");
  const run = await runIssuer(home, ["issue", ...HISUI, ...direct], answersOf(user));
  obtainedBy(run);
  assert.equal(keyCount(home), 1, "only the new key");
  assert.equal((await statesOf(user)).at(-1), "active");
});

interface Finding {
  readonly check: string;
  readonly outcome: string;
  readonly failure?: { readonly code: string };
}

const doctorFindings = async (
  home: string,
  words: readonly string[],
): Promise<{ exitCode: number; bad: string[]; good: string[] }> => {
  const run = await runIssuer(home, ["doctor", ...words]);
  const { findings } = run.answer as { findings: Finding[] };
  return {
    exitCode: run.exitCode,
    bad: findings.flatMap(({ check, failure }) =>
      failure === undefined ? [] : [`${check} ${failure.code}`],
    ),
    good: findings.filter(({ outcome }) => outcome === "good").map(({ check }) => check),
  };
};

test("doctor: nothing wrong, and each thing that can be wrong by its name", async (t) => {
  const home = homeFor(t);
  assert.deepEqual(await doctorFindings(home, [...HISUI, ...direct]), {
    exitCode: 0,
    bad: [],
    good: ["resolve", "connect", "trust", "institution", "clock", "keyStore"],
  });
  const wrong = async (...words: string[]): Promise<string[]> => {
    const { exitCode, bad } = await doctorFindings(home, words);
    assert.equal(exitCode, 1);
    return bad;
  };
  const ca = ["--server-ca", server.caFile];
  assert.deepEqual(await wrong(...HISUI, ...ca, "--server", "https://no-such-host.invalid"), [
    "resolve G003e",
  ]);
  assert.deepEqual(await wrong(...HISUI, ...ca, "--server", "https://localhost:1"), ["connect G003e"]);
  assert.deepEqual(await wrong(...HISUI, "--server", `https://localhost:${server.port}`), [
    "trust SERVER_NOT_TRUSTED",
  ]);
  assert.deepEqual(await wrong("--institution", "nowhere", ...direct), ["institution INSTITUTION_UNKNOWN"]);
  const front = await openFront(t, server, ({ body }) => {
    const service = JSON.parse(body.toString()) as { now: string };
    service.now = Temporal.Instant.from(service.now).subtract({ minutes: 10 }).toString();
    return { kind: "pass", body: JSON.stringify(service) };
  });
  assert.deepEqual(await wrong(...HISUI, ...through(front)), ["clock CLOCK_DIFFERS"]);
  assert.deepEqual(await wrong(...HISUI, ...direct, "--browser", "firefox"), [
    "keyStore KEY_STORE_NOT_FOUND",
  ]);
  const garbage = join(home, "garbage");
  mkdirSync(garbage);
  for (const name of ["cert9.db", "key4.db"]) writeFileSync(join(garbage, name), "no database");
  assert.deepEqual(await wrong(...HISUI, ...direct, "--nss-database", garbage), [
    "keyStore KEY_STORE_NOT_USABLE",
  ]);
});
