// A process of its own: POST /<user number> with a PKCS#10 request (DER) answers with the certificate (DER), after it
// was recorded twice. Everything behind the handler is the product; the handler knows its users as a session does that
// has identified them. Arguments: folder, users, certificates of others there already; or folder, users, and the
// connection string of another such process whose database and keys it shares.
// Says `ready <address> <connection string>` on its standard output.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { User } from "#domain/user/users.ts";
import { checkCertificationRequestInThread } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { openBenchAuthority, seedUsers, startBenchAuthority, userNumber } from "./bench-authority.ts";
import { fillCertificates } from "./population.ts";

const [folder = "", users = "0", more = "0"] = process.argv.slice(2);
const isFirst = /^\d+$/.test(more);
const bench = isFirst ? await startBenchAuthority(folder) : await openBenchAuthority(folder, more);
if (isFirst) {
  if (more !== "0") await fillCertificates(bench, { count: Number(more) });
  await seedUsers(bench, Number(users));
}
const { context, authority, institution } = bench;

const userOf = (index: number): User => ({
  reference: { institutionCode: institution.code, ...userNumber(index) },
  role: "user",
  loginId: `bench${index}`,
  userName: "Bench",
  mailAddress: null,
  language: "ja",
  state: "active",
  acquisitionGrantedAt: null,
  passwordLoginEndedAt: null,
  createdAt: context.clock.now(),
  deletedAt: null,
  revision: 0,
  withheldRights: [],
  acquisitionRemindedAt: null,
});

const issue = async (index: number, der: Buffer): Promise<Buffer> => {
  const parsed = parseCertificationRequest(der);
  if (!parsed.ok) throw new Error(parsed.refusal.code);
  const { keyAlgorithms } = institution.certificate;
  const checked = await checkCertificationRequestInThread(parsed.value, keyAlgorithms);
  if (!checked.ok) throw new Error(checked.refusal.code);
  const issued = await issueCertificate(context, authority, {
    institution,
    user: userOf(index),
    request: checked.value,
    confirmationMethod: "signature",
    origin: { address: "127.0.0.1", supportId: "BENCH-00000" },
  });
  if (!issued.ok) throw new Error(`${issued.refusal.code}: ${issued.refusal.detail}`);
  return issued.value.certificate;
};

const answer = (response: ServerResponse, status: number, type: string, body: Buffer | string): void => {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(body);
};

const handle = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.url === "/usage") {
    answer(response, 200, "application/json", JSON.stringify(process.cpuUsage()));
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    issue(Number(request.url?.slice(1)), Buffer.concat(chunks)).then(
      (certificate) => {
        answer(response, 200, "application/pkix-cert", certificate);
      },
      (error: unknown) => {
        answer(response, 500, "text/plain", String(error));
      },
    );
  });
};

const server = createServer(handle);

const stop = async (): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await bench.stop();
  process.exit(0);
};
process.on("SIGTERM", () => {
  void stop();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  process.stdout.write(`ready http://127.0.0.1:${port} ${bench.connectionString}\n`);
});
