import { generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startEmbedded } from "#platform/database/embedded.ts";
import { freePort } from "../../src/system/free-port.ts";
import { type BackgroundProgram, runProgram, startProgram, waitForPort } from "./processes.ts";

const MODULE = "github.com/smallstep/certificates/cmd/step-ca";
/** What Go of 2026 builds, the newest first. */
const VERSIONS = ["latest", "v0.30.2"] as const;
const binFolder = path.join(path.dirname(path.dirname(import.meta.dirname)), "var", "bench", "bin");

const findStepCa = (): { readonly path: string; readonly version: string } => {
  const target = path.join(binFolder, "step-ca");
  if (!existsSync(target)) {
    mkdirSync(binFolder, { recursive: true });
    const isBuilt = VERSIONS.some((version) => {
      try {
        console.error(`building step-ca ${version} from its Go module (some minutes the first time) …`);
        // Without cgo: its smart card support wants a library that is not needed here.
        runProgram("go", ["install", `${MODULE}@${version}`], { GOBIN: binFolder, CGO_ENABLED: "0" });
        return true;
      } catch {
        return false;
      }
    });
    if (!isBuilt) throw new Error("no step-ca: it is built from its Go module, which needs Go and the proxy");
  }
  const note = runProgram("go", ["version", "-m", target]);
  const version =
    /mod\s+github\.com\/smallstep\/certificates\s+(\S+)/.exec(note)?.[1] ?? "of unknown version";
  return { path: target, version: `step-ca ${version}` };
};

/** A running step-ca with a P-256 authority, its records in a durable PostgreSQL of its own. */
export interface StepCaServer extends BackgroundProgram {
  readonly version: string;
  readonly port: number;
  /** Body of `POST /1.0/sign` for a request (PEM) of `name`, with a token made for it. */
  signBody(requestPem: string, name: string): string;
}

const PROVISIONER = "bench";
const KEY_ID = "bench-key";

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A one-time token as step-ca's JWK provisioner takes it: a JWT, ES256. */
const makeToken = (key: KeyObject, audience: string, name: string): string => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: PROVISIONER,
    aud: audience,
    sub: name,
    sans: [name],
    jti: randomUUID(),
    iat: now,
    nbf: now - 10,
    exp: now + 3000,
  };
  const content = `${base64url({ alg: "ES256", typ: "JWT", kid: KEY_ID })}.${base64url(claims)}`;
  const signature = sign("sha256", Buffer.from(content), { key, dsaEncoding: "ieee-p1363" });
  return `${content}.${signature.toString("base64url")}`;
};

const makeAuthority = (
  folder: string,
): { readonly root: string; readonly crt: string; readonly key: string } => {
  const file = (name: string): string => path.join(folder, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const root = [
    "-x509",
    "-days",
    "30",
    "-subj",
    "/CN=Bench Root",
    "-addext",
    "keyUsage=critical,keyCertSign,cRLSign",
  ];
  runProgram("openssl", [
    "req",
    ...newKey,
    ...root,
    "-keyout",
    file("root-key.pem"),
    "-out",
    file("root.pem"),
  ]);
  const request = ["-subj", "/CN=Bench Issuing", "-keyout", file("key.pem"), "-out", file("issuing.csr")];
  runProgram("openssl", ["req", ...newKey, ...request]);
  writeFileSync(
    file("issuing.ext"),
    "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n",
  );
  const signing = ["-CA", file("root.pem"), "-CAkey", file("root-key.pem"), "-extfile", file("issuing.ext")];
  const result = ["-in", file("issuing.csr"), "-out", file("issuing.pem"), "-days", "29", "-CAcreateserial"];
  runProgram("openssl", ["x509", "-req", ...signing, ...result]);
  return { root: file("root.pem"), crt: file("issuing.pem"), key: file("key.pem") };
};

/** Starts step-ca with its files and its database in `folder`. */
export const startStepCa = async (folder: string): Promise<StepCaServer> => {
  const program = findStepCa();
  mkdirSync(folder, { recursive: true });
  const database = await startEmbedded({ directory: path.join(folder, "postgres") });
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const port = await freePort("127.0.0.1");
  const configuration = {
    ...makeAuthority(folder),
    address: `127.0.0.1:${port}`,
    dnsNames: ["localhost", "127.0.0.1"],
    db: { type: "postgresql", dataSource: database.connectionString, database: "stepca" },
    authority: {
      provisioners: [
        {
          type: "JWK",
          name: PROVISIONER,
          key: { ...publicKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: KEY_ID },
        },
      ],
    },
  };
  const file = path.join(folder, "ca.json");
  writeFileSync(file, JSON.stringify(configuration));
  const server = startProgram(program.path, [file]);
  await waitForPort(port);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await database.stop();
    },
    version: program.version,
    port,
    signBody: (csr, name) =>
      JSON.stringify({ csr, ott: makeToken(privateKey, "https://localhost/1.0/sign", name) }),
  };
};
