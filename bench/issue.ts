import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodePem } from "#pki/pem.ts";
import type { Benchmark } from "./figure.ts";
import { startCfssl } from "./support/cfssl.ts";
import { applicantName, makeRequests } from "./support/issue-requests.ts";
import { describeProcessorTime, describeTimes, measureIssuing } from "./support/issuing.ts";
import type { LoadResult } from "./support/load.ts";
import { postgresSeconds, processSeconds } from "./support/processor-time.ts";
import { layOutPost, sendAll, type Target } from "./support/raw-client.ts";
import { signingBound } from "./support/signing-bound.ts";
import { startStepCa } from "./support/step-ca.ts";

const CONNECTIONS = 64;
const WARM_UP = 2000;
const MEASURED = 10_000;
/** step-ca is slower; as many seconds are enough. */
const STEP_CA_WARM_UP = 300;
const STEP_CA_MEASURED = 2000;

interface PeerResult extends LoadResult {
  readonly version: string;
  /** Milliseconds of the peer's processor time for each certificate. */
  readonly processor: number;
}

/** Sends all requests but the first `warmUp`, which come before; `seconds` says what the peer has taken so far. */
const measurePeer = async (
  target: Target,
  warmUp: number,
  requests: readonly Buffer[],
  seconds: () => number,
): Promise<Omit<PeerResult, "version">> => {
  await sendAll([target], CONNECTIONS, requests.slice(0, warmUp));
  const before = seconds();
  const result = await sendAll([target], CONNECTIONS, requests.slice(warmUp));
  return { ...result, processor: ((seconds() - before) * 1000) / (requests.length - warmUp) };
};

const pemOf = (request: Buffer): string => encodePem("CERTIFICATE REQUEST", request);

/** Runs `measure` with a temporary folder. */
const inFolder = async <T>(measure: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-peer-"));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const measureCfssl = (requests: readonly Buffer[]): Promise<PeerResult> =>
  inFolder(async (folder) => {
    const server = await startCfssl(folder);
    try {
      const url = new URL(server.signUrl);
      const laidOut = requests.map((request) =>
        layOutPost(url.pathname, "application/json", JSON.stringify({ certificate_request: pemOf(request) })),
      );
      const target = { port: Number(url.port), isTls: false };
      const seconds = (): number => processSeconds(server.process.pid);
      return { ...(await measurePeer(target, WARM_UP, laidOut, seconds)), version: server.version };
    } finally {
      await server.stop();
    }
  });

const measureStepCa = (requests: readonly Buffer[]): Promise<PeerResult> =>
  inFolder(async (folder) => {
    const server = await startStepCa(folder);
    try {
      // Tokens are made before, so that making them costs the peer nothing.
      const laidOut = requests.map((request, index) =>
        layOutPost("/1.0/sign", "application/json", server.signBody(pemOf(request), applicantName(index))),
      );
      const target = { port: server.port, isTls: true };
      const seconds = (): number => processSeconds(server.process.pid) + postgresSeconds(folder);
      return {
        ...(await measurePeer(target, STEP_CA_WARM_UP, laidOut, seconds)),
        version: server.version,
      };
    } finally {
      await server.stop();
    }
  });

/** Durable issuing against a peer that records nothing, one that records in PostgreSQL, and the bound of cryptography. */
export const issueBenchmark: Benchmark = {
  name: "issue",
  description: `certificates issued durably a second (P-256, recorded twice, ${CONNECTIONS} at a time)`,
  run: async () => {
    const requests = makeRequests(WARM_UP + MEASURED);
    const plan = { processes: 1, connections: CONNECTIONS, population: 0, warmUp: WARM_UP } as const;
    const own = await measureIssuing(requests, plan);
    const cfssl = await measureCfssl(requests);
    const stepCa = await measureStepCa(requests.slice(0, STEP_CA_WARM_UP + STEP_CA_MEASURED));
    const bound = await signingBound();
    return [
      {
        name: "issue",
        value: own.perSecond,
        unit: "certificates/s",
        peer: `${cfssl.version} serve (records nothing)`,
        peerValue: cfssl.perSecond,
        notes: [
          `${describeTimes(own)}; peer ${describeTimes(cfssl)}`,
          `${describeProcessorTime(own)}; peer ${cfssl.processor.toFixed(3)} ms`,
        ],
      },
      {
        name: "issue-recorded",
        value: own.perSecond,
        unit: "certificates/s",
        peer: `${stepCa.version} with PostgreSQL`,
        peerValue: stepCa.perSecond,
        notes: [
          `the same figure; peer ${describeTimes(stepCa)}, ${stepCa.processor.toFixed(3)} ms of processor time with its PostgreSQL, over TLS with kept connections`,
        ],
      },
      {
        name: "issue-share",
        value: (own.perSecond / bound) * 100,
        unit: "% of the bound",
        peer: null,
        peerValue: null,
        notes: [
          `one signature and one verification each would allow ${Math.round(bound)} a second on all cores`,
        ],
      },
    ];
  },
};
