import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../bin/tegata-issuer", import.meta.url));

/** How a run of the issuing application ended. */
export interface IssuerRun {
  readonly exitCode: number;
  /** The JSON object on standard output; undefined where there was none. */
  readonly answer: unknown;
  /** What was said on standard error. */
  readonly said: string;
}

/** Runs `bin/tegata-issuer` as the person of a home directory, with answers on standard input. */
export const runIssuer = async (
  home: string,
  words: readonly string[],
  answers?: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = {},
): Promise<IssuerRun> => {
  const {
    XDG_DATA_HOME: _data,
    XDG_CONFIG_HOME: _config,
    XDG_STATE_HOME: _state,
    ...inherited
  } = process.env;
  const child = spawn(program, [...words, "--json", ...(answers === undefined ? [] : ["--answers-stdin"])], {
    // Some other directory than the project's: it must not matter.
    cwd: "/",
    env: { ...inherited, ...environment, HOME: home },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(answers === undefined ? "" : JSON.stringify(answers));
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const [exitCode, out, said] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, answer: out.trim() === "" ? undefined : (JSON.parse(out) as unknown), said };
};
