import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../src/system/free-port.ts";
import { setTimeout as delay } from "node:timers/promises";
import { runProgram, startProgram, type BackgroundProgram } from "./processes.ts";

/** A running `openssl ocsp` with a P-256 authority of its own and one good certificate in its index. */
export interface OpensslOcsp extends BackgroundProgram {
  readonly version: string;
  readonly port: number;
  /** A request about that certificate with a nonce, DER. */
  readonly request: Buffer;
}

const INDEX_LINE = "V\t360101000000Z\t\t1000\tunknown\t/CN=Bench client\n";

/** Asks until there is an answer. A mere connection, opened and closed, would stop it for good. */
const untilAnswering = async (question: readonly string[]): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    try {
      runProgram("openssl", question);
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await delay(100);
    }
  }
};

/** Starts it with its files in `folder`. */
export const startOpensslOcsp = async (folder: string): Promise<OpensslOcsp> => {
  mkdirSync(folder, { recursive: true });
  const file = (name: string): string => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const root = [
    "-out",
    file("ca.pem"),
    "-keyout",
    file("ca-key.pem"),
    "-subj",
    "/CN=Bench CA",
    "-days",
    "30",
  ];
  runProgram("openssl", ["req", "-x509", ...key, ...root]);
  const issuer = ["-CA", file("ca.pem"), "-CAkey", file("ca-key.pem"), "-days", "30"];
  const responder = ["-out", file("ocsp.pem"), "-keyout", file("ocsp-key.pem"), "-subj", "/CN=Bench OCSP"];
  runProgram("openssl", [
    "req",
    "-x509",
    ...key,
    ...issuer,
    ...responder,
    "-addext",
    "extendedKeyUsage=OCSPSigning",
  ]);
  writeFileSync(file("index.txt"), INDEX_LINE);
  runProgram("openssl", [
    "ocsp",
    "-issuer",
    file("ca.pem"),
    "-serial",
    "0x1000",
    "-reqout",
    file("request.der"),
  ]);
  const port = await freePort("127.0.0.1");
  const server = startProgram("openssl", [
    "ocsp", "-port", String(port), "-index", file("index.txt"), "-CA", file("ca.pem"),
    "-rsigner", file("ocsp.pem"), "-rkey", file("ocsp-key.pem"), "-nmin", "10", "-ignore_err",
  ]); // prettier-ignore
  await untilAnswering([
    "ocsp",
    "-issuer",
    file("ca.pem"),
    "-serial",
    "0x1000",
    "-noverify",
    "-url",
    `http://127.0.0.1:${port}/`,
  ]);
  return {
    ...server,
    version: runProgram("openssl", ["version"]).split(" ").slice(0, 2).join(" "),
    port,
    request: readFileSync(file("request.der")),
  };
};
