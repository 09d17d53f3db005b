// A process of its own: POST /<user number> with a PKCS#10 request (DER) answers with the certificate (DER), after it
// was recorded twice. Says `ready <port>` on its standard output. Everything behind the handler is the product.
import fastify from "fastify";
import { z } from "zod";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { findUser } from "#domain/user/users.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { seedUsers, startBenchAuthority, userNumber } from "./bench-authority.ts";

const [folder = "", users = "0"] = process.argv.slice(2);
const bench = await startBenchAuthority(folder);
await seedUsers(bench, Number(users));

const app = fastify({ logger: false });
app.addContentTypeParser("application/pkcs10", { parseAs: "buffer" }, (_request, body, done) => {
  done(null, body);
});

const issue = async (index: number, der: Buffer): Promise<Buffer> => {
  const { context, authority, institution } = bench;
  const parsed = parseCertificationRequest(der);
  if (!parsed.ok) throw new Error(parsed.refusal.code);
  const checked = checkCertificationRequest(parsed.value, institution.certificate.keyAlgorithms);
  if (!checked.ok) throw new Error(checked.refusal.code);
  const user = await findUser(context, { institutionCode: institution.code, ...userNumber(index) });
  if (user === undefined) throw new Error(`no user ${index}`);
  const issued = await issueCertificate(context, authority, {
    institution,
    user,
    request: checked.value,
    confirmationMethod: "signature",
    origin: { address: "127.0.0.1", supportId: "BENCH-00000" },
  });
  if (!issued.ok) throw new Error(issued.refusal.code);
  return issued.value.certificate;
};

const parametersSchema = z.object({ index: z.string() });

app.post("/:index", async (request, reply) => {
  const { index } = parametersSchema.parse(request.params);
  reply.header("content-type", "application/pkix-cert");
  return issue(Number(index), z.instanceof(Buffer).parse(request.body));
});

app.get("/usage", () => process.cpuUsage());

const stop = async (): Promise<void> => {
  await app.close();
  await bench.stop();
  process.exit(0);
};
process.on("SIGTERM", () => {
  void stop();
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`ready ${address}\n`);
