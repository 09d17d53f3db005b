// A process of its own: the product's certificate gate over a real database, with one user's active certificate and as
// many login attempts as are asked for. Says `ready <port> <file of nonces>` on its standard output.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateKeyPairSync } from "node:crypto";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { startAttempt } from "#domain/login/certificate-login.ts";
import { findUser } from "#domain/user/users.ts";
import { encodePem } from "#pki/pem.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { createLog } from "#platform/log/log.ts";
import { systemRandom } from "#shared/random.ts";
import { gateRoutes } from "../../src/screens/gate/routes.ts";
import { gateTlsOptions } from "../../src/screens/gate/tls.ts";
import { seedUsers, startBenchAuthority, userNumber } from "./bench-authority.ts";
import { makeServerCertificate } from "./server-certificate.ts";

const [folder = "", attempts = "0"] = process.argv.slice(2);
const bench = await startBenchAuthority(folder);
await seedUsers(bench, 10);
const { context, authority, institution } = bench;
const origin = { address: "127.0.0.1", supportId: "BENCH-00000" };

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const user = await findUser(context, { institutionCode: institution.code, ...userNumber(0) });
if (user === undefined) throw new Error("no user");
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

const file = (name: string): string => path.join(folder, name);
const authorities = authority.issuers.map((issuer) => encodePem("CERTIFICATE", issuer.der)).join("");
writeFileSync(file("client.pem"), encodePem("CERTIFICATE", issued.value.certificate));
writeFileSync(file("client-key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
writeFileSync(
  file("client-ca.pem"),
  authorities + authority.authorities.map(({ der }) => encodePem("CERTIFICATE", der)).join(""),
);

const nonces: string[] = [];
for (let index = 0; index < Number(attempts); index += 1) {
  nonces.push((await startAttempt(context, { institution, browserSecret: "bench", origin })).nonce);
}
writeFileSync(file("nonces"), nonces.join("\n"));

const tls = makeServerCertificate(folder, ["*.cert.hisui.localhost"]);
const app = await createHttpServer({
  name: "gate",
  tls: gateTlsOptions({
    key: readFileSync(tls.keyFile),
    certificate: readFileSync(tls.certificateFile),
    authorities: { bizsol: [authorities], shinkin: [authorities] },
    institutions: context.institutions,
    base: "localhost",
  }),
  trustedProxies: [],
  log: createLog({ level: "silent" }),
  random: systemRandom,
  requestsPerMinute: 0,
});
await app.register(
  gateRoutes({ context, base: "localhost", gatePort: 8444, portalPort: 8443, trustedProxies: [] }),
);
process.on("SIGTERM", () => {
  void app
    .close()
    .then(() => bench.stop())
    .then(() => process.exit(0));
});
const address = await app.listen({ host: "127.0.0.1", port: 0 });
process.stdout.write(`ready ${address} ${file("nonces")}\n`);
