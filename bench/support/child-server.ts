import { spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";

/** A server of ours in a process of its own, which said `ready <address>` on its standard output. */
export interface ChildServer {
  readonly address: string;
  /** Whatever it said after the address. */
  readonly facts: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export const cpuUsageSchema = z.object({ user: z.number(), system: z.number() });

/** Starts `bench/support/<script>` with `args` and waits until it is ready. */
export const startChildServer = async (script: string, args: readonly string[]): Promise<ChildServer> => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  let said = "";
  const { address, facts } = await new Promise<{ address: string; facts: string }>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const ready = /ready (\S+) ?(.*)\n/.exec(said);
      if (ready?.[1] !== undefined) resolve({ address: ready[1], facts: ready[2] ?? "" });
    });
    void ended.then(() => {
      reject(new Error(`${script} ended before it was ready`));
    });
  });
  return {
    address,
    facts,
    pid: child.pid,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};
