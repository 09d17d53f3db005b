import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type EnrollmentWorld, enrollmentWorld, LOGIN_SECRET } from "#test/support/enrollment-world.ts";
import {
  bizsol,
  certutil,
  databaseOf,
  failed,
  homeFor,
  keyCount,
  listed,
  obtained,
  shinkin,
  statesOf,
} from "#test/support/issuer-pc.ts";
import { deleteAnswer, runIssuer } from "#test/support/run-issuer.ts";

/** The application as a person runs it, against the real registration authority. */

const now = Temporal.Now.instant();
/** Eleven months ago: the authority is at least as old, so that certificates can be made in the past. */
const elevenMonthsAgo = now.subtract({ hours: 24 * 340 });
const world: EnrollmentWorld = await enrollmentWorld({ start: elevenMonthsAgo });
world.context.clock.set(now);
const { server } = world;

const at = (institution: string): string[] => [
  "--server",
  `https://localhost:${server.port}`,
  "--server-ca",
  server.caFile,
  "--institution",
  institution,
];

test("issue, list, delete in two steps (login ID and password)", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const issued = obtained(
    await runIssuer(home, ["issue", ...at("hisui"), "--device-name", "経理PC"], bizsol(user)),
  );
  assert.match(issued.serial, /^[0-9a-f]{32}$/);
  assert.deepEqual(issued.keyStore.kind, "nss");
  assert.equal(issued.keyStore.exportable, true);
  assert.deepEqual(await statesOf(world, user), ["active"]);
  assert.match(
    certutil(home, "-L"),
    new RegExp(`hisui ${user.loginId} ${issued.serial.slice(0, 8)}\\s+u,u,u`),
  );

  const [certificate, ...others] = await listed(home);
  assert.equal(others.length, 0);
  assert.equal(certificate?.serial, issued.serial);
  assert.deepEqual(certificate.account, { loginId: user.loginId });
  assert.equal(certificate.deviceName, "経理PC");
  assert.equal(certificate.state, "valid");
  assert.equal(certificate.daysLeft, issued.daysLeft);

  const shown = await runIssuer(home, ["delete"]);
  assert.equal(shown.exitCode, 0);
  assert.equal(deleteAnswer.parse(shown.answer).deleted, false);
  assert.equal((await listed(home)).length, 1, "the first step deletes nothing");
  const half = await runIssuer(home, ["delete", "--confirm", issued.serial.slice(0, 8)]);
  assert.equal(failed(half, 8).code, "CERTIFICATE_NOT_FOUND");
  const deleted = await runIssuer(home, ["delete", "--confirm", issued.serial]);
  assert.equal(deleteAnswer.parse(deleted.answer).deleted, true);
  assert.deepEqual(await listed(home), []);
  assert.match(certutil(home, "-K"), /no keys found/);
});

test("issue with the four credentials of the Shinkin family, RSA-3072", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("yukiguni");
  const words = ["issue", ...at("yukiguni"), "--key-algorithm", "RSA-3072"];
  const issued = obtained(await runIssuer(home, words, shinkin(user)));
  assert.match(certutil(home, "-K"), /rsa/);
  const [certificate] = await listed(home);
  assert.deepEqual(certificate?.account, {
    contractId: user.reference.contractId,
    userId: user.reference.userId,
  });
  assert.equal(certificate?.serial, issued.serial);
});

test("an NSS database by its directory, and one with a password", async (t) => {
  const home = homeFor(t);
  const directory = join(home, "elsewhere");
  const user = await world.newUser("hisui");
  const words = ["issue", ...at("hisui"), "--nss-database", directory];
  obtained(await runIssuer(home, words, bizsol(user)));
  assert.equal((await listed(home)).length, 0, "nothing in Chromium's");
  assert.equal((await listed(home, "--nss-database", directory)).length, 1);

  const locked = join(home, "locked");
  spawnSync("sh", [
    "-c",
    `mkdir '${locked}' && echo 'db password' > '${home}/password' && certutil -N -f '${home}/password' -d 'sql:${locked}'`,
  ]);
  const next = await world.newUser("hisui");
  const lockedWords = ["issue", ...at("hisui"), "--nss-database", locked];
  const without = await runIssuer(home, lockedWords, bizsol(next));
  assert.equal(failed(without, 6).code, "KEY_STORE_PASSWORD_NEEDED");
  const wrong = await runIssuer(home, lockedWords, { ...bizsol(next), keyStorePassword: "no" });
  assert.equal(failed(wrong, 6).code, "KEY_STORE_PASSWORD_WRONG");
  obtained(await runIssuer(home, lockedWords, { ...bizsol(next), keyStorePassword: "db password" }));
});

test("refusals: codes, exit codes, and nothing left in the store", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const wrong = await runIssuer(home, ["issue", ...at("hisui")], {
    ...bizsol(user),
    loginPassword: "wrong123",
  });
  assert.equal(failed(wrong, 3).code, "CREDENTIAL_REFUSED");
  const nobody = await runIssuer(home, ["issue", ...at("hisui")], {
    loginId: "nobody00",
    loginPassword: "wrong123",
  });
  assert.equal(failed(nobody, 3).code, "CREDENTIAL_REFUSED");
  const missing = await runIssuer(home, ["issue", ...at("hisui")], { loginId: "nobody00" });
  assert.equal(failed(missing, 2).code, "G006e");
  const elsewhere = await runIssuer(home, ["issue", ...at("nowhere")], bizsol(user));
  assert.equal(failed(elsewhere, 2).code, "INSTITUTION_UNKNOWN");
  const algorithm = [...at("hisui"), "--key-algorithm", "RSA-2048"];
  const accepts = world.institution("hisui").certificate.keyAlgorithms.includes("RSA-2048");
  if (!accepts) {
    const run = await runIssuer(home, ["issue", ...algorithm], bizsol(user));
    assert.equal(failed(run, 2).code, "KEY_ALGORITHM_NOT_ACCEPTED");
  }
  assert.match(certutil(home, "-K"), /no keys found/);
  assert.deepEqual(await statesOf(world, user), []);

  obtained(await runIssuer(home, ["issue", ...at("hisui")], bizsol(user)));
  const again = await runIssuer(home, ["issue", ...at("hisui")], bizsol(user));
  assert.equal(failed(again, 3).code, "ALREADY_HAS_CERTIFICATE");
  assert.equal((await listed(home)).length, 1);
  assert.equal(keyCount(home), 1);
});

test("two certificates: which one is asked, not guessed; those of others are not shown", async (t) => {
  const home = homeFor(t);
  for (const institution of ["hisui", "akagi"]) {
    obtained(await runIssuer(home, ["issue", ...at(institution)], bizsol(await world.newUser(institution))));
  }
  spawnSync("sh", [
    "-c",
    `cd '${home}' && openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=stranger -keyout s.key -out s.pem && openssl pkcs12 -export -inkey s.key -in s.pem -name stranger -passout pass:x -out s.p12 && pk12util -i s.p12 -W x -K '' -d 'sql:${databaseOf(home)}'`,
  ]);
  assert.match(certutil(home, "-L"), /stranger\s+u,u,u/);
  assert.equal((await listed(home)).length, 2);
  assert.equal(failed(await runIssuer(home, ["delete"]), 2).code, "CERTIFICATE_AMBIGUOUS");
  assert.equal(failed(await runIssuer(home, ["delete", "abcdef"]), 8).code, "CERTIFICATE_NOT_FOUND");
});

test("renewal proves the old key, supersedes it, and takes it away when told to", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  const early = obtained(await runIssuer(home, ["issue", ...at("hisui")], bizsol(user)));
  const tooEarly = await runIssuer(home, ["renew", ...at("hisui")], bizsol(user));
  assert.equal(failed(tooEarly, 3).code, "RENEWAL_NOT_YET_OPEN");
  assert.equal(keyCount(home), 1, "no key is left behind");

  // Made as it would have been eleven months ago, so that it is in its renewal window by this machine's clock.
  await runIssuer(home, ["delete", "--confirm", early.serial]);
  const other = await world.newUser("hisui");
  world.context.clock.set(elevenMonthsAgo);
  const past = await runIssuer(home, ["issue", ...at("hisui")], bizsol(other));
  world.context.clock.set(now);
  const old = obtained(past);
  assert.ok(old.daysLeft <= 40 && old.daysLeft > 0);
  const [before] = await listed(home);
  assert.equal(before?.serial, old.serial);

  const renewed = obtained(
    await runIssuer(home, ["renew", ...at("hisui"), "--delete-old"], { loginPassword: LOGIN_SECRET }),
  );
  assert.equal(renewed.superseded, old.serial);
  assert.deepEqual(await statesOf(world, other), ["revoked", "active"]);
  const [after, ...more] = await listed(home);
  assert.equal(after?.serial, renewed.serial);
  assert.deepEqual(after.account, { loginId: other.loginId }, "what is known of the account is kept");
  assert.equal(more.length, 0);
});

test("no secret is in what the application leaves behind", async (t) => {
  const home = homeFor(t);
  const user = await world.newUser("hisui");
  await runIssuer(home, ["issue", ...at("hisui")], { ...bizsol(user), loginPassword: "wrong123" });
  const run = await runIssuer(home, ["issue", ...at("hisui")], bizsol(user));
  obtained(run);
  const state = join(home, ".local/state/tegata-issuer");
  const left =
    readFileSync(join(state, "memory.json"), "utf8") + readFileSync(join(state, "issuer.log"), "utf8");
  for (const secret of [LOGIN_SECRET, "wrong123"]) {
    assert.ok(!left.includes(secret));
    assert.ok(!run.said.includes(secret));
  }
  assert.match(left, /CREDENTIAL_REFUSED/);
});
