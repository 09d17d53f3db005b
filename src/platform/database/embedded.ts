import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import {
  connectionStringOf,
  DATABASE,
  initialize,
  makeDirectory,
  preparePlace,
  type Place,
} from "./embedded-place.ts";
import { runAs } from "./embedded-programs.ts";
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
  /** Starts the server again when it was killed; called after each time. */
  readonly onRestart?: () => void;
  /** Server settings, over our own. */
  readonly settings?: Readonly<Record<string, string>>;
}

const LOCK_SECONDS = 180;
const START_SECONDS = 120;

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

const WATCH_MILLISECONDS = 1000;

/** Looks after the server while we hold it: where its postmaster is gone, it is started again. */
const supervise = (
  place: Place,
  options: EmbeddedOptions,
  onRestart: () => void,
): { end(): Promise<void> } => {
  const ended = new AbortController();
  const look = async (): Promise<void> => {
    if ((await runningPostmaster(place)) !== undefined) return;
    await withFileLock(join(place.directory, "lock"), LOCK_SECONDS, async () => {
      if (ended.signal.aborted || (await attach(place))) return;
      await startServer(place, options.settings ?? {});
      onRestart();
    });
  };
  const watching = (async () => {
    while (!ended.signal.aborted) {
      // What fails now is tried again: nothing else can be done without a database.
      await look().catch(() => undefined);
      await pause(WATCH_MILLISECONDS, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    end: () => {
      ended.abort();
      return watching;
    },
  };
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
  const directory = await makeDirectory(options.directory);
  const lock = join(directory, "lock");
  acquisitions += 1;
  const holderName = `${ownIdentity()}.${acquisitions}`;
  // Everything from the password on is made inside the lock: of two processes that begin on an empty directory at
  // the same instant, each would otherwise make a password, and the database would keep the one that the file lost.
  const { place, started } = await withFileLock(lock, LOCK_SECONDS, async () => {
    const prepared = await preparePlace(directory);
    await initialize(prepared);
    const attached = await attach(prepared);
    if (!attached) await startServer(prepared, options.settings ?? {});
    await createDatabase(prepared);
    await writeFile(join(prepared.holders, holderName), "");
    return { place: prepared, started: !attached };
  });
  const supervision =
    options.onRestart === undefined ? undefined : supervise(place, options, options.onRestart);
  let stopping: Promise<void> | undefined;
  const letGo = async (): Promise<void> => {
    await supervision?.end();
    await withFileLock(lock, LOCK_SECONDS, async () => {
      await rm(join(place.holders, holderName), { force: true });
      const others = await liveHolders(place);
      if (others.length === 0 && options.keepRunning !== true) await shutDown(place);
    });
  };
  return {
    connectionString: connectionStringOf(place, DATABASE),
    started,
    stop: () => {
      stopping ??= letGo();
      return stopping;
    },
  };
};
