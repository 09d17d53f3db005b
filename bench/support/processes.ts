import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "node:net";

/** Waits until something accepts connections on 127.0.0.1:`port`; throws after `seconds`. */
export const waitForPort = async (port: number, seconds = 30): Promise<void> => {
  const giveUpAt = performance.now() + seconds * 1000;
  while (performance.now() < giveUpAt) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => {
        resolve(false);
      });
    });
    if (accepted) return;
    await delay(50);
  }
  throw new Error(`nothing listens on port ${port} after ${seconds} s`);
};

/** A program in the background, ended by its own handle. */
export interface BackgroundProgram {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts `command`; its standard error is shown only when it ends by itself with a failure. */
export const startProgram = (
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): BackgroundProgram => {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => {
    errors.push(chunk.toString());
    if (errors.length > 50) errors.shift();
  });
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", (code) => {
      if (!stopping && code !== 0) console.error(`${command} ended with ${code}:\n${errors.join("")}`);
      resolve();
    });
  });
  return {
    process: child,
    stop: async () => {
      stopping = true;
      child.kill("SIGTERM");
      await Promise.race([ended, delay(5000, undefined, { ref: false })]);
      child.kill("SIGKILL");
    },
  };
};

/** Runs a command to its end and gives its output; throws with its messages when it fails. */
export const runProgram = (command: string, args: readonly string[], env?: NodeJS.ProcessEnv): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout + stderr;
};
