import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { socketConnectionString } from "./connection-string.ts";
import {
  postgresPrograms,
  postgresUser,
  runAs,
  type PostgresPrograms,
  type PostgresUser,
} from "./embedded-programs.ts";

const OWNER = "tegata";
export const DATABASE = "tegata";

/** A directory under `var/` with everything that belongs to one server. */
export interface Place {
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

/** Makes the directory in which everything lies, so that there is a place for the lock; gives its real path. */
export const makeDirectory = async (given: string): Promise<string> => {
  await mkdir(given, { recursive: true, mode: 0o755 });
  return realpath(given);
};

/** Makes what is missing in the directory, around the data. For whoever holds the lock on the directory. */
export const preparePlace = async (directory: string): Promise<Place> => {
  const programs = await postgresPrograms();
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

/** For the owner of everything. */
export const connectionStringOf = (place: Place, database: string): string =>
  socketConnectionString({ socketDirectory: place.socket, user: OWNER, password: place.password, database });

/** Makes the data directory under another name first: one that bears the final name is complete. */
export const initialize = async (place: Place): Promise<void> => {
  if (existsSync(place.data)) return;
  const unfinished = `${place.data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await ownDirectory(unfinished, place.user);
  const passwordFile = join(place.socket, "initial-password");
  await writeFile(passwordFile, place.password, { mode: 0o600 });
  if (place.user !== undefined) await chown(passwordFile, place.user.uid, place.user.gid);
  const options = [
    `--pgdata=${unfinished}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--data-checksums",
  ];
  const outcome = await runAs(place.user, place.socket, place.programs.initdb, options);
  await rm(passwordFile, { force: true });
  if (outcome.code !== 0) throw new Error(`PostgreSQL could not make its data directory:\n${outcome.output}`);
  await rename(unfinished, place.data);
};
