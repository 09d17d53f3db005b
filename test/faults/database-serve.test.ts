import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { emptyDatabaseUrl } from "#test/support/database.ts";
import { freePort } from "../../src/system/free-port.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const NAMES = ["PORTAL", "GATE", "OPERATIONS", "ENROLLMENT", "VALIDATION", "MAIL"];

/** The program as a person starts it, with a `var` and ports of its own. */
interface Installation {
  readonly varDirectory: string;
  readonly environment: Record<string, string>;
  readonly validation: string;
}

const installationFor = async (t: TestContext): Promise<Installation> => {
  const varDirectory = await mkdtemp(join(tmpdir(), "tegata-serve-"));
  await chmod(varDirectory, 0o755);
  t.after(() => rm(varDirectory, { recursive: true, force: true }));
  const environment: Record<string, string> = { TEGATA_VAR: varDirectory };
  for (const name of NAMES) environment[`TEGATA_${name}_PORT`] = String(await freePort("127.0.0.1"));
  return {
    varDirectory,
    environment,
    validation: `http://127.0.0.1:${environment["TEGATA_VALIDATION_PORT"]}`,
  };
};

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<unknown>;
}

const run = (t: TestContext, { environment }: Installation, args = ["--demo"]): Running => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = once(child, "exit").then(([code]: unknown[]) => code);
  return { child, output: () => output, exit };
};

const ready = async (running: Running): Promise<void> => {
  let ended = false;
  void running.exit.then(() => {
    ended = true;
  });
  for (let attempt = 0; attempt < 1200 && !running.output().includes("ready after"); attempt += 1) {
    assert.ok(!ended, `ended before it was ready:\n${running.output()}`);
    await pause(50);
  }
  assert.match(running.output(), /ready after/);
};

const statusOf = async (address: string): Promise<number> =>
  fetch(address).then(
    (response) => response.status,
    () => 0,
  );

const postmasterOf = async ({ varDirectory }: Installation): Promise<number | undefined> => {
  const text = await readFile(join(varDirectory, "postgres/data/postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  try {
    return pid > 0 && process.kill(pid, 0) ? pid : undefined;
  } catch {
    return undefined;
  }
};

test("killed and started again, all of it is there as before; a signal ends it cleanly", async (t) => {
  const installation = await installationFor(t);
  const first = run(t, installation);
  await ready(first);
  const demonstration = await readFile(join(installation.varDirectory, "demo.json"), "utf8");
  const authorities = await readFile(join(installation.varDirectory, "client-ca.pem"), "utf8");
  const postmaster = await postmasterOf(installation);
  first.child.kill("SIGKILL");
  await first.exit;
  assert.equal(await postmasterOf(installation), postmaster, "the server was left behind");

  const second = run(t, installation);
  await ready(second);
  assert.equal(await statusOf(`${installation.validation}/readyz`), 200);
  assert.equal(await readFile(join(installation.varDirectory, "demo.json"), "utf8"), demonstration);
  assert.equal(await readFile(join(installation.varDirectory, "client-ca.pem"), "utf8"), authorities);
  second.child.kill("SIGTERM");
  assert.equal(await second.exit, 0);
  assert.equal(await postmasterOf(installation), undefined);
});

test("Ctrl+C reaches the whole group, and twice through npm start: it stops in order all the same", async (t) => {
  const installation = await installationFor(t);
  const running = run(t, installation);
  await ready(running);
  const group = running.child.pid;
  assert.ok(group !== undefined);
  process.kill(-group, "SIGINT");
  await pause(100);
  process.kill(-group, "SIGINT");
  assert.equal(await running.exit, 0, running.output());
  assert.equal(await postmasterOf(installation), undefined);
});

test("while it runs its PostgreSQL is killed: it is not ready for a moment, and goes on", async (t) => {
  const installation = await installationFor(t);
  const running = run(t, installation);
  await ready(running);
  const postmaster = await postmasterOf(installation);
  assert.ok(postmaster !== undefined);
  process.kill(postmaster, "SIGKILL");
  const statuses = new Set<number>();
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const status = await statusOf(`${installation.validation}/readyz`);
    statuses.add(status);
    if (statuses.has(503) && status === 200) break;
    await pause(50);
  }
  assert.deepEqual(
    [...statuses].toSorted((left, right) => left - right),
    [200, 503],
  );
  assert.notEqual(await postmasterOf(installation), postmaster);
  assert.equal(await statusOf(`${installation.validation}/crl/bizsol-root/authorities.crl`), 200);
  running.child.kill("SIGINT");
  assert.equal(await running.exit, 0);
  assert.equal(await postmasterOf(installation), undefined);
});

test("a schema that is newer ends the start with exit code 4 and its name", async (t) => {
  const installation = await installationFor(t);
  const url = await emptyDatabaseUrl(t);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "create table schema_migration (name text primary key, sha256 text, applied_at timestamptz)",
  );
  await client.query("insert into schema_migration values ('9999-of-tomorrow.sql', '', now())");
  await client.end();
  installation.environment["DATABASE_URL"] = url;
  const running = run(t, installation);
  assert.equal(await running.exit, 4);
  assert.match(running.output(), /9999-of-tomorrow\.sql/);
  assert.doesNotMatch(running.output(), /\n\s+at /, "no stack for what is no bug");
});

test("a wrong setting, an unknown role, a taken port end the start by name, and leave nothing running", async (t) => {
  const installation = await installationFor(t);
  const wrong = run(t, {
    ...installation,
    environment: { ...installation.environment, TEGATA_GATE_PORT: "x" },
  });
  assert.equal(await wrong.exit, 3);
  assert.match(wrong.output(), /TEGATA_GATE_PORT/);
  const unknown = run(t, installation, ["--role", "portal,kitchen"]);
  assert.equal(await unknown.exit, 3);
  assert.match(unknown.output(), /kitchen.*portal, gate/);
  const misspelt = run(t, installation, ["--dmeo"]);
  assert.equal(await misspelt.exit, 2);

  const taken = createServer().listen(Number(installation.environment["TEGATA_GATE_PORT"]), "127.0.0.1");
  t.after(() => taken.close());
  await once(taken, "listening");
  const refused = run(t, installation);
  assert.equal(await refused.exit, 3);
  assert.match(refused.output(), new RegExp(`port ${installation.environment["TEGATA_GATE_PORT"]} .*taken`));
  assert.equal(await postmasterOf(installation), undefined);
});

test("roles run apart: portal and gate in a process that has no keys", async (t) => {
  const installation = await installationFor(t);
  const all = run(t, installation);
  await ready(all);
  const portal = await installationFor(t);
  const shared = {
    ...portal.environment,
    TEGATA_VAR: installation.varDirectory,
    TEGATA_KEY_DIRECTORY: "/nonexistent",
  };
  const certificate = join(installation.varDirectory, "tls/server.crt");
  const key = join(installation.varDirectory, "tls/server.key");
  const plain = { ...shared, TEGATA_TLS_CERTIFICATE_FILE: certificate, TEGATA_TLS_KEY_FILE: key };
  const without = run(t, { ...installation, environment: plain }, ["--role", "portal,gate"]);
  await ready(without);
  assert.equal(await statusOf(`http://127.0.0.1:${portal.environment["TEGATA_VALIDATION_PORT"]}/healthz`), 0);
  without.child.kill("SIGTERM");
  assert.equal(await without.exit, 0);
  assert.equal(await statusOf(`${installation.validation}/readyz`), 200, "the other goes on");
  all.child.kill("SIGTERM");
  assert.equal(await all.exit, 0);
});
