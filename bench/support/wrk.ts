import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "./processes.ts";

/** What Debian's wrk measured. */
export interface WrkResult {
  readonly perSecond: number;
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const milliseconds = (figure: string | undefined): number => {
  const [, number = "0", unit = "ms"] = /^([\d.]+)(us|ms|s)$/.exec(figure ?? "") ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? 1);
};

export interface WrkOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Lua, in a file of its own below `folder`: `request = function() … end`. */
  readonly script?: { readonly folder: string; readonly text: string };
}

/** Loads `url` with wrk, one thread, connections kept open where the server keeps them. @throws on refusals. */
export const runWrk = (url: string, { connections, seconds, script }: WrkOptions): WrkResult => {
  if (!existsSync("/usr/bin/wrk")) throw new Error("wrk is missing: install the Debian package wrk");
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency"];
  if (script !== undefined) {
    mkdirSync(script.folder, { recursive: true });
    const file = path.join(script.folder, "wrk.lua");
    writeFileSync(file, script.text);
    options.push("-s", file);
  }
  const output = runProgram("/usr/bin/wrk", [...options, url]);
  const refusals = /Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1];
  if (refusals !== undefined) throw new Error(`${refusals} answers of ${url} were refusals`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
    requests: Number(/(\d+) requests in/.exec(output)?.[1]),
    p50: milliseconds(/50%\s+(\S+)/.exec(output)?.[1]),
    p99: milliseconds(/99%\s+(\S+)/.exec(output)?.[1]),
  };
};
