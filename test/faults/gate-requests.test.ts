import assert from "node:assert/strict";
import test, { after } from "node:test";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:tls";
import { promisify } from "node:util";
import {
  GATE_PORT,
  isStillOpen,
  outcomeOf,
  sendLines,
  startGate,
  startLogin,
  visit,
} from "#test/support/gate.ts";
import { loginWorld } from "#test/support/login.ts";
import { encodePem } from "#pki/pem.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";

const run = promisify(execFile);
const hostnameOf = (host: string): string => host.replace(/:\d+$/, "");

const world = await loginWorld();
const gate = await startGate({ after }, world);
const user = await world.newUser("hisui");
const certificate = await world.newCertificate(user.reference);

test("a browser with a certificate is sent back to its portal with a ticket", async () => {
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const login = await startLogin(world);
    const answer = await visit(gate, { host: login.host, certificate, maxVersion });
    assert.equal(answer.status, 303);
    assert.match(
      answer.headers.location ?? "",
      /^https:\/\/hisui\.localhost:8443\/login\/certificate\/return\?ticket=[\w-]{43}$/,
    );
    assert.equal(answer.headers["referrer-policy"], "no-referrer");
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers.connection, "close");
    assert.equal(answer.headers["set-cookie"], undefined);
    assert.equal(await outcomeOf(world, login, answer), "proved");
  }
});

test("a browser without one is sent back as well, and the portal says why", async () => {
  const login = await startLogin(world);
  const answer = await visit(gate, { host: login.host });
  assert.equal(await outcomeOf(world, login, answer), "NO_CERTIFICATE_PRESENTED");
});

test("a certificate of another institution, or of an unknown issuer, is refused by the record", async () => {
  const elsewhere = await world.newUser("akagi");
  const ofAkagi = await world.newCertificate(elsewhere.reference);
  const ofShinkin = await world.newCertificate((await world.newUser("yukiguni")).reference);
  const { client } = world.authorities.bizsol;
  const unknown = { pem: encodePem("CERTIFICATE", client.der), privateKey: client.privateKey };
  const cases = [
    [ofAkagi, "CERTIFICATE_OF_OTHER_INSTITUTION"],
    [ofShinkin, "CERTIFICATE_OF_OTHER_INSTITUTION"],
    [unknown, "CERTIFICATE_UNKNOWN_ISSUER"],
  ] as const;
  for (const [presented, code] of cases) {
    const login = await startLogin(world);
    const answer = await visit(gate, { host: login.host, certificate: presented });
    assert.equal(await outcomeOf(world, login, answer), code);
  }
});

test("a certificate without its key does not pass the handshake", async () => {
  const login = await startLogin(world);
  // A key that claims the certificate's public half and signs with another private half.
  const privateHalf = (key: KeyObject): Buffer =>
    Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
  const pkcs8 = certificate.privateKey.export({ type: "pkcs8", format: "der" });
  privateHalf(newPrivateKey("P-256")).copy(pkcs8, pkcs8.indexOf(privateHalf(certificate.privateKey)));
  const privateKey = createPrivateKey({ key: pkcs8, type: "pkcs8", format: "der" });
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const)
    await assert.rejects(
      visit(gate, { host: login.host, certificate: { ...certificate, privateKey }, maxVersion }),
      {
        message: /alert decrypt error/,
      },
    );
  assert.equal(await isStillOpen(world, login), true);
});

test("the same host name serves once, then leads back to the login page", async () => {
  const login = await startLogin(world);
  assert.equal((await visit(gate, { host: login.host })).status, 303);
  const again = await visit(gate, { host: login.host, certificate });
  assert.equal(again.status, 409);
  assert.equal(again.code, "LOGIN_ATTEMPT_ALREADY_PRESENTED");
  assert.match(again.body, /href="https:\/\/hisui\.localhost:8443\/login"/);
  assert.match(String(again.headers["content-security-policy"]), /^default-src 'none'; style-src 'sha256-/);
});

test("a nonce that nobody started, and one that is over, are refused", async () => {
  const unknown = await visit(gate, {
    host: `${"a".repeat(32)}.cert.hisui.localhost:${GATE_PORT}`,
    certificate,
  });
  assert.equal(unknown.status, 404);
  assert.equal(unknown.code, "LOGIN_ATTEMPT_UNKNOWN");
  const login = await startLogin(world);
  world.context.clock.advance({ seconds: 300 });
  const late = await visit(gate, { host: login.host, certificate });
  assert.equal(late.code, "LOGIN_ATTEMPT_EXPIRED");
});

test("an attempt of one institution is unknown at another's gate", async () => {
  const login = await startLogin(world);
  const answer = await visit(gate, { host: login.host.replace("hisui", "yukiguni"), certificate });
  assert.equal(answer.code, "LOGIN_ATTEMPT_UNKNOWN");
  assert.equal(await isStillOpen(world, login), true);
});

test("a host written otherwise is refused without touching the attempt, in the browser's language", async () => {
  const login = await startLogin(world);
  const serverName = hostnameOf(login.host);
  const wrong = [
    serverName,
    `${serverName}.:${GATE_PORT}`,
    `${serverName.toUpperCase()}:${GATE_PORT}`,
    `x@${login.host}`,
    `x.${login.host}`,
    login.host.replace("hisui", "nowhere"),
    "127.0.0.1:8444",
    "",
  ];
  for (const host of wrong) {
    const answer = await visit(gate, { host, serverName, certificate, headers: { "accept-language": "en" } });
    assert.equal(answer.status, 400, host);
    assert.equal(answer.code, "GATE_HOST_MALFORMED", host);
    assert.match(answer.body, /lang="en"/);
    assert.doesNotMatch(answer.body, /href=/);
  }
  assert.equal(await isStillOpen(world, login), true);
});

test("two Host fields are refused", async () => {
  const login = await startLogin(world);
  const lines = ["GET / HTTP/1.1", `Host: ${login.host}`, `Host: ${login.host}`];
  const text = await sendLines(gate, hostnameOf(login.host), lines);
  assert.match(text, /^HTTP\/1\.1 400 /);
  assert.equal(await isStillOpen(world, login), true);
});

test("a connection for one host name is not taken for another", async () => {
  const [mine, other] = [await startLogin(world), await startLogin(world)];
  const serverName = hostnameOf(other.host);
  const answer = await visit(gate, { host: mine.host, serverName, certificate });
  assert.equal(answer.code, "GATE_MISDIRECTED");
  assert.equal(await isStillOpen(world, mine), true);
  assert.equal(await isStillOpen(world, other), true);
});

test("every other request is refused without touching the attempt", async () => {
  const login = await startLogin(world);
  const others = [
    ["POST", "/"],
    ["PUT", "/"],
    ["HEAD", "/"],
    ["OPTIONS", "/"],
    ["GET", "/favicon.ico"],
    ["GET", "/?x=1"],
    ["GET", "//"],
    ["GET", `https://${login.host}/`],
  ] as const;
  for (const [method, path] of others) {
    const answer = await visit(gate, { host: login.host, certificate, method, path });
    assert.ok(answer.status === 400 || answer.status === 404, `${method} ${path}: ${answer.status}`);
    assert.equal(answer.headers.location, undefined);
    if (method !== "HEAD") assert.equal(answer.code, "GATE_REQUEST_REFUSED", `${method} ${path}`);
  }
  assert.equal(await isStillOpen(world, login), true);
});

test("a Client-Cert field from a browser is a forgery: refused, recorded, and the attempt is untouched", async () => {
  const login = await startLogin(world);
  const forged = `:${certificate.der.toString("base64")}:`;
  for (const name of ["client-cert", "Client-Cert-Chain", "CLIENT-CERT"]) {
    const answer = await visit(gate, { host: login.host, headers: { [name]: forged } });
    assert.equal(answer.status, 403);
    assert.equal(answer.code, "FORGED_CLIENT_CERT");
  }
  assert.equal(await isStillOpen(world, login), true);
  const audit = await world.auditOf("9001");
  assert.equal(audit.filter((event) => event === "login.refused FORGED_CLIENT_CERT").length, 3);
});

test("sessions are never resumed, and HTTP/2 is not offered", async () => {
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
    const servername = hostnameOf((await startLogin(world)).host);
    const options = { host: "127.0.0.1", port: gate.port, servername, rejectUnauthorized: false, maxVersion };
    const first = connect({ ...options, ALPNProtocols: ["h2", "http/1.1"] });
    let session: Buffer | undefined = first.getSession();
    first.on("session", (ticket: Buffer) => {
      session = ticket;
    });
    await once(first, "secureConnect");
    assert.equal(first.alpnProtocol, "http/1.1");
    session ??= first.getSession();
    first.end("GET / HTTP/1.1\r\nHost: x\r\n\r\n").resume();
    await once(first, "close");
    const second = connect({ ...options, ...(session === undefined ? {} : { session }) });
    await once(second, "secureConnect");
    assert.equal(second.isSessionReused(), false, maxVersion);
    second.destroy();
  }
});

test("TLS 1.1 is refused", async () => {
  const servername = hostnameOf((await startLogin(world)).host);
  const socket = connect({
    host: "127.0.0.1",
    port: gate.port,
    servername,
    rejectUnauthorized: false,
    minVersion: "TLSv1.1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  await assert.rejects(once(socket, "secureConnect"));
});

test("the browser is told which issuers' certificates count: those of the institution's family", async () => {
  const issuersOffered = async (institutionId: string): Promise<string> => {
    const { host } = await startLogin(world, institutionId);
    const openssl = run("openssl", [
      "s_client",
      "-connect",
      `127.0.0.1:${gate.port}`,
      "-servername",
      hostnameOf(host),
      "-nameopt",
      "utf8,sep_comma_plus,-esc_msb",
    ]);
    openssl.child.stdin?.end();
    const { stdout } = await openssl;
    return /Acceptable client certificate CA names\n([^]*?)\nRequested/.exec(stdout)?.[1] ?? "";
  };
  assert.equal(await issuersOffered("hisui"), "C=JP,O=試験信用組合,CN=試験発行局");
  assert.equal(await issuersOffered("yukiguni"), "C=JP,O=試験信用組合,CN=試験ルート");
});
