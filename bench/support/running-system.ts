import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { freePort } from "../../src/system/free-port.ts";

const projectFolder = path.dirname(path.dirname(import.meta.dirname));

const demoSchema = z.object({
  portal: z.record(z.string(), z.string()),
  enrollment: z.string(),
  validation: z.string(),
  serverCaFile: z.string(),
});

/** What `var/demo.json` says, as far as measuring needs it. */
export type Demonstration = z.infer<typeof demoSchema>;

/** The whole product as a process of its own (`src/main.ts --demo`). */
export interface RunningSystem {
  readonly demo: Demonstration;
  /** Milliseconds from starting the process to the first answer of the login screen. */
  readonly readyMilliseconds: number;
  readonly folder: string;
  /** Ends it with SIGTERM and waits; `keep` leaves its folder for another start. */
  stop(keep?: boolean): Promise<void>;
}

const portNames = ["PORTAL", "GATE", "OPERATIONS", "ENROLLMENT", "VALIDATION", "MAIL"] as const;

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    // Only whether it answers is asked here, so nobody's certificate is judged.
    const call = get(
      {
        host: "127.0.0.1",
        port,
        path: "/login",
        headers: { host: `${hostname}:${port}` },
        rejectUnauthorized: false,
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    call.on("error", () => {
      resolve(false);
    });
  });

/** Starts the product with demonstration data in `folder` (a new temporary one unless given). */
export const startRunningSystem = async (given?: string): Promise<RunningSystem> => {
  const folder = given ?? mkdtempSync(path.join(tmpdir(), "tegata-bench-"));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    TEGATA_VAR: folder,
    TEGATA_LOG_LEVEL: "error",
    TEGATA_REQUESTS_PER_MINUTE: "0",
  };
  for (const name of portNames) environment[`TEGATA_${name}_PORT`] = String(await freePort("127.0.0.1"));
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/main.ts", "--demo"], {
    cwd: projectFolder,
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
  });
  const url = `https://hisui.localhost:${environment["TEGATA_PORTAL_PORT"] ?? ""}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`the system ended with ${child.exitCode}`);
    if (performance.now() - startedAt > 120_000) throw new Error("the system is not ready after 120 s");
    await delay(20);
  }
  const readyMilliseconds = performance.now() - startedAt;
  // The login screen may answer a moment before the file is written.
  let demo: Demonstration | undefined;
  while (demo === undefined) {
    try {
      demo = demoSchema.parse(JSON.parse(readFileSync(path.join(folder, "demo.json"), "utf8")));
    } catch {
      if (performance.now() - startedAt > 120_000) throw new Error("no demo.json after 120 s");
      await delay(50);
    }
  }
  return {
    demo,
    readyMilliseconds,
    folder,
    stop: async (keep = false) => {
      child.kill("SIGTERM");
      await ended;
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
};
