import assert from "node:assert/strict";
import type { KeyObject } from "node:crypto";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import type { User } from "#domain/user/users.ts";
import { systemClock } from "#shared/clock.ts";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { est, requireTool, runTool, toolDirectory } from "#test/support/est-client.ts";
import { acceptedValue } from "#test/support/population.ts";

/**
 * strongSwan's `pki` (Debian: strongswan-pki) obtains and renews certificates. It looks at the machine's clock, so
 * the first certificate is issued with the world's clock 345 days back, and renewed at the present time. Without the
 * package libstrongswan-standard-plugins it knows no elliptic curves, so everything here is RSA.
 */

const NOW = systemClock.now();
const START = NOW.subtract({ hours: 24 * 345 });

await requireTool("pki", "strongswan-pki");
const world = await enrollmentWorld({ start: START, authorityKeyAlgorithm: "RSA-3072" });
const { server, context } = world;
const directory = await toolDirectory();
const file = (name: string): string => join(directory, name);

const pki = (...args: string[]) => runTool("pki", args, { directory });

/** strongSwan appends `/.well-known/est/<operation>` to the address. */
const urlOf = (institutionId: string): string => `https://localhost:${server.port}/${institutionId}`;

/** A request with strongSwan's own encoder, for a new RSA-2048 key. */
const newRequest = async (name: string): Promise<void> => {
  const key = await runTool("openssl", ["genrsa", "-traditional", "-out", file(`${name}.key`), "2048"]);
  assert.equal(key.status, 0, key.output);
  const request = await runTool("sh", [
    "-c",
    'pki --req --in "$1.key" --type rsa --dn "CN=strongSwan" --outform der > "$1.csr" 2>"$1.log"',
    "sh",
    file(name),
  ]);
  assert.equal(request.status, 0, await readFile(file(`${name}.log`), "utf8"));
};

/** `pki --est`: the certificate goes to standard output, so it is caught by a shell. */
const enrol = async (name: string, institutionId: string, ...args: string[]) => {
  const outcome = await runTool("sh", [
    "-c",
    'name="$1"; shift; exec pki --est --in "$name.csr" "$@" > "$name.crt"',
    "sh",
    file(name),
    "--url",
    urlOf(institutionId),
    "--cacert",
    server.caFile,
    "--cacert",
    file(`${institutionId}.der`),
    "--cacert",
    file(`${institutionId}-1.der`),
    ...args,
  ]);
  return { ...outcome, certificate: await readFile(file(`${name}.crt`)) };
};

const fetchAuthorities = async (institutionId: string): Promise<void> => {
  const args = [
    "--url",
    urlOf(institutionId),
    "--cacert",
    server.caFile,
    "--caout",
    file(`${institutionId}.der`),
  ];
  const got = await pki("--estca", ...args, "--force");
  assert.equal(got.status, 0, got.output);
};

const held = async (name: string): Promise<{ der: Buffer; key: KeyObject }> => ({
  der: await readFile(file(`${name}.crt`)),
  key: createPrivateKey(await readFile(file(`${name}.key`))),
});

const newToken = async (user: User): Promise<string> => {
  const request = {
    user: user.reference,
    actor: { kind: "staff", name: "test" } as const,
    validSeconds: 3600,
  };
  return acceptedValue(await createEnrollmentToken(context, request)).token;
};

/** Obtains with the clock of a year ago, renews with the present one. */
const obtainAndRenew = async (institutionId: string, user: User, userpass: string): Promise<void> => {
  const name = `${institutionId}-${user.reference.userId}`;
  context.clock.set(START);
  await fetchAuthorities(institutionId);
  await newRequest(name);
  const first = await enrol(name, institutionId, "--userpass", userpass);
  assert.equal(first.status, 0, first.output);
  const certificate = new X509Certificate(first.certificate);
  assert.match(first.output, /Issued certificate is trusted/);
  // The first handshake confirms it.
  await est(server, { institutionId, operation: "cacerts", certificate: await held(name) });

  context.clock.set(NOW);
  await newRequest(`${name}-2`);
  const renewal = await enrol(
    `${name}-2`,
    institutionId,
    "--cert",
    file(`${name}.crt`),
    "--key",
    file(`${name}.key`),
  );
  assert.equal(renewal.status, 0, renewal.output);
  const renewed = new X509Certificate(renewal.certificate);
  assert.notEqual(renewed.serialNumber, certificate.serialNumber);
  assert.equal(renewed.issuer, certificate.issuer);
  await est(server, { institutionId, operation: "cacerts", certificate: await held(`${name}-2`) });
  const rows = await context.database.asOwner<{ state: string; revocation_reason: string | null }>(
    "select state, revocation_reason from certificate where contract_id = $1 order by prepared_at",
    [user.reference.contractId],
  );
  assert.deepEqual(rows, [
    { state: "revoked", revocation_reason: "superseded" },
    { state: "active", revocation_reason: null },
  ]);
};

test("pki --estca gets the authorities of the institution and trusts their chain", async () => {
  const args = ["--url", urlOf("hisui"), "--cacert", server.caFile, "--caout", "authority.der"];
  const got = await pki("--estca", ...args);
  assert.equal(got.status, 0, got.output);
  assert.match(got.output, /Sub CA cert is trusted/);
  const files = (await readdir(directory)).filter((name) => name.startsWith("authority"));
  const fingerprints = await Promise.all(
    files.map(async (name) => new X509Certificate(await readFile(file(name))).fingerprint256),
  );
  const expected = world.authority.chainOf("bizsol-g1").map((der) => new X509Certificate(der).fingerprint256);
  assert.deepEqual(fingerprints.toSorted(), expected.toSorted());
});

test("pki --est obtains with login ID and password, and renews with the certificate", async () => {
  const user = await world.newUser("hisui");
  await obtainAndRenew("hisui", user, `${user.loginId ?? ""}:${LOGIN_SECRET}`);
});

test("pki --est obtains with an enrolment token where four credentials are asked for, and renews", async () => {
  context.clock.set(START);
  const user = await world.newUser("minato");
  const { contractId, userId } = user.reference;
  await obtainAndRenew("minato", user, `${contractId}/${userId}:${await newToken(user)}`);
});

test("pki --est is refused with a wrong password, and says so", async () => {
  context.clock.set(START);
  const user = await world.newUser("hisui");
  await fetchAuthorities("hisui");
  await newRequest("refused");
  await writeFile(file("refused.crt"), "");
  const outcome = await enrol("refused", "hisui", "--userpass", `${user.loginId ?? ""}:wrong111`);
  assert.notEqual(outcome.status, 0);
  assert.match(outcome.output, /HTTP 401/);
  assert.equal(outcome.certificate.length, 0);
});
