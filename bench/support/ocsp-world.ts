import { generateKeyPairSync } from "node:crypto";
import path from "node:path";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { findUser } from "#domain/user/users.ts";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { buildOcspRequest } from "#pki/ocsp/request.ts";
import { freePort } from "../../src/system/free-port.ts";
import { seedUsers, startBenchAuthority, userNumber, type BenchAuthority } from "./bench-authority.ts";
import { processSeconds } from "./processor-time.ts";
import { startChildServer } from "./child-server.ts";

/** Processes of the product that answer OCSP on one port. */
export interface OcspNodes {
  readonly url: string;
  readonly port: number;
  /** Seconds of processor time of all of them so far. */
  readonly processSeconds: () => number;
  stop(): Promise<void>;
}

/** An authority with one active certificate, and processes that answer about it. */
export interface OcspWorld {
  readonly bench: BenchAuthority;
  readonly issuerId: string;
  /** DER. */
  readonly issuing: Buffer;
  readonly serial: string;
  readonly certificate: Buffer;
  /** An OCSP request, DER. */
  requestFor(serials: readonly string[], nonce?: Buffer): Buffer;
  /** `/ocsp/<base64>` */
  pathFor(serial: string): string;
  startNodes(processes: number, cacheBytes: number): Promise<OcspNodes>;
  stop(): Promise<void>;
}

const activate = async (
  bench: BenchAuthority,
): Promise<{ serial: string; issuerId: string; certificate: Buffer }> => {
  const { context, authority, institution } = bench;
  const origin = { address: "127.0.0.1", supportId: "BENCH-00000" };
  const user = await findUser(context, { institutionCode: institution.code, ...userNumber(0) });
  if (user === undefined) throw new Error("no user");
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issued = await issueCertificate(context, authority, {
    institution,
    user,
    request: { publicKeyInfo: publicKey.export({ type: "spki", format: "der" }), keyAlgorithm: "P-256" },
    confirmationMethod: "signature",
    origin,
  });
  if (!issued.ok) throw new Error(issued.refusal.code);
  const confirmed = await confirmCertificate(context, { institution, serial: issued.value.serial, origin });
  if (!confirmed.ok) throw new Error(confirmed.refusal.code);
  return issued.value;
};

/** Makes it all in `folder`: PostgreSQL (durable), P-256 authorities and responders. */
export const startOcspWorld = async (folder: string): Promise<OcspWorld> => {
  const bench = await startBenchAuthority(folder);
  await seedUsers(bench, 100);
  const { serial, issuerId, certificate } = await activate(bench);
  const issuer = bench.authority.issuer(issuerId);
  if (issuer === undefined) throw new Error("no issuer");
  const { subjectDer: name, publicKeyInfo } = issuer.certificate;
  const identity = issuerIdentity({ name, publicKeyInfo });
  const requestFor: OcspWorld["requestFor"] = (serials, nonce) =>
    buildOcspRequest(
      serials.map((one) => identity.certId(one, "sha1")),
      nonce,
    );
  return {
    bench,
    issuerId,
    issuing: issuer.der,
    serial,
    certificate,
    requestFor,
    pathFor: (one) => `/ocsp/${encodeURIComponent(requestFor([one]).toString("base64"))}`,
    startNodes: async (processes, cacheBytes) => {
      const port = await freePort("127.0.0.1");
      const args = [bench.connectionString, path.join(folder, "keys"), String(port), String(cacheBytes)];
      const servers = await Promise.all(
        Array.from({ length: processes }, () => startChildServer("ocsp-server.ts", args)),
      );
      return {
        url: `http://127.0.0.1:${port}`,
        port,
        processSeconds: () => servers.reduce((sum, { pid }) => sum + processSeconds(pid), 0),
        stop: async () => {
          await Promise.all(servers.map((server) => server.stop()));
        },
      };
    },
    stop: () => bench.stop(),
  };
};
