import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext } from "node:test";
import { z } from "zod";
import { runCli } from "../../src/cli/program.ts";
import { testDatabaseUrl } from "./database.ts";

/** What a command line printed, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A place where a key ceremony is held: an offline machine, an issuing machine, and what is carried between them. */
export interface CeremonyRoom {
  /** Folder of the steps' files: those of `deploy/ceremony`. */
  readonly folder: string;
  readonly offline: NodeJS.ProcessEnv;
  readonly online: NodeJS.ProcessEnv;
  run(machine: NodeJS.ProcessEnv, ...words: string[]): Promise<Ran>;
  /** Both steps of a ceremony's step. */
  hold(machine: NodeJS.ProcessEnv, file: string): Promise<Ran>;
  /** Changes fields of a step's file. */
  change(file: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  readonly path: (name: string) => string;
}

const EXAMPLES = join(import.meta.dirname, "../../deploy/ceremony");
const step = z.record(z.string(), z.unknown());

export const runIn = async (environment: NodeJS.ProcessEnv, words: readonly string[]): Promise<Ran> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment,
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words,
  );
  return { code, ...written };
};

/** What the first of two steps says must be repeated. */
export const tokenIn = ({ err }: Ran): string => /--confirm ([0-9a-f]{16})/.exec(err)?.[1] ?? "";

/** A room of its own for a test. */
export const ceremonyRoom = async (t?: TestContext): Promise<CeremonyRoom> => {
  const folder = await mkdtemp(join(tmpdir(), "tegata-ceremony-"));
  const cleanUp = () => rm(folder, { recursive: true, force: true });
  if (t === undefined) after(cleanUp);
  else t.after(cleanUp);
  await cp(EXAMPLES, folder, { recursive: true });
  const passphraseFile = join(folder, "passphrase");
  await writeFile(passphraseFile, "correct horse battery staple\n", { mode: 0o600 });
  const machine = (name: string): NodeJS.ProcessEnv => ({
    TEGATA_VAR: join(folder, name),
    TEGATA_KEY_PASSPHRASE_FILE: passphraseFile,
  });
  const online = {
    ...machine("online"),
    DATABASE_URL: await testDatabaseUrl(t),
    TEGATA_VALIDATION_URL: "http://va.example.jp",
  };
  const path = (name: string): string => join(folder, name);
  const run: CeremonyRoom["run"] = (environment, ...words) => runIn(environment, words);
  return {
    folder,
    offline: machine("offline"),
    online,
    run,
    path,
    hold: async (environment, file) => {
      const first = await run(environment, "ca", "ceremony", path(file));
      const token = tokenIn(first);
      if (token === "") return first;
      assert.equal(first.code, 1, first.err);
      return run(environment, "ca", "ceremony", path(file), "--confirm", token);
    },
    change: async (file, fields) => {
      const present = step.parse(JSON.parse(await readFile(path(file), "utf8")));
      await writeFile(path(file), JSON.stringify({ ...present, ...fields }));
    },
  };
};
