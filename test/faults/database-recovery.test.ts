import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import test, { after, before, type TestContext } from "node:test";
import pg from "pg";
import { startEmbedded } from "#platform/database/embedded.ts";

const VAR = join(import.meta.dirname, "../../var");

/** Made once: a server's directory as a clean first start and stop leave it, to be copied. */
const made = join(VAR, `fault-origin-${process.pid}`);
before(async () => {
  await mkdir(made, { recursive: true, mode: 0o755 });
  await (await startEmbedded({ directory: made })).stop();
});
after(() => rm(made, { recursive: true, force: true }));

/** A copy of it; whatever postmaster still works there at the end is killed. */
const directoryFor = async (t: TestContext): Promise<string> => {
  const directory = await emptyDirectoryFor(t);
  spawnSync("cp", ["-a", `${made}/.`, directory]);
  return directory;
};

/** A directory of its own under `var/`. */
const emptyDirectoryFor = async (t: TestContext): Promise<string> => {
  await mkdir(VAR, { recursive: true });
  const directory = await mkdtemp(join(VAR, "fault-"));
  await chmod(directory, 0o755);
  t.after(async () => {
    const pid = await postmasterOf(directory);
    if (pid !== undefined) {
      await kill(pid);
    }
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await condition()) return;
    await pause(50);
  }
  assert.fail(`waited in vain: ${what}`);
};

const postmasterOf = async (directory: string): Promise<number | undefined> => {
  const text = await readFile(join(directory, "data/postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  return pid > 0 && isRunning(pid) ? pid : undefined;
};

const kill = async (pid: number): Promise<void> => {
  process.kill(pid, "SIGKILL");
  await until(() => !isRunning(pid), `process ${pid} ends`);
};

interface Holder {
  readonly child: ChildProcess;
  readonly connectionString: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const hold = async (t: TestContext, directory: string): Promise<Holder> => {
  const script = join(import.meta.dirname, "../support/database-holder.ts");
  const child = spawn(process.execPath, [script, directory], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const [line]: unknown[] = await once(lines, "line");
  const exited = once(child, "exit");
  return {
    child,
    connectionString: String(line).replace(/^ready /, ""),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    stop: async () => {
      child.stdin.end();
      const [code]: unknown[] = await exited;
      assert.equal(code, 0);
    },
  };
};

const query = async (connectionString: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
};

/** Writes rows until the server goes away; gives the numbers whose commit was acknowledged. */
const writeUntilGone = async (connectionString: string): Promise<number[]> => {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  const written: number[] = [];
  try {
    for (let n = 1; ; n += 1) {
      await client.query("insert into kept (n) values ($1)", [n]);
      written.push(n);
    }
  } catch {
    return written;
  }
};

const keptRows = async (connectionString: string): Promise<number[]> =>
  (await query(connectionString, "select n from kept order by n")).map((row) => Number(row["n"]));

test("a clean start and stop leave nothing running and keep the data; the second start is quick", async (t) => {
  const directory = await emptyDirectoryFor(t);
  const first = await startEmbedded({ directory });
  assert.ok(first.started);
  await query(first.connectionString, "create table kept (n integer)");
  const settings = await query(
    first.connectionString,
    "select current_setting('fsync') as fsync, current_setting('listen_addresses') as listens",
  );
  assert.deepEqual(settings, [{ fsync: "on", listens: "" }]);
  assert.equal((await stat(join(directory, "password"))).mode & 0o777, 0o600);
  await first.stop();
  assert.equal(await postmasterOf(directory), undefined);
  const startedAt = performance.now();
  const second = await startEmbedded({ directory });
  const seconds = (performance.now() - startedAt) / 1000;
  assert.deepEqual(await keptRows(second.connectionString), []);
  await second.stop();
  assert.ok(seconds < 5, `the second start took ${seconds} s`);
});

test("our process is killed: the server it leaves is taken over, not doubled", async (t) => {
  const directory = await directoryFor(t);
  const holder = await hold(t, directory);
  await query(holder.connectionString, "create table kept as select 7 as n");
  const orphan = await postmasterOf(directory);
  await holder.kill();
  const next = await startEmbedded({ directory });
  assert.equal(next.started, false);
  assert.equal(await postmasterOf(directory), orphan);
  assert.deepEqual(await keptRows(next.connectionString), [7]);
  await next.stop();
  assert.equal(await postmasterOf(directory), undefined);
});

for (const victim of ["the postmaster", "the postmaster and our process"] as const) {
  test(`${victim} killed while rows are written: every acknowledged row is there`, async (t) => {
    const directory = await directoryFor(t);
    for (let round = 0; round < 3; round += 1) {
      const holder = await hold(t, directory);
      await query(holder.connectionString, "drop table if exists kept; create table kept (n integer)");
      const writing = writeUntilGone(holder.connectionString);
      await pause(150 + round * 100);
      const postmaster = await postmasterOf(directory);
      assert.ok(postmaster !== undefined);
      await kill(postmaster);
      const written = await writing;
      if (victim.includes("our process")) await holder.kill();
      assert.ok(existsSync(join(directory, "data/postmaster.pid")), "the stale file is there");
      const next = await startEmbedded({ directory });
      assert.ok(next.started);
      const kept = await keptRows(next.connectionString);
      assert.ok(written.length > 0);
      assert.deepEqual(kept.slice(0, written.length), written);
      await next.stop();
      if (!victim.includes("our process")) await holder.kill();
    }
  });
}

test("a stale postmaster.pid that names a living stranger does not keep the server from starting", async (t) => {
  const directory = await directoryFor(t);
  await (await startEmbedded({ directory })).stop();
  await writeFile(
    join(directory, "data/postmaster.pid"),
    `${process.pid}\n${join(directory, "data")}\n0\n5432\n`,
  );
  const server = await startEmbedded({ directory });
  assert.ok(server.started);
  await server.stop();
});

test("a first start that was killed half-way is begun again", async (t) => {
  const directory = await emptyDirectoryFor(t);
  await mkdir(join(directory, "data.new"), { recursive: true });
  await writeFile(join(directory, "data.new/PG_VERSION"), "18\n");
  const server = await startEmbedded({ directory });
  assert.deepEqual(await query(server.connectionString, "select 1 as n"), [{ n: 1 }]);
  await server.stop();
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith("data")),
    ["data"],
  );
});

test("a supervised server that was killed is started again, and ends when it is let go", async (t) => {
  const directory = await directoryFor(t);
  let restarts = 0;
  const server = await startEmbedded({
    directory,
    onRestart: () => {
      restarts += 1;
    },
  });
  await query(server.connectionString, "create table kept as select 7 as n");
  const postmaster = await postmasterOf(directory);
  assert.ok(postmaster !== undefined);
  await kill(postmaster);
  await until(() => restarts === 1, "the server is started again");
  assert.deepEqual(await keptRows(server.connectionString), [7]);
  await server.stop();
  assert.equal(await postmasterOf(directory), undefined);
  await pause(1500);
  assert.equal(await postmasterOf(directory), undefined);
});

test("processes that start together share one server; whoever leaves last stops it", async (t) => {
  const directory = await directoryFor(t);
  const holders = await Promise.all([hold(t, directory), hold(t, directory), hold(t, directory)]);
  assert.equal(new Set(holders.map((holder) => holder.connectionString)).size, 1);
  const postmaster = await postmasterOf(directory);
  const [first, second, third] = holders;
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  await first.stop();
  await second.kill();
  assert.equal(await postmasterOf(directory), postmaster);
  assert.deepEqual(await query(third.connectionString, "select 1 as n"), [{ n: 1 }]);
  await third.stop();
  assert.equal(await postmasterOf(directory), undefined);
});

test("the very first start, several at the same instant: one password, one server", async (t) => {
  const directory = await emptyDirectoryFor(t);
  const servers = await Promise.all([1, 2, 3, 4].map(() => startEmbedded({ directory })));
  assert.equal(servers.filter((server) => server.started).length, 1);
  for (const server of servers) {
    assert.deepEqual(await query(server.connectionString, "select 1 as n"), [{ n: 1 }]);
  }
  for (const server of servers) await server.stop();
  assert.equal(await postmasterOf(directory), undefined);
});

test("a deep directory gets its socket elsewhere, for a socket's path is short", async (t) => {
  const origin = await directoryFor(t);
  const directory = join(origin, "a-rather-long-name-for-a-directory/and-one-more-of-them-below-it/postgres");
  await mkdir(directory, { recursive: true });
  await rename(join(origin, "data"), join(directory, "data"));
  await rename(join(origin, "password"), join(directory, "password"));
  const server = await startEmbedded({ directory });
  assert.deepEqual(await query(server.connectionString, "select 1 as n"), [{ n: 1 }]);
  await server.stop();
});

test("below a directory that only we may enter, as root's home is, it works as well", async (t) => {
  const closed = await directoryFor(t);
  await chmod(closed, 0o700);
  const directory = join(closed, "inner");
  await mkdir(directory);
  await rename(join(closed, "password"), join(directory, "password"));
  await rename(join(closed, "data"), join(directory, "data"));
  const server = await startEmbedded({ directory });
  assert.deepEqual(await query(server.connectionString, "select 1 as n"), [{ n: 1 }]);
  await server.stop();
  assert.equal(await postmasterOf(directory), undefined);
});
