import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:tls";
import test from "node:test";
import { generateKeyPairSync } from "node:crypto";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { findUserByLoginId } from "#domain/user/users.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import { BROWSER_COOKIE, SESSION_COOKIE } from "#platform/http/cookies.ts";
import { newSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { Client, type ClientAnswer, type ClientCertificate } from "#test/support/client.ts";
import { startTestSystem } from "#test/support/system.ts";

/** The assembled program, attacked from outside through its real listeners. */
const system = await startTestSystem();
const { context, authority, serverCa } = system;
const ORIGIN = { address: "192.0.2.1", supportId: "TEST0-00000" };

const must = <Value>(value: Value | undefined, what: string): Value => {
  invariant(value !== undefined, what);
  return value;
};

const portal = must(system.addresses.portal["hisui"], "the portal of hisui");
const otherPortal = must(system.addresses.portal["akagi"], "the portal of akagi");
const hisui = must(context.institutions.byId("hisui"), "hisui");
const [master, ...others] = system.users("hisui");
const password = must(master?.["loginPassword"], "the master's password");

/** A certificate by the real authority, confirmed, for a user of the demonstration. */
const certify = async (loginId: string): Promise<ClientCertificate & { serial: string }> => {
  const user = must(await findUserByLoginId(context, hisui.code, loginId), loginId);
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issued = await issueCertificate(context, authority, {
    institution: hisui,
    user,
    request: { publicKeyInfo: softwareSigner(privateKey).publicKeyInfo, keyAlgorithm: "P-256" },
    confirmationMethod: "signature",
    origin: ORIGIN,
  });
  invariant(issued.ok, "a certificate is issued");
  const { serial, certificate } = issued.value;
  const confirmed = await confirmCertificate(context, { institution: hisui, serial, origin: ORIGIN });
  invariant(confirmed.ok, "and confirmed");
  return { serial, certificate: encodePem("CERTIFICATE", certificate), privateKey };
};

const masterCertificate = await certify(must(master?.["loginId"], "the master's login ID"));

/** Presses [ログイン] on the login page; gives the gate's address. */
const toGate = async (client: Client): Promise<string> => {
  await client.get(`${portal}/login`);
  const answer = await client.post(`${portal}/login/certificate`);
  assert.equal(answer.status, 303, answer.text);
  return must(answer.location, "the gate's address");
};

/** From the login page to the address that carries the ticket. */
const toTicket = async (client: Client): Promise<string> => {
  const answer = await client.get(await toGate(client));
  assert.equal(answer.status, 303, answer.text);
  return must(answer.location, "the address with the ticket");
};

const logIn = async (client: Client, secret = password): Promise<ClientAnswer> => {
  const back = await client.get(await toTicket(client));
  assert.equal(back.status, 303, back.text);
  const page = new URL(must(back.location, "the password page"), portal);
  await client.get(page.href);
  const attempt = must(page.searchParams.get("attempt") ?? undefined, "the attempt");
  return client.post(`${portal}/login/certificate/password`, { attempt, password: secret });
};

const withCertificate = (): Client => new Client(serverCa, masterCertificate);

const isLoggedIn = async (client: Client): Promise<boolean> =>
  (await client.get(`${portal}/top`)).status === 200;

test("an honest login works", async () => {
  const client = withCertificate();
  const answer = await logIn(client);
  assert.equal(answer.location, "/top");
  assert.equal(await isLoggedIn(client), true);
});

test("a foreign page cannot start a login", async () => {
  const client = withCertificate();
  await client.get(`${portal}/login`);
  const foreign: [Record<string, string>, Record<string, string>][] = [
    [{ csrfToken: "" }, {}],
    [{ csrfToken: "A".repeat(86) }, {}],
    [{}, { origin: "https://evil.example" }],
    [{}, { "sec-fetch-site": "cross-site" }],
    [{}, { origin: otherPortal, "sec-fetch-site": "same-site" }],
  ];
  for (const [fields, headers] of foreign) {
    const answer = await client.post(`${portal}/login/certificate`, fields, headers);
    assert.equal(answer.status, 403);
    assert.equal(answer.code, "PAGE_OUT_OF_DATE");
  }
  const token = client.csrfToken;
  client.jar(portal).delete(BROWSER_COOKIE);
  const without = await client.post(`${portal}/login/certificate`, { csrfToken: token });
  assert.equal(without.status, 403);
});

test("a ticket is worth nothing tampered with, replayed, in another browser or at another institution", async () => {
  const client = withCertificate();
  const address = await toTicket(client);
  const thief = new Client(serverCa);
  await thief.get(`${portal}/login`);
  assert.equal((await thief.get(address)).code, "TICKET_USED_ELSEWHERE");
  assert.equal((await new Client(serverCa).get(address)).code, "TICKET_USED_ELSEWHERE");
  assert.equal((await client.get(address.replace(portal, otherPortal))).code, "TICKET_INVALID");
  const tampered = address.slice(0, -1) + (address.endsWith("A") ? "B" : "A");
  assert.equal((await client.get(tampered)).code, "TICKET_INVALID");
  assert.equal((await client.get(`${portal}/login/certificate/return`)).code, "TICKET_INVALID");
  assert.equal((await client.get(`${address}&ticket=x`)).code, "TICKET_INVALID");
  assert.equal((await client.get(address)).status, 303, "the honest browser still gets through");
  assert.equal((await client.get(address)).code, "TICKET_ALREADY_USED");
});

test("a lured customer logs nobody in: the attacker's attempt, the customer's certificate", async () => {
  const attacker = new Client(serverCa);
  const lure = await toGate(attacker);
  const customer = withCertificate();
  const ticket = must((await customer.get(lure)).location, "the customer is sent on with a ticket");
  assert.equal((await customer.get(ticket)).code, "TICKET_USED_ELSEWHERE");
  assert.equal(await isLoggedIn(customer), false);
  assert.equal(await isLoggedIn(attacker), false);
});

test("the attempt's number alone does not open the password page", async () => {
  const client = withCertificate();
  const back = await client.get(await toTicket(client));
  const page = new URL(must(back.location, "the password page"), portal);
  const thief = new Client(serverCa);
  await thief.get(`${portal}/login`);
  assert.notEqual((await thief.get(page.href)).status, 200);
  const attempt = must(page.searchParams.get("attempt") ?? undefined, "the attempt");
  const answer = await thief.post(`${portal}/login/certificate/password`, { attempt, password });
  assert.equal(answer.code, "TICKET_USED_ELSEWHERE");
  assert.equal(await isLoggedIn(thief), false);
});

test("a session that somebody else chose is not taken over by login", async () => {
  const client = withCertificate();
  const fixed = newSecret(systemRandom);
  client.jar(portal).set(SESSION_COOKIE, fixed);
  const browserBefore = client.jar(portal).get(BROWSER_COOKIE);
  await logIn(client);
  assert.notEqual(client.jar(portal).get(SESSION_COOKIE), fixed);
  assert.notEqual(client.jar(portal).get(BROWSER_COOKIE), browserBefore);
  const attacker = new Client(serverCa);
  attacker.jar(portal).set(SESSION_COOKIE, fixed);
  assert.equal(await isLoggedIn(attacker), false);
});

test("a session is worth nothing at another institution", async () => {
  const client = withCertificate();
  await logIn(client);
  const session = must(client.jar(portal).get(SESSION_COOKIE), "a session");
  client.jar(otherPortal).set(SESSION_COOKIE, session);
  assert.notEqual((await client.get(`${otherPortal}/top`)).status, 200);
  assert.equal(await isLoggedIn(client), true);
});

test("logout ends the session for whoever copied the cookie", async () => {
  const client = withCertificate();
  await logIn(client);
  const copy = new Client(serverCa);
  copy.jar(portal).set(SESSION_COOKIE, must(client.jar(portal).get(SESSION_COOKIE), "a session"));
  assert.equal(await isLoggedIn(copy), true);
  await client.get(`${portal}/top`);
  await client.post(`${portal}/logout`);
  assert.equal(await isLoggedIn(copy), false);
});

test("a certificate in a header logs nobody in", async () => {
  const client = new Client(serverCa);
  const gate = await toGate(client);
  const der = masterCertificate.certificate.replaceAll(/-----[^-]+-----|\n/g, "");
  const answer = await client.get(gate, { "client-cert": `:${der}:` });
  assert.equal(answer.status, 403);
  assert.equal(answer.code, "FORGED_CLIENT_CERT");
  const honest = must((await client.get(gate)).location, "the gate still serves the attempt");
  assert.equal((await client.get(honest)).code, "NO_CERTIFICATE_PRESENTED");
});

test("revoked while logged in: out at once, and not in again", async () => {
  const loginId = must(others[0]?.["loginId"], "another user");
  const secret = must(others[0]?.["loginPassword"], "the password");
  const own = await certify(loginId);
  const client = new Client(serverCa, own);
  await logIn(client, secret);
  assert.equal(await isLoggedIn(client), true);
  const revoked = await revokeCertificate(context, {
    institution: hisui,
    serial: own.serial,
    reason: "keyCompromise",
    actor: { kind: "system", name: "test" },
  });
  assert.ok(revoked.ok);
  assert.equal((await client.get(`${portal}/top`)).code, "SESSION_CERTIFICATE_REVOKED");
  assert.equal((await client.get(await toTicket(client))).code, "CERTIFICATE_REVOKED");
});

test("two hundred connections that say nothing do not keep an honest login out", async () => {
  const gate = new URL(await toGate(withCertificate()));
  const silent = Array.from({ length: 200 }, () =>
    connect({ host: "127.0.0.1", port: Number(gate.port), servername: gate.hostname, ca: serverCa }),
  );
  await Promise.all(silent.map((socket) => once(socket, "secureConnect")));
  const started = performance.now();
  const client = withCertificate();
  await logIn(client);
  assert.equal(await isLoggedIn(client), true);
  assert.ok(performance.now() - started < 10_000, "within ten seconds on a busy machine");
  for (const socket of silent) socket.destroy();
});

test("no ticket, password or cookie is in the log", async () => {
  const client = withCertificate();
  const address = await toTicket(client);
  await client.get(address);
  await logIn(client);
  const log = system.logLines.join("\n");
  const secrets = [
    new URL(address).searchParams.get("ticket"),
    password,
    client.jar(portal).get(SESSION_COOKIE),
    client.jar(portal).get(BROWSER_COOKIE),
  ];
  for (const secret of secrets) assert.ok(!log.includes(must(secret ?? undefined, "a secret")));
  assert.ok(log.includes("/login/certificate/return"), "though the request itself is");
});
