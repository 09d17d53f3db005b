// A worker thread: signs and verifies on P-256 for a while, and tells how often.
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const data = Buffer.alloc(800, 7);
const until = performance.now() + Number(workerData);
let rounds = 0;
while (performance.now() < until) {
  if (!verify("sha256", data, publicKey, sign("sha256", data, privateKey))) throw new Error("not verified");
  rounds += 1;
}
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread, not a window
parentPort?.postMessage(rounds);
