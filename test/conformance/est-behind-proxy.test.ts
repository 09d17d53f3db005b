import assert from "node:assert/strict";
import { X509Certificate, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { encodePem } from "#pki/pem.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { CLIENT_CERT_MAP } from "#test/support/client-cert-proxy.ts";
import type { HttpAnswer } from "#test/support/enrollment-client.ts";
import { enrollmentWorld, LOGIN_SECRET, START } from "#test/support/enrollment-world.ts";
import { est, estRequest, runTool } from "#test/support/est-client.ts";
import { startNginx } from "#test/support/nginx.ts";
import { makeServerCertificate } from "#test/support/server-certificate.ts";
import { freePort } from "../../src/system/free-port.ts";

/**
 * EST behind nginx that ends TLS and passes the certificate on in `Client-Cert` (RFC 9440). The registration authority
 * trusts 127.0.0.1, which is nginx, and nobody else: a client of 127.0.0.2 is a stranger.
 */
const world = await enrollmentWorld({ trustedProxies: ["127.0.0.1"] });
const { context, server: direct } = world;
const directory = await mkdtemp(join(tmpdir(), "tegata-est-proxy-"));
after(() => rm(directory, { recursive: true, force: true }));

interface Held {
  readonly der: Buffer;
  readonly key: KeyObject;
}

const certificateOf = async (answer: HttpAnswer): Promise<Buffer> => {
  assert.equal(answer.status, 200, answer.text);
  const { output } = await runTool(
    "sh",
    [
      "-c",
      "openssl base64 -d -A | openssl pkcs7 -inform DER -print_certs | openssl x509 -outform DER | openssl base64 -A",
    ],
    { input: answer.text },
  );
  return Buffer.from(output, "base64");
};

/** Obtains a certificate at a server by login ID and password. */
const enrolled = async (server: { port: number; ca: string; caFile: string }): Promise<Held> => {
  const user = await world.newUser("hisui");
  const key = newPrivateKey("P-256");
  const answer = await est(server, {
    institutionId: "hisui",
    operation: "simpleenroll",
    pkcs10: await estRequest(key),
    basic: `${user.loginId ?? ""}:${LOGIN_SECRET}`,
  });
  return { der: await certificateOf(answer), key };
};

const proxyOwn = await enrolled(direct);
const front = await makeServerCertificate(directory);
const port = await freePort("127.0.0.1");
const issuers = world.authority.authorities.filter(({ kind }) => kind === "issuing");

await startNginx(
  { after },
  {
    http: `${CLIENT_CERT_MAP}
server {
  listen 127.0.0.1:${port} ssl;
  ssl_certificate server.pem; ssl_certificate_key server.key;
  ssl_client_certificate issuers.pem; ssl_verify_client optional_no_ca;
  ssl_session_cache off; ssl_session_tickets off;
  proxy_ssl_certificate proxy.pem; proxy_ssl_certificate_key proxy.key;
  proxy_set_header Host $http_host;
  proxy_set_header Client-Cert $client_cert;
  proxy_set_header Client-Cert-Chain "";
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_http_version 1.1;
  # nginx's own errors about client certificates: the registration authority knows better what to say.
  error_page 495 496 = @registration;
  location / { proxy_pass https://127.0.0.1:${direct.port}; }
  location @registration { proxy_pass https://127.0.0.1:${direct.port}; }
}`,
    files: {
      "server.key": front.key,
      "server.pem": front.certificate,
      "issuers.pem": issuers.map(({ der }) => encodePem("CERTIFICATE", der)).join(""),
      "proxy.pem": encodePem("CERTIFICATE", proxyOwn.der),
      "proxy.key": proxyOwn.key.export({ type: "pkcs8", format: "pem" }),
    },
    ports: [port],
  },
);
const proxied = { port, ca: front.ca, caFile: front.caFile };

const stateOf = async (der: Buffer): Promise<string | undefined> => {
  const serial = new X509Certificate(der).serialNumber.toLowerCase().padStart(32, "0");
  const [row] = await context.database.asOwner<{ state: string }>(
    "select state from certificate where serial = $1",
    [serial],
  );
  return row?.state;
};

const code = (text: string): string => /[A-Z]+(?:_[A-Z]+)+/.exec(text)?.[0] ?? text;

const reenroll = async (certificate?: Held): Promise<HttpAnswer> =>
  est(proxied, {
    institutionId: "hisui",
    operation: "simplereenroll",
    pkcs10: await estRequest(newPrivateKey("P-256")),
    ...(certificate === undefined ? {} : { certificate }),
  });

/** Asks the registration authority itself, past nginx. */
const curl = async (from: string, ...fields: readonly string[]): Promise<string> => {
  await writeFile(join(directory, "request.b64"), await estRequest(newPrivateKey("P-256")));
  const { output } = await runTool("curl", [
    "--silent",
    "--interface",
    from,
    "--cacert",
    direct.caFile,
    "--resolve",
    `localhost:${direct.port}:127.0.0.1`,
    ...["Content-Type: application/pkcs10", ...fields].flatMap((field) => ["--header", field]),
    "--data-binary",
    `@${join(directory, "request.b64")}`,
    "--write-out",
    " %{http_code}",
    `https://localhost:${direct.port}/.well-known/est/hisui/simplereenroll`,
  ]);
  return output;
};

const field = ({ der }: Held): string => `Client-Cert: :${der.toString("base64")}:`;

test("through nginx the handshake confirms, and the certificate renews itself", async () => {
  const held = await enrolled(proxied);
  assert.equal(await stateOf(held.der), "issued");
  const shown = await est(proxied, { institutionId: "hisui", operation: "cacerts", certificate: held });
  assert.equal(shown.status, 200, shown.text);
  assert.equal(await stateOf(held.der), "active");
  try {
    context.clock.set(START.add({ hours: 24 * 345 }));
    const renewed = await certificateOf(await reenroll(held));
    assert.equal(await stateOf(renewed), "issued");
  } finally {
    context.clock.set(START);
  }
});

test("the proxy's own certificate is never taken for the client's", async () => {
  const answer = await reenroll();
  assert.equal(answer.status, 403);
  assert.equal(code(answer.text), "EST_CERTIFICATE_NEEDED");
});

test("an address that is not listed cannot present a certificate in the field, and is on record", async () => {
  const held = await enrolled(proxied);
  for (const more of [[], ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1"]]) {
    const output = await curl("127.0.0.2", field(held), ...more);
    assert.equal(code(output), "EST_CERTIFICATE_FORGED");
    assert.match(output, / 403$/);
  }
  assert.equal(await stateOf(held.der), "issued", "nothing was confirmed");
  const [row] = await context.database.asOwner<{ facts: unknown }>(
    "select facts from audit_event where event = 'enrollment.refused' order by event_id desc limit 1",
  );
  assert.deepEqual(row?.facts, { code: "EST_CERTIFICATE_FORGED" });
});

test("from the proxy's address, a field that is repeated or malformed is refused", async () => {
  const held = await enrolled(proxied);
  for (const fields of [
    [field(held), field(held)],
    [`${field(held)}, :${held.der.toString("base64")}:`],
    [`Client-Cert: ${held.der.toString("base64")}`],
    [`Client-Cert: :${"A".repeat(12_000)}:`],
  ]) {
    const output = await curl("127.0.0.1", ...fields);
    assert.equal(code(output), "EST_CERTIFICATE_FIELD_MALFORMED", fields.join(" ").slice(0, 40));
    assert.match(output, / 400$/);
  }
});
