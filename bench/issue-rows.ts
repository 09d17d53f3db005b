import type { Benchmark, Figure } from "./figure.ts";
import { makeRequests } from "./support/issue-requests.ts";
import { describeProcessorTime, measureIssuing, type IssuingResult } from "./support/issuing.ts";

const FEW = 10_000;
const MANY = 1_000_000;
const CONNECTIONS = 16;
const WARM_UP = 1000;
const MEASURED = 4000;

const times = ["p50", "p99"] as const;

/** Whether issuing gets slower as the database fills. */
export const issueRowsBenchmark: Benchmark = {
  name: "issue-rows",
  description: `time to issue with ${FEW} and ${MANY} certificates in the database (${CONNECTIONS} at a time)`,
  run: async () => {
    const requests = makeRequests(WARM_UP + MEASURED);
    const measure = (population: number): Promise<IssuingResult> =>
      measureIssuing(requests, { processes: 1, connections: CONNECTIONS, population, warmUp: WARM_UP });
    const few = await measure(FEW);
    const many = await measure(MANY);
    return times.map((time): Figure => ({
      name: `issue-rows-${time}`,
      value: many[time],
      unit: `ms with ${MANY} certificates`,
      peer: `with ${FEW}`,
      peerValue: few[time],
      notes: [`${FEW}: ${describeProcessorTime(few)}`, `${MANY}: ${describeProcessorTime(many)}`],
    }));
  },
};
