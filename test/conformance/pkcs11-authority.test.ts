import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { z } from "zod";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import { newKey, ORIGIN } from "#test/support/certificates.ts";
import { testDatabaseUrl } from "#test/support/database.ts";
import { softHsm } from "#test/support/softhsm.ts";
import { populate, shippedInstitutions } from "#test/support/population.ts";
import { openDatabase } from "#platform/database/database.ts";
import { encodePem } from "#pki/pem.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { runCli } from "../../src/cli/program.ts";
import { readConfig, type Config } from "../../src/config.ts";
import { keyStores } from "../../src/system/key-stores.ts";

/** An authority whose roots are in encrypted files and whose issuing and OCSP keys are on a token. */
const hsm = softHsm();
const directory = await mkdtemp(join(tmpdir(), "tegata-pkcs11-"));
after(() => rm(directory, { recursive: true, force: true }));
const passphraseFile = join(directory, "passphrase");
await writeFile(passphraseFile, "correct horse battery staple\n", { mode: 0o600 });

const environment = {
  DATABASE_URL: await testDatabaseUrl(),
  TEGATA_KEY_DIRECTORY: join(directory, "keys"),
  TEGATA_KEY_PASSPHRASE_FILE: passphraseFile,
  TEGATA_VALIDATION_URL: "http://va.example",
  TEGATA_PKCS11_MODULE: hsm.module,
  TEGATA_PKCS11_TOKEN: hsm.label,
  TEGATA_PKCS11_PIN_FILE: hsm.pinFile,
};

const tegata = async (more: NodeJS.ProcessEnv, ...words: string[]) => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { ...environment, ...more },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words,
  );
  return { code, ...written };
};

const INIT = [
  "ca",
  "init",
  "--organization",
  "Tegata PKCS11",
  "--root-key",
  "P-384",
  "--issuing-key",
  "P-256",
  "--issuing-keys-in",
  "pkcs11",
] as const;

const configured = (more: NodeJS.ProcessEnv = {}): Config => {
  const config = readConfig({ ...environment, ...more });
  assert.ok(config.ok);
  return config.value;
};

const storesOf = (config: Config) => keyStores(config, { fault: (message) => new Error(message) });

test("a wrong PIN, and a token that is not set up, make nothing", async () => {
  const wrong = join(directory, "wrong-pin");
  await writeFile(wrong, "not-the-pin\n", { mode: 0o600 });
  const refused = await tegata({ TEGATA_PKCS11_PIN_FILE: wrong }, ...INIT);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /AUTHORITY_KEY_UNAVAILABLE.*PIN_WRONG/s);
  const unset = await tegata({ TEGATA_PKCS11_MODULE: "", TEGATA_PKCS11_TOKEN: "" }, ...INIT);
  assert.equal(unset.code, 3);
  assert.match(unset.err, /TEGATA_PKCS11_MODULE/);
  const half = await tegata({ TEGATA_PKCS11_TOKEN: "" }, ...INIT);
  assert.equal(half.code, 3);
  assert.match(half.err, /TEGATA_PKCS11_TOKEN: is needed with TEGATA_PKCS11_MODULE/);
});

test("made by `ca init`, the token's keys sign certificates that OpenSSL and certtool verify", async (t) => {
  const made = await tegata({}, ...INIT, "--json");
  assert.equal(made.code, 0, made.err);
  const listed = await tegata({}, "ca", "list", "--json");
  const rows = z
    .array(z.object({ id: z.string(), keyReference: z.string().optional() }))
    .parse(JSON.parse(listed.out));
  const references = Object.fromEntries(rows.map(({ id, keyReference }) => [id, keyReference]));
  assert.equal(references["bizsol-root"], "file:bizsol-root");
  assert.equal(references["bizsol-g1"], "pkcs11:token=tegata;object=bizsol-g1");

  // What an operator with GnuTLS's tool sees: every key of ours can never leave the token.
  const seen = execFileSync(
    "p11tool",
    ["--provider", hsm.module, "--login", "--list-privkeys", `pkcs11:token=${hsm.label}`],
    { encoding: "utf8", env: { ...process.env, ...hsm.environment, GNUTLS_PIN: hsm.pin } },
  );
  assert.equal(seen.match(/Label: /g)?.length, 4);
  assert.equal(seen.match(/CKA_NEVER_EXTRACTABLE/g)?.length, 4);

  const database = await openDatabase({ connectionString: environment.DATABASE_URL, connections: 4 });
  t.after(() => database.close());
  const institutions = shippedInstitutions();
  const context = {
    database,
    institutions,
    clock: settableClock(Temporal.Now.instant()),
    random: systemRandom,
  };
  const loaded = await loadAuthority(context, storesOf(configured()), { validationUrl: "http://va.example" });
  if (!loaded.ok) assert.fail(`${loaded.refusal.code}: ${loaded.refusal.detail}`);
  const authority = loaded.value;
  const institution = institutions.byId("hisui");
  assert.ok(institution !== undefined);
  const count = 12;
  const users = await populate(context, {
    institution,
    contractId: "90000001",
    users: Object.fromEntries(
      Array.from(
        { length: count },
        (_, index) => [`u${String(index).padStart(4, "0")}`, index === 0 ? "master" : "user"] as const,
      ),
    ),
  });
  const issued = await Promise.all(
    users.map((user, index) =>
      issueCertificate(context, authority, {
        institution,
        user,
        request: { publicKeyInfo: newKey().publicKeyInfo, keyAlgorithm: "P-256" },
        confirmationMethod: "signature",
        enrollmentSessionId: index.toString(16).padStart(32, "0"),
        device: { keyStoreKind: "nss", deviceName: "PC-1", osUser: "hanako" },
        origin: ORIGIN,
      }),
    ),
  );
  const [issuing, root] = authority.chainOf("bizsol-g1");
  assert.ok(issuing !== undefined && root !== undefined);
  const pem = async (name: string, ...ders: readonly Buffer[]): Promise<string> => {
    const path = join(directory, `${name}.pem`);
    await writeFile(path, ders.map((der) => encodePem("CERTIFICATE", der)).join(""));
    return path;
  };
  const rootFile = await pem("root", root);
  const issuingFile = await pem("issuing", issuing);
  const files: string[] = [];
  const chains: string[] = [];
  for (const [index, result] of issued.entries()) {
    if (!result.ok) assert.fail(`${result.refusal.code}: ${result.refusal.detail}`);
    files.push(await pem(`client-${index}`, result.value.certificate));
    chains.push(await pem(`chain-${index}`, result.value.certificate, issuing, root));
  }
  const verified = execFileSync(
    "openssl",
    ["verify", "-x509_strict", "-CAfile", rootFile, "-untrusted", issuingFile, ...files],
    { encoding: "utf8" },
  );
  assert.equal(verified.match(/: OK/g)?.length, count);
  const judged = execFileSync("certtool", ["--verify-chain", "--infile", chains[0] ?? ""], {
    encoding: "utf8",
  });
  assert.match(judged, /Verified\. The certificate is trusted/);
});

test("started again, other processes sign; where the token is away, that is told", async () => {
  const child = (more: NodeJS.ProcessEnv): string =>
    execFileSync(process.execPath, [join(import.meta.dirname, "pkcs11-authority-child.ts")], {
      encoding: "utf8",
      env: { ...process.env, ...environment, ...hsm.environment, ...more },
    });
  assert.equal(child({}).trim(), "signed");
  assert.match(child({ TEGATA_PKCS11_TOKEN: "away" }), /AUTHORITY_KEY_UNAVAILABLE: TOKEN_MISSING/);
  assert.match(child({ TEGATA_PKCS11_MODULE: "/nowhere.so" }), /MODULE_UNUSABLE/);
  assert.match(child({ TEGATA_PKCS11_PIN_FILE: "/nowhere" }), /PIN_UNAVAILABLE/);
  assert.match(child({ TEGATA_PKCS11_MODULE: "", TEGATA_PKCS11_TOKEN: "" }), /KEY_STORE_UNKNOWN/);
});
