import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createEnrollmentToken } from "#domain/enrollment/tokens.ts";
import { systemClock } from "#shared/clock.ts";
import { enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import { est, runTool, toolDirectory } from "#test/support/est-client.ts";
import { acceptedValue } from "#test/support/population.ts";

/**
 * strongSwan's `pki` (Debian: strongswan-pki) obtains and renews a certificate. It looks at the machine's clock, so
 * the first certificate is issued with a clock 345 days back, and renewed at the present time.
 */

const NOW = systemClock.now();
const START = NOW.subtract({ hours: 24 * 345 });
const world = await enrollmentWorld({ start: START });
const { server, context } = world;
const directory = await toolDirectory();
const file = (name: string): string => join(directory, name);

/** strongSwan appends `/.well-known/est/…` itself: the address carries the institution as a label (RFC 7030 section 3.2.2). */
const urlOf = (institutionId: string): string => `https://localhost:${server.port}/.well-known/est/${institutionId}`;

const pki = (...args: string[]) => runTool("pki", args, { directory });

/** A request for a new RSA-2048 key: `pki` of Debian comes without elliptic curves. */
const newRequest = async (name: string): Promise<void> => {
  const key = await runTool("openssl", ["genrsa", "-out", file(`${name}.key`), "2048"]);
  assert.equal(key.status, 0, key.output);
  const made = await pki("--req", "--in", `${name}.key`, "--type", "rsa", "--dn", "CN=strongSwan", "--outform", "der");
  assert.equal(made.status, 0, made.output);
};

test("pki --estca gets the authorities", async () => {
  const got = await pki("--estca", "--url", urlOf("hisui"), "--cacert", server.caFile, "--caout", "ca.der");
  assert.equal(got.status, 0, got.output);
  const files = (await readdir(directory)).filter((name) => name.startsWith("ca"));
  const fingerprints = await Promise.all(
    files.map(async (name) => new X509Certificate(await readFile(file(name))).fingerprint256),
  );
  const expected = world.authority.chainOf("bizsol-g1").map((der) => new X509Certificate(der).fingerprint256);
  assert.deepEqual(fingerprints.toSorted(), expected.toSorted());
});
