import type { Benchmark } from "./figure.ts";
import { makeRequests } from "./support/issue-requests.ts";
import {
  describeProcessorTime,
  describeTimes,
  measureIssuing,
  type IssuingResult,
} from "./support/issuing.ts";

const CONNECTIONS = 64;
const WARM_UP = 2000;
const MEASURED = 10_000;

/** What a second process over the same database brings. */
export const issueProcessesBenchmark: Benchmark = {
  name: "issue-processes",
  description: `certificates issued a second by two processes and by one (${CONNECTIONS} at a time)`,
  run: async () => {
    const requests = makeRequests(WARM_UP + MEASURED);
    const measure = (processes: 1 | 2): Promise<IssuingResult> =>
      measureIssuing(requests, { processes, connections: CONNECTIONS, population: 0, warmUp: WARM_UP });
    const one = await measure(1);
    const two = await measure(2);
    return [
      {
        name: "issue-processes",
        value: two.perSecond,
        unit: "certificates/s by two processes",
        peer: "one process",
        peerValue: one.perSecond,
        notes: [
          `two: ${describeTimes(two)}; ${describeProcessorTime(two)}`,
          `one: ${describeTimes(one)}; ${describeProcessorTime(one)}`,
        ],
      },
    ];
  },
};
