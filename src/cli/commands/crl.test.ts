import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { createMetrics } from "#platform/http/metrics.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { parseCrl } from "#pki/crl/parse.ts";
import { ORIGIN, newKey } from "#test/support/certificates.ts";
import { testDatabase } from "#test/support/database.ts";
import {
  acceptedValue,
  populate,
  shippedInstitution,
  shippedInstitutions,
} from "#test/support/population.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { registerCrlMetrics } from "../../system/crl-metrics.ts";
import { runCli } from "../program.ts";

const directory = await mkdtemp(join(tmpdir(), "tegata-crl-cli-"));
after(() => rm(directory, { recursive: true, force: true }));
const PASSPHRASE = "correct horse battery staple";
await writeFile(join(directory, "passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 });
const database = await testDatabase();
const hisui = shippedInstitution("hisui");

const run = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: {
        DATABASE_URL: database.connectionString,
        TEGATA_KEY_DIRECTORY: join(directory, "keys"),
        TEGATA_KEY_PASSPHRASE_FILE: join(directory, "passphrase"),
        TEGATA_VALIDATION_URL: "http://va.example",
      },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words,
  );
  return { code, ...written };
};

test("list, check and export of the lists, and their figures", async () => {
  assert.equal((await run("ca", "init", "--organization", "Test")).code, 0);
  const context = { database, clock: systemClock, random: systemRandom, institutions: shippedInstitutions() };
  const keyStore = fileKeyStore({ directory: join(directory, "keys"), passphrase: async () => PASSPHRASE });
  const authority = acceptedValue(
    await loadAuthority(context, keyStore, { validationUrl: "http://va.example" }),
  );
  const [user] = await populate(context, { institution: hisui, users: { u1: "master" } });
  invariant(user !== undefined, "one user");
  const { serial } = acceptedValue(
    await issueCertificate(context, authority, {
      institution: hisui,
      user,
      request: { publicKeyInfo: newKey().publicKeyInfo, keyAlgorithm: "P-256" },
      confirmationMethod: "signature",
      origin: ORIGIN,
    }),
  );
  acceptedValue(
    await revokeCertificate(context, {
      institution: hisui,
      serial,
      reason: "keyCompromise",
      actor: { kind: "system", name: "test" },
    }),
  );
  const idle = await run("crl", "check");
  assert.equal(idle.code, 0);
  assert.match(idle.err, /last published never/);
  await publishCrls(context, authority);
  const check = await run("crl", "check", "--json");
  assert.equal(check.code, 0, check.err);
  assert.deepEqual(JSON.parse(check.out), { lists: 1, revoked: 1, findings: 0, alarms: 0 });
  assert.match((await run("crl", "list")).out, /bizsol-g1\/9001-0 +16 of 8192 +1 +0/);

  for (const form of ["der", "pem"]) {
    const file = join(directory, `full.${form}`);
    const made = await run("crl", "export", "--issuer", "bizsol-g1", "--out", file, "--form", form);
    assert.equal(made.code, 0, made.err);
    const octets = await readFile(file);
    const der =
      form === "der" ? octets : Buffer.from(octets.toString().replaceAll(/-----.*-----/g, ""), "base64");
    const parsed = parseCrl(der);
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.value.entries?.map((entry) => entry.serial),
      [serial],
    );
  }
  const out = join(directory, "none");
  assert.equal((await run("crl", "export", "--issuer", "nobody", "--out", out)).code, 2);

  const metrics = createMetrics();
  registerCrlMetrics(metrics.registry, context);
  const figure = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name} (.*)$`, "m").exec(await metrics.registry.metrics())?.[1]);
  assert.equal(await figure("tegata_crl_entries"), 1);
  assert.equal(await figure("tegata_crl_pending"), 0);
  assert.equal(await figure("tegata_crl_check_findings"), 0);
  const left = await figure("tegata_crl_next_update_seconds");
  assert.ok(left > 86_000 && left <= 86_400);

  await database.asOwner("update crl set entries = '', entry_count = 0");
  const wrong = await run("crl", "check");
  assert.equal(wrong.code, 3);
  assert.match(wrong.err, new RegExp(`missing: bizsol-g1/9001-0 ${serial}`));
});
