import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

const MILLISECONDS = 3000;

const countInThread = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(path.join(import.meta.dirname, "signing-worker.ts"), {
      workerData: MILLISECONDS,
    });
    worker.once("message", (rounds: unknown) => {
      resolve(Number(rounds));
    });
    worker.once("error", reject);
  });

/** Certificates a second that one signature and one verification (P-256) each would allow on all cores of the machine. */
export const signingBound = async (): Promise<number> => {
  const rounds = await Promise.all(os.cpus().map(countInThread));
  return (rounds.reduce((sum, count) => sum + count, 0) * 1000) / MILLISECONDS;
};
