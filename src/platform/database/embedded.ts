import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { socketConnectionString } from "./connection-string.ts";
import {
  postgresPrograms,
  postgresUser,
  runAs,
  type PostgresPrograms,
  type PostgresUser,
} from "./embedded-programs.ts";
import { withFileLock } from "./file-lock.ts";
import { isAlive, ownIdentity, runsIn } from "./process-identity.ts";

/** A PostgreSQL server of our own, under `var/`. */
export interface EmbeddedServer {
  /** For the owner of everything, database `tegata`. */
  readonly connectionString: string;
  /** Whether this call started the server (otherwise it was running already). */
  readonly started: boolean;
  /** Lets go of the server; the last process that does so shuts it down cleanly. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where data, password, socket and log are kept, e.g. `var/postgres`. */
  readonly directory: string;
  /** Leave it running when everybody has let go (the test server). */
  readonly keepRunning?: boolean;
  /** Server settings, over our own. */
  readonly settings?: Readonly<Record<string, string>>;
}

const OWNER = "tegata";
const DATABASE = "tegata";
const LOCK_SECONDS = 180;
const START_SECONDS = 120;

interface Place {
  readonly directory: string;
  readonly data: string;
  readonly socket: string;
  readonly log: string;
  readonly holders: string;
  readonly programs: PostgresPrograms;
  readonly user: PostgresUser | undefined;
  readonly password: string;
}

/** A Unix socket's path may have 107 bytes; a deep clone has more, and takes a directory of its own elsewhere. */
const socketDirectoryFor = (directory: string): string => {
  const beside = join(directory, "socket");
  if (Buffer.byteLength(beside) <= 85) return beside;
  return join(tmpdir(), `tegata-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`);
};

/** Makes a directory that belongs to the PostgreSQL user. */
const ownDirectory = async (path: string, user: PostgresUser | undefined, mode = 0o700): Promise<void> => {
  await mkdir(path, { recursive: true, mode });
  if (user !== undefined) await chown(path, user.uid, user.gid);
  await chmod(path, mode);
};

const readPassword = async (directory: string): Promise<string> => {
  const path = join(directory, "password");
  if (!existsSync(path)) {
    await writeFile(`${path}.new`, randomBytes(24).toString("base64url"), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return (await readFile(path, "utf8")).trim();
};

const preparePlace = async (given: string): Promise<Place> => {
  const programs = await postgresPrograms();
  await mkdir(given, { recursive: true, mode: 0o755 });
  const directory = await realpath(given);
  const user = postgresUser(programs, directory);
  const place = {
    directory,
    data: join(directory, "data"),
    socket: socketDirectoryFor(directory),
    log: join(directory, "log", "server.log"),
    holders: join(directory, "holders"),
    programs,
    user,
    password: await readPassword(directory),
  };
  await ownDirectory(place.socket, user);
  await ownDirectory(join(directory, "log"), user, 0o755);
  await mkdir(place.holders, { recursive: true });
  return place;
};

const connectionStringOf = (place: Place, database: string): string =>
  socketConnectionString({ socketDirectory: place.socket, user: OWNER, password: place.password, database });

/** Makes the data directory under another name first: one that bears the final name is complete. */
const initialize = async (place: Place): Promise<void> => {
  if (existsSync(place.data)) return;
  const unfinished = `${place.data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await ownDirectory(unfinished, place.user);
  const passwordFile = join(place.socket, "initial-password");
  await writeFile(passwordFile, place.password, { mode: 0o600 });
  if (place.user !== undefined) await chown(passwordFile, place.user.uid, place.user.gid);
  const outcome = await runAs(place.user, place.socket, place.programs.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
  ]).finally(() => rm(passwordFile, { force: true }));
  if (outcome.code !== 0) throw new Error(`PostgreSQL could not make its data directory:\n${outcome.output}`);
  await rename(unfinished, place.data);
};

/** Process id of the postmaster that works on the data directory, if one does. */
const runningPostmaster = async (place: Place): Promise<number | undefined> => {
  const text = await readFile(join(place.data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  return Number.isSafeInteger(pid) && pid > 0 && runsIn(pid, place.data) ? pid : undefined;
};

const answers = async (place: Place): Promise<boolean> => {
  const client = new pg.Client({
    connectionString: connectionStringOf(place, "postgres"),
    connectionTimeoutMillis: 5000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Waits until a postmaster that is there answers (it may be starting or recovering), or is gone. */
const attach = async (place: Place): Promise<boolean> => {
  for (let attempt = 0; attempt < START_SECONDS * 5; attempt += 1) {
    if ((await runningPostmaster(place)) === undefined) return false;
    if (await answers(place)) return true;
    await pause(200);
  }
  throw new Error(`the PostgreSQL server in ${place.data} runs but does not answer; its log: ${place.log}`);
};

const serverArguments = (place: Place, settings: Readonly<Record<string, string>>): string => {
  const all = {
    listen_addresses: "",
    unix_socket_directories: place.socket,
    unix_socket_permissions: "0700",
    max_connections: "200",
    shared_buffers: "128MB",
    log_min_messages: "warning",
    log_timezone: "UTC",
    timezone: "UTC",
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(" ");
};

const tailOfLog = async (place: Place): Promise<string> =>
  (await readFile(place.log, "utf8").catch(() => "")).split("\n").slice(-15).join("\n");

/**
 * Starts the server on a data directory on which no postmaster runs. After a postmaster was killed, its children
 * need a moment to notice and still hold the shared memory; PostgreSQL then refuses to start, rightly: try again.
 */
const startServer = async (place: Place, settings: Readonly<Record<string, string>>): Promise<void> => {
  // What is left names a process that is not a postmaster of this directory (its id was used again): PostgreSQL
  // would take any live process of the same user for one.
  await rm(join(place.data, "postmaster.pid"), { force: true });
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await runAs(place.user, place.data, place.programs.pgCtl, [
      "start",
      "--wait",
      `--timeout=${START_SECONDS}`,
      `--pgdata=${place.data}`,
      `--log=${place.log}`,
      "--silent",
      `--options=${serverArguments(place, settings)}`,
    ]);
    if (outcome.code === 0) return;
    const log = await tailOfLog(place);
    const childrenLeft = log.includes("shared memory block");
    if (!childrenLeft || attempt >= 20) {
      throw new Error(`PostgreSQL did not start:\n${outcome.output}\n${log}`);
    }
    await pause(500);
  }
};

const createDatabase = async (place: Place): Promise<void> => {
  const client = new pg.Client({ connectionString: connectionStringOf(place, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
};

const liveHolders = async (place: Place): Promise<string[]> => {
  const holders = await readdir(place.holders);
  const dead = holders.filter((holder) => !isAlive(holder.split(".")[0] ?? ""));
  await Promise.all(dead.map((holder) => rm(join(place.holders, holder), { force: true })));
  return holders.filter((holder) => !dead.includes(holder));
};

const shutDown = async (place: Place): Promise<void> => {
  const outcome = await runAs(place.user, place.data, place.programs.pgCtl, [
    "stop",
    "--wait",
    "--mode=fast",
    `--pgdata=${place.data}`,
    "--silent",
  ]);
  if (outcome.code !== 0 && (await runningPostmaster(place)) !== undefined) {
    throw new Error(`PostgreSQL did not stop: ${outcome.output}`);
  }
};

let acquisitions = 0;

/**
 * Starts PostgreSQL on a directory under `var/`, or attaches to the server that already runs there: one that another
 * process of ours started, or one that was left behind when its starter was killed. It listens on a Unix socket
 * only, and the password is in a file that only the owner can read. Whoever lets go last shuts it down.
 *
 * @throws when it cannot be started, with the server's own words.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<EmbeddedServer> => {
  const place = await preparePlace(options.directory);
  const lock = join(place.directory, "lock");
  acquisitions += 1;
  const holder = join(place.holders, `${ownIdentity()}.${acquisitions}`);
  const started = await withFileLock(lock, LOCK_SECONDS, async () => {
    await initialize(place);
    const attached = await attach(place);
    if (!attached) await startServer(place, options.settings ?? {});
    await createDatabase(place);
    await writeFile(holder, "");
    return !attached;
  });
  let stopping: Promise<void> | undefined;
  const letGo = (): Promise<void> =>
    withFileLock(lock, LOCK_SECONDS, async () => {
      await rm(holder, { force: true });
      const others = await liveHolders(place);
      if (others.length === 0 && options.keepRunning !== true) await shutDown(place);
    });
  return {
    connectionString: connectionStringOf(place, DATABASE),
    started,
    stop: () => {
      stopping ??= letGo();
      return stopping;
    },
  };
};
