import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "#shared/clock.ts";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { requireTool, runTool, toolDirectory } from "#test/support/est-client.ts";

/** openssl and curl, with elliptic curves, do by hand what RFC 7030 describes. They look at the machine's clock. */

const NOW = systemClock.now();
const START = NOW.subtract({ hours: 24 * 345 });

await requireTool("curl", "curl");
await requireTool("openssl", "openssl");
const world = await enrollmentWorld({ start: START });
const { server, context } = world;
const directory = await toolDirectory();
const file = (name: string): string => join(directory, name);
const url = (operation: string): string =>
  `https://localhost:${server.port}/.well-known/est/hisui/${operation}`;

const openssl = async (...args: string[]): Promise<string> => {
  const outcome = await runTool("openssl", args, { directory });
  assert.equal(outcome.status, 0, `${args.join(" ")}: ${outcome.output}`);
  return outcome.output;
};

const curl = async (...args: string[]): Promise<string> => {
  const common = ["--silent", "--show-error", "--fail-with-body", "--cacert", server.caFile];
  const outcome = await runTool("curl", [...common, ...args], { directory });
  assert.equal(outcome.status, 0, outcome.output);
  return outcome.output;
};

/** Base64 of a certs-only answer to the certificates in it, as PEM files. */
const unwrap = async (base64: string, name: string): Promise<void> => {
  await writeFile(file(`${name}.p7`), Buffer.from(base64, "base64"));
  await openssl("pkcs7", "-inform", "DER", "-in", `${name}.p7`, "-print_certs", "-out", `${name}.pem`);
};

const newRequest = async (name: string): Promise<void> => {
  await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}.key`);
  const output = ["-outform", "DER", "-out", `${name}.csr`];
  await openssl("req", "-new", "-key", `${name}.key`, "-subj", "/CN=openssl/O=Somebody Else", ...output);
  await writeFile(file(`${name}.b64`), (await readFile(file(`${name}.csr`))).toString("base64"));
};

const post = (name: string): string[] => [
  "--header",
  "Content-Type: application/pkcs10",
  "--data-binary",
  `@${file(`${name}.b64`)}`,
];

test("openssl and curl get the authorities, obtain a certificate and renew it", async () => {
  const user = await world.newUser("hisui");
  await unwrap(await curl(url("cacerts")), "authorities");
  assert.match(await openssl("asn1parse", "-in", "authorities.pem"), /Tegata Test/);

  await newRequest("first");
  const basic = ["--user", `${user.loginId ?? ""}:${LOGIN_SECRET}`];
  await unwrap(await curl(...basic, ...post("first"), url("simpleenroll")), "first");
  const verified = await openssl(
    "verify",
    "-CAfile",
    "authorities.pem",
    "-purpose",
    "sslclient",
    "first.pem",
  );
  assert.match(verified, /first\.pem: OK/);
  const subject = new X509Certificate(await readFile(file("first.pem"))).subject;
  assert.match(subject, new RegExp(`Hisui Business Banking ${user.loginId ?? ""}`));
  assert.doesNotMatch(subject, /Somebody Else|openssl/);

  const identity = ["--cert", file("first.pem"), "--key", file("first.key")];
  await curl(...identity, url("cacerts"));
  context.clock.set(NOW);
  await newRequest("second");
  await unwrap(await curl(...identity, ...post("second"), url("simplereenroll")), "second");
  assert.match(await openssl("verify", "-CAfile", "authorities.pem", "second.pem"), /second\.pem: OK/);
  await curl("--cert", file("second.pem"), "--key", file("second.key"), url("cacerts"));
  const rows = await context.database.asOwner<{ state: string }>(
    "select state from certificate where contract_id = $1 order by prepared_at",
    [user.reference.contractId],
  );
  assert.deepEqual(rows, [{ state: "revoked" }, { state: "active" }]);
});

test("openssl s_client is told which authorities' certificates are asked for, and is not turned away without one", async () => {
  const outcome = await runTool(
    "openssl",
    [
      "s_client",
      "-connect",
      `127.0.0.1:${server.port}`,
      "-servername",
      "localhost",
      "-CAfile",
      server.caFile,
    ],
    { input: "GET /.well-known/est/hisui/csrattrs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" },
  );
  assert.match(outcome.output, /Acceptable client certificate CA names\n(.*\n)*.*Tegata Test BizSOL CA G1/);
  assert.match(outcome.output, /Verify return code: 0 \(ok\)/);
});

test("csrattrs is DER that openssl reads", async () => {
  await writeFile(file("attributes.der"), Buffer.from(await curl(url("csrattrs")), "base64"));
  assert.match(await openssl("asn1parse", "-inform", "DER", "-in", "attributes.der"), /prime256v1/);
});
