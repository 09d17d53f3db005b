import assert from "node:assert/strict";
import test, { after } from "node:test";
import { encodePem } from "#pki/pem.ts";
import {
  isStillOpen,
  keyPem,
  outcomeOf,
  serverPair,
  startGate,
  startLogin,
  visit,
  type GateVisit,
} from "#test/support/gate.ts";
import { loginWorld } from "#test/support/login.ts";
import { CLIENT_CERT_MAP } from "#test/support/client-cert-proxy.ts";
import { startNginx } from "#test/support/nginx.ts";
import { freePort } from "../../src/system/free-port.ts";

/**
 * RFC 9440: a proxy that ends TLS passes the certificate on in `Client-Cert`. The gate listens without TLS here and
 * trusts 127.0.0.1; nginx is the proxy. A second gate, with TLS, trusts it too: the proxy has a certificate of its own.
 */
const world = await loginWorld();
const gate = await startGate({ after }, world, { plain: true, trustedProxies: ["127.0.0.1"] });
const tlsGate = await startGate({ after }, world, { trustedProxies: ["127.0.0.0/8"] });
const strangers = await startGate({ after }, world, { plain: true, trustedProxies: ["192.0.2.0/24"] });
const user = await world.newUser("hisui");
const certificate = await world.newCertificate(user.reference);
const proxyUser = await world.newUser("hisui");
const proxyCertificate = await world.newCertificate(proxyUser.reference);
const port = await freePort("127.0.0.1");
const tlsPort = await freePort("127.0.0.1");
const strangerPort = await freePort("127.0.0.1");
const { key, certificate: chain } = await serverPair(world, ["hisui"]);

/** 495 and 496 are nginx's own errors about client certificates: the gate knows better what to tell the user. */
const listener = (listen: number, upstream: string): string => `server {
  listen 127.0.0.1:${listen} ssl;
  ssl_certificate server.pem; ssl_certificate_key server.key;
  ssl_client_certificate issuers.pem; ssl_verify_client optional_no_ca;
  ssl_session_cache off; ssl_session_tickets off;
  proxy_ssl_certificate proxy.pem; proxy_ssl_certificate_key proxy.key;
  proxy_ssl_server_name on; proxy_ssl_name $host;
  proxy_set_header Host $http_host;
  proxy_set_header Client-Cert $client_cert;
  proxy_set_header Client-Cert-Chain "";
  proxy_set_header X-Forwarded-For $remote_addr;
  proxy_http_version 1.1;
  error_page 495 496 = @gate;
  location / { proxy_pass ${upstream}; }
  location @gate { proxy_pass ${upstream}; }
}`;

await startNginx(
  { after },
  {
    http: `${CLIENT_CERT_MAP}
${listener(port, `http://127.0.0.1:${gate.port}`)}
${listener(tlsPort, `https://127.0.0.1:${tlsGate.port}`)}
${listener(strangerPort, `http://127.0.0.1:${strangers.port}`)}`,
    files: {
      "server.key": key,
      "server.pem": chain,
      "issuers.pem": encodePem("CERTIFICATE", world.authorities.bizsol.issuing.der),
      "proxy.pem": proxyCertificate.pem,
      "proxy.key": keyPem(proxyCertificate.privateKey),
    },
    ports: [port, tlsPort, strangerPort],
  },
);

const clientCert = `:${certificate.der.toString("base64")}:`;
const proxies = [port, tlsPort];

test("through nginx the browser's certificate arrives, whole", async () => {
  for (const proxy of proxies) {
    const login = await startLogin(world);
    const answer = await visit({ port: proxy }, { host: login.host, certificate });
    assert.equal(answer.status, 303);
    assert.equal(await outcomeOf(world, login, answer), "proved");
  }
  const [attempt] = await world.context.database.asOwner<{ serial: string }>(
    "select certificate_serial as serial from login_attempt order by created_at desc limit 1",
  );
  assert.equal(attempt?.serial, certificate.serial);
});

test("what nginx itself would refuse arrives as well, and the portal says why", async () => {
  const expiring = await world.newCertificate((await world.newUser("hisui")).reference, {
    notAfter: world.context.clock.now().add({ hours: 1 }),
  });
  world.context.clock.advance({ hours: 2 });
  const { client } = world.authorities.shinkin;
  const unknown = { pem: encodePem("CERTIFICATE", client.der), privateKey: client.privateKey };
  for (const [presented, code] of [
    [expiring, "CERTIFICATE_EXPIRED"],
    [unknown, "CERTIFICATE_UNKNOWN_ISSUER"],
  ] as const) {
    const login = await startLogin(world);
    const answer = await visit({ port }, { host: login.host, certificate: presented });
    assert.equal(await outcomeOf(world, login, answer), code);
  }
});

test("the proxy's own certificate is never taken for the user's", async () => {
  const login = await startLogin(world);
  const answer = await visit({ port: tlsPort }, { host: login.host });
  assert.equal(await outcomeOf(world, login, answer), "NO_CERTIFICATE_PRESENTED");
  const direct = await startLogin(world);
  const withoutField = await visit(tlsGate, { host: direct.host, certificate: proxyCertificate });
  assert.equal(await outcomeOf(world, direct, withoutField), "NO_CERTIFICATE_PRESENTED");
});

test("what the browser writes into the field is replaced by the proxy", async () => {
  for (const proxy of proxies) {
    const login = await startLogin(world);
    const answer = await visit({ port: proxy }, { host: login.host, headers: { "Client-Cert": clientCert } });
    assert.equal(await outcomeOf(world, login, answer), "NO_CERTIFICATE_PRESENTED");
  }
});

test("a proxy that is not listed is a forger", async () => {
  const login = await startLogin(world);
  const answer = await visit({ port: strangerPort }, { host: login.host, certificate });
  assert.equal(answer.code, "FORGED_CLIENT_CERT");
  assert.equal(await isStillOpen(world, login), true);
});

test("that a forwarded address is a trusted one does not make its sender trusted", async () => {
  const login = await startLogin(world);
  const headers = { "Client-Cert": clientCert, "X-Forwarded-For": "192.0.2.7", Forwarded: "for=192.0.2.7" };
  const answer = await visit(strangers, { host: login.host, plain: true, headers });
  assert.equal(answer.code, "FORGED_CLIENT_CERT");
});

test("from the proxy itself, a field that is repeated or malformed is refused without touching the attempt", async () => {
  const login = await startLogin(world);
  const pem = certificate.pem.replaceAll("\n", " ");
  const wrong: GateVisit["headers"][] = [
    { "Client-Cert": [clientCert, clientCert] },
    { "Client-Cert": `${clientCert}, ${clientCert}` },
    { "Client-Cert": ["", clientCert] },
    { "Client-Cert": "" },
    { "Client-Cert": "::" },
    { "Client-Cert": certificate.der.toString("base64") },
    { "Client-Cert": encodeURIComponent(certificate.pem) },
    { "Client-Cert": pem },
    { "Client-Cert": `:${Buffer.from(certificate.pem).toString("base64")}:` },
    { "Client-Cert": `:${"A".repeat(12_000)}:` },
  ];
  for (const headers of wrong) {
    const answer = await visit(gate, { host: login.host, plain: true, headers: headers ?? {} });
    assert.equal(answer.code, "CLIENT_CERT_HEADER_MALFORMED", JSON.stringify(headers).slice(0, 80));
    assert.equal(answer.status, 400);
  }
  assert.equal(await isStillOpen(world, login), true);
});

test("a certificate that was tampered with is nobody's", async () => {
  const login = await startLogin(world);
  const tampered = Buffer.from(certificate.der);
  tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
  const headers = { "Client-Cert": `:${tampered.toString("base64")}:` };
  const answer = await visit(gate, { host: login.host, plain: true, headers });
  assert.equal(await outcomeOf(world, login, answer), "CERTIFICATE_UNKNOWN_ISSUER");
});
