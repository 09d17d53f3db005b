import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** What a base backup is of. */
export interface BackupSource {
  /** For the owner of everything, i.e. a superuser of the embedded server. */
  readonly connectionString: string;
  /** The server's data directory, on this machine. */
  readonly dataDirectory: string;
}

/** A backup that was made. */
export interface BaseBackup {
  readonly directory: string;
  /** From which on the write-ahead log is needed, and up to which it is part of the backup. */
  readonly startLsn: string;
  readonly endLsn: string;
}

/** Not part of a backup: of the running server, or copied afterwards. */
const LEFT_OUT = new Set([
  "postmaster.pid",
  "postmaster.opts",
  "pg_wal",
  "pg_replslot",
  "pg_stat_tmp",
  "pg_subtrans",
]);

/** A restored copy goes on in a line of history of its own, so that nobody serves it by mistake. */
const RECOVERY_SETTINGS = `
# Of the backup: change it to the archive's command to recover further than the backup itself.
restore_command = 'false'
recovery_target_timeline = 'current'
`;

/** Copies with owners, rights and times; files that disappear meanwhile are what the write-ahead log is for. */
const copy = async (from: readonly string[], to: string): Promise<void> => {
  const child = spawn("cp", ["-a", "--", ...from, to], { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const [code]: unknown[] = await once(child, "close");
  const grave = complaints.split("\n").filter((line) => line !== "" && !/No such file/.test(line));
  if (code !== 0 && grave.length > 0) throw new Error(`the data could not be copied: ${grave.join("; ")}`);
};

const childrenOf = async (directory: string, leftOut: ReadonlySet<string>): Promise<string[]> =>
  (await readdir(directory)).filter((name) => !leftOut.has(name)).map((name) => join(directory, name));

/** Segments that were written since the backup began, kept by the slot until they are copied. */
const SLOT = "tegata_backup";

const copyData = async (
  client: pg.Client,
  source: string,
  target: string,
): Promise<Omit<BaseBackup, "directory">> => {
  await client.query("select pg_create_physical_replication_slot($1, true, true)", [SLOT]);
  const started = await client.query<{ lsn: string }>("select pg_backup_start('tegata', true) as lsn");
  await copy(await childrenOf(source, LEFT_OUT), target);
  const stopped = await client.query<{ lsn: string; labelfile: string; spcmapfile: string }>(
    "select lsn, labelfile, spcmapfile from pg_backup_stop(false)",
  );
  const [end] = stopped.rows;
  if (end === undefined) throw new Error("PostgreSQL did not end the backup");
  await writeFile(join(target, "backup_label"), end.labelfile, { mode: 0o600 });
  if (end.spcmapfile.trim() !== "") {
    throw new Error("the database uses tablespaces: back it up with PostgreSQL's own tools");
  }
  await client.query("select pg_switch_wal()");
  await copy([join(source, "pg_wal")], target);
  return { startLsn: started.rows[0]?.lsn ?? "", endLsn: end.lsn };
};

/** What a starting server needs though a backup does not have it, owned as the data is. */
const complete = async (target: string, uid: number, gid: number): Promise<void> => {
  for (const name of ["pg_replslot", "pg_stat_tmp", "pg_subtrans"])
    await mkdir(join(target, name), { mode: 0o700 });
  await rm(join(target, "pg_wal", "archive_status"), { recursive: true, force: true });
  await mkdir(join(target, "pg_wal", "archive_status"), { mode: 0o700 });
  await writeFile(join(target, "recovery.signal"), "", { mode: 0o600 });
  await writeFile(join(target, "postgresql.auto.conf"), RECOVERY_SETTINGS, { flag: "a", mode: 0o600 });
  const ours = ["pg_replslot", "pg_stat_tmp", "pg_subtrans", "pg_wal/archive_status", "recovery.signal", "backup_label", "postgresql.auto.conf"]; // prettier-ignore
  for (const name of ours) await chown(join(target, name), uid, gid).catch(() => undefined);
};

/**
 * Makes a base backup of the embedded server while it runs: a data directory that can be put in the place of the
 * server's own. It recovers to the moment at which the backup ended, or further with an archive, and begins a timeline of
 * its own in any case (docs/operating/backup-and-restore.md).
 *
 * @throws where the directory is there already, or the copy fails; nothing under its name is left then.
 */
export const backUpEmbedded = async (source: BackupSource, directory: string): Promise<BaseBackup> => {
  if (existsSync(directory)) throw new Error(`${directory} is there already`);
  const { uid, gid } = await stat(source.dataDirectory);
  const unfinished = `${directory}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await chown(unfinished, uid, gid).catch(() => undefined);
  const client = new pg.Client({ connectionString: source.connectionString });
  await client.connect();
  try {
    const made = await copyData(client, source.dataDirectory, unfinished);
    await complete(unfinished, uid, gid);
    await rename(unfinished, directory);
    return { directory, ...made };
  } finally {
    await client.query("select pg_drop_replication_slot($1)", [SLOT]).catch(() => undefined);
    await client.end();
    await rm(unfinished, { recursive: true, force: true });
  }
};
