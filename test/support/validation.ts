import { freePort } from "../../src/system/free-port.ts";
import { addOcsp, type OcspParts } from "../../src/system/ocsp.ts";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { FastifyInstance } from "fastify";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { encodePem } from "#pki/pem.ts";
import { crlRoutes } from "#protocols/crl/routes.ts";
import { certificateWorld, type CertificateWorld, type CertificateWorldOptions } from "./certificates.ts";

/** A world whose validation authority listens, and files of its authorities for other people's tools. */
export interface ValidationWorld extends CertificateWorld {
  /** Without a slash at the end. */
  readonly url: string;
  readonly server: FastifyInstance;
  readonly ocsp: Awaited<ReturnType<typeof addOcsp>>;
  readonly directory: string;
  /** PEM files. */
  readonly rootFile: string;
  readonly issuingFile: string;
  /** Root and issuing authority. */
  readonly chainFile: string;
  /** Writes a certificate as PEM and gives its path. */
  pemFile(name: string, der: Buffer): Promise<string>;
}

/** For the whole file; the clock begins at the machine's time, for the tools know no other. */
export const validationWorld = async (
  settings: Partial<OcspParts["config"]["ocsp"]> = {},
  keys: Pick<CertificateWorldOptions, "rootKeyAlgorithm" | "issuingKeyAlgorithm"> = {},
): Promise<ValidationWorld> => {
  const port = await freePort("127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  const world = await certificateWorld(undefined, {
    validationUrl: url,
    start: Temporal.Now.instant(),
    ...keys,
  });
  const directory = await mkdtemp(join(tmpdir(), "tegata-validation-"));
  after(() => rm(directory, { recursive: true, force: true }));
  const server = await createHttpServer({
    name: "validation",
    trustedProxies: [],
    log: createLog({ level: process.env["TEST_LOG"] === "1" ? "info" : "silent" }),
    random: world.context.random,
    requestsPerMinute: 0,
  });
  const ocsp = await addOcsp(server, {
    ...world,
    config: {
      requestsPerMinute: 0,
      ocsp: { cacheBytes: 16 * 1024 * 1024, httpCacheSeconds: 0, presigned: 0, ...settings },
    },
    connectionString: world.context.database.connectionString,
    log: createLog({ level: "silent" }),
  });
  await server.register(crlRoutes(world));
  await server.listen({ port, host: "127.0.0.1" });
  after(() => server.close());

  const pemFile = async (name: string, der: Buffer): Promise<string> => {
    const path = join(directory, `${name}.pem`);
    await writeFile(path, encodePem("CERTIFICATE", der));
    return path;
  };
  const [issuing, root] = world.authority.chainOf("bizsol-g1");
  const chainFile = join(directory, "chain.pem");
  await writeFile(
    chainFile,
    [issuing, root].map((der) => encodePem("CERTIFICATE", der ?? Buffer.alloc(0))).join(""),
  );
  return {
    ...world,
    url,
    server,
    ocsp,
    directory,
    rootFile: await pemFile("root", root ?? Buffer.alloc(0)),
    issuingFile: await pemFile("issuing", issuing ?? Buffer.alloc(0)),
    chainFile,
    pemFile,
  };
};

/** What a program printed, and how it ended. */
export interface ProgramOutcome {
  readonly code: number;
  readonly output: string;
}

/** Runs somebody else's program: standard output and error together. */
export const runProgram = (program: string, programArguments: readonly string[]): Promise<ProgramOutcome> =>
  new Promise((resolve, reject) => {
    execFile(program, programArguments, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
    });
  });
