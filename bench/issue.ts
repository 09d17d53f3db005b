import { generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { nameOf } from "#pki/name.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import type { Benchmark } from "./figure.ts";
import { startCfssl } from "./support/cfssl.ts";
import { cpuUsageSchema, startChildServer } from "./support/child-server.ts";
import { poster, runLoad, type LoadResult } from "./support/load.ts";

const CONCURRENCY = 32;
const WARM_UP = 500;
const MEASURED = 4000;

const makeRequests = (count: number): Promise<Buffer[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const signer = softwareSigner(privateKey);
      const subject = nameOf([["CN", `bench ${index}`]]);
      return buildCertificationRequest({ subject, ...signer });
    }),
  );

/** Seconds of processor time of the issuing process so far. */
const cpuSeconds = async (url: string): Promise<number> => {
  const usage = cpuUsageSchema.parse(await (await fetch(`${url}/usage`)).json());
  return (usage.user + usage.system) / 1e6;
};

const measureOwn = async (requests: readonly Buffer[]): Promise<LoadResult & { cpuMilliseconds: number }> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-issue-"));
  const server = await startChildServer("issue-server.ts", [folder, String(requests.length)]);
  try {
    const post = poster(server.address, CONCURRENCY, "application/pkcs10");
    const send = (index: number): Promise<Buffer> => post(requests[index] ?? Buffer.alloc(0), `/${index}`);
    await runLoad(WARM_UP, CONCURRENCY, async (index) => {
      await send(index);
    });
    const before = await cpuSeconds(server.address);
    const result = await runLoad(requests.length - WARM_UP, CONCURRENCY, async (index) => {
      await send(index + WARM_UP);
    });
    const used = (await cpuSeconds(server.address)) - before;
    return { ...result, cpuMilliseconds: (used * 1000) / (requests.length - WARM_UP) };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const measureCfssl = async (requests: readonly Buffer[]): Promise<LoadResult & { version: string }> => {
  const folder = mkdtempSync(path.join(tmpdir(), "tegata-bench-cfssl-"));
  const server = await startCfssl(folder);
  try {
    const post = poster(server.signUrl, CONCURRENCY, "application/json");
    const bodies = requests.map((request) =>
      JSON.stringify({ certificate_request: encodePem("CERTIFICATE REQUEST", request) }),
    );
    const send = async (index: number): Promise<void> => {
      await post(bodies[index] ?? "", "");
    };
    await runLoad(WARM_UP, CONCURRENCY, send);
    const result = await runLoad(requests.length - WARM_UP, CONCURRENCY, (index) => send(index + WARM_UP));
    return { ...result, version: server.version };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Milliseconds that one request's cryptography alone takes on one core: one verification and one signature. */
const cryptographyMilliseconds = async (request: Buffer): Promise<number> => {
  const parsed = parseCertificationRequest(request);
  if (!parsed.ok) throw new Error(parsed.refusal.code);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signer = softwareSigner(privateKey);
  const signature = await signer.sign(request);
  const rounds = 2000;
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    verify("sha256", request, publicKey, signature);
    await signer.sign(request);
  }
  return (performance.now() - startedAt) / rounds;
};

const parsingMilliseconds = (requests: readonly Buffer[]): number => {
  const startedAt = performance.now();
  for (const request of requests) {
    const parsed = parseCertificationRequest(request);
    if (parsed.ok) checkCertificationRequest(parsed.value, ["P-256"]);
  }
  return (performance.now() - startedAt) / requests.length;
};

/** Durable issuing against a peer that records nothing; the same client and the same requests. */
export const issueBenchmark: Benchmark = {
  name: "issue",
  description: "certificates issued durably a second (P-256, recorded twice, 32 at a time)",
  run: async () => {
    const requests = await makeRequests(WARM_UP + MEASURED);
    const [sample = Buffer.alloc(0)] = requests;
    const cryptography = await cryptographyMilliseconds(sample);
    const parsing = parsingMilliseconds(requests.slice(0, 1000));
    const own = await measureOwn(requests);
    const peer = await measureCfssl(requests);
    const ms = (value: number): string => value.toFixed(3);
    return [
      {
        name: "issue",
        value: own.perSecond,
        unit: "certificates/s",
        peer: `${peer.version} serve (records nothing)`,
        peerValue: peer.perSecond,
        notes: [
          `p50 ${own.p50.toFixed(1)} ms, p99 ${own.p99.toFixed(1)} ms; peer p50 ${peer.p50.toFixed(1)} ms, p99 ${peer.p99.toFixed(1)} ms`,
          `processor time a certificate in the issuing process: ${ms(own.cpuMilliseconds)} ms, of which parsing and checking the request ${ms(parsing)} ms, one signature and one verification ${ms(cryptography)} ms; client, PostgreSQL and fsync share the other core`,
        ],
      },
    ];
  },
};
