import { rmSync } from "node:fs";
import type { Benchmark } from "./figure.ts";
import { startRunningSystem } from "./support/running-system.ts";

const WARM_STARTS = 3;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** From starting the process to the first answer of the login screen; npm packages are installed already. */
export const startUpBenchmark: Benchmark = {
  name: "start-up",
  description: "start of everything with demonstration data, cold and warm",
  run: async () => {
    const cold = await startRunningSystem();
    await cold.stop(true);
    const warm: number[] = [];
    for (let round = 0; round < WARM_STARTS; round += 1) {
      const again = await startRunningSystem(cold.folder);
      warm.push(again.readyMilliseconds);
      await again.stop(true);
    }
    rmSync(cold.folder, { recursive: true, force: true });
    const common = { unit: "ms", peer: null, peerValue: null };
    return [
      {
        ...common,
        name: "start-up-cold",
        value: cold.readyMilliseconds,
        notes: ["empty folder: makes the database, the authorities' keys, the demonstration data"],
      },
      { ...common, name: "start-up-warm", value: median(warm), notes: [`median of ${WARM_STARTS}`] },
    ];
  },
};
