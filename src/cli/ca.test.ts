import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, type TestContext } from "node:test";
import { z } from "zod";
import { runProgram } from "#test/support/validation.ts";
import { testDatabaseUrl } from "#test/support/database.ts";
import { runCli } from "./program.ts";

const IDS = ["bizsol-g1", "bizsol-g1-ocsp", "bizsol-root", "shinkin-g1", "shinkin-g1-ocsp", "shinkin-root"];

const directory = await mkdtemp(join(tmpdir(), "tegata-ca-"));
after(() => rm(directory, { recursive: true, force: true }));
const passphraseFile = join(directory, "passphrase");
await writeFile(passphraseFile, "correct horse battery staple\n", { mode: 0o600 });

interface Installation {
  readonly environment: NodeJS.ProcessEnv;
  readonly keys: string;
  readonly run: (...words: string[]) => Promise<{ code: number; out: string; err: string }>;
}

const row = z.object({
  id: z.string().default(""),
  sha256: z.string().default(""),
  subject: z.string().default(""),
  key: z.string().default(""),
  number: z.number().default(0),
  certificate: z.string().default(""),
});
const rowsIn = (text: string) => z.array(row).parse(JSON.parse(text));

let installations = 0;

/** A database and a key directory of their own. */
const installation = async (t: TestContext): Promise<Installation> => {
  installations += 1;
  const keys = join(directory, `keys-${installations}`);
  const environment = {
    DATABASE_URL: await testDatabaseUrl(t),
    TEGATA_KEY_DIRECTORY: keys,
    TEGATA_KEY_PASSPHRASE_FILE: passphraseFile,
    TEGATA_VALIDATION_URL: "http://va.example",
  };
  return {
    environment,
    keys,
    run: async (...words) => {
      const written = { out: "", err: "" };
      const code = await runCli(
        {
          environment,
          language: "en",
          operatingSystemUser: "operator",
          print: (text) => (written.out += `${text}\n`),
          complain: (text) => (written.err += `${text}\n`),
        },
        words,
      );
      return { code, ...written };
    },
  };
};

const INIT = ["ca", "init", "--organization", "Test Centre"];

test("init makes all authorities once; OpenSSL agrees with the chain and the fingerprints", async (t) => {
  const { run, keys } = await installation(t);
  const made = await run(...INIT, "--json");
  assert.equal(made.code, 0, made.err);
  const rows = rowsIn(made.out);
  assert.deepEqual(rows.map(({ id }) => id).sort(), IDS);
  assert.equal(rows.find(({ id }) => id === "bizsol-root")?.key, "P-384");
  assert.equal(
    rows.find(({ id }) => id === "bizsol-g1")?.subject,
    "CN=Test Centre BizSOL CA G1,O=Test Centre,C=JP",
  );
  assert.deepEqual((await readdir(keys)).sort(), IDS.map((id) => `${id}.key.pem`).sort());

  const again = await run(...INIT);
  assert.equal(again.code, 1);
  assert.match(again.err, /AUTHORITY_ALREADY_INITIALIZED/);

  const listed = await run("ca", "list", "--json");
  const fingerprints = rowsIn(listed.out).map(({ id, sha256 }) => `${id} ${sha256}`);
  assert.deepEqual(fingerprints.sort(), rows.map(({ id, sha256 }) => `${id} ${sha256}`).sort());

  const files: Record<string, string> = {};
  for (const id of IDS) {
    const shown = row.parse(JSON.parse((await run("ca", "show", id, "--json")).out));
    files[id] = join(directory, `${id}.pem`);
    await writeFile(files[id], shown.certificate);
  }
  const fingerprint = await runProgram("openssl", [
    "x509",
    "-in",
    files["bizsol-root"] ?? "",
    "-noout",
    "-fingerprint",
    "-sha256",
  ]);
  assert.equal(
    fingerprint.output.split("=")[1]?.trim().replaceAll(":", "").toLowerCase(),
    rows.find(({ id }) => id === "bizsol-root")?.sha256,
  );
  for (const family of ["bizsol", "shinkin"]) {
    const verified = await runProgram("openssl", [
      "verify", "-x509_strict", "-CAfile", files[`${family}-root`] ?? "", "-untrusted", files[`${family}-g1`] ?? "",
      files[`${family}-g1`] ?? "", files[`${family}-g1-ocsp`] ?? "",
    ]); // prettier-ignore
    assert.equal(verified.code, 0, verified.output);
  }
  const table = await run("ca", "show", "shinkin-g1");
  assert.match(table.out, /-----BEGIN CERTIFICATE-----/);
  assert.equal((await run("ca", "show", "nobody")).code, 2);
});

test("RSA-3072 where it is asked for; the roots' lists can be signed anew", async (t) => {
  const { run } = await installation(t);
  const made = await run(...INIT, "--root-key", "RSA-3072", "--issuing-key", "P-384");
  assert.equal(made.code, 0, made.err);
  const rows = rowsIn((await run("ca", "list", "--json")).out);
  assert.equal(rows.find(({ id }) => id === "shinkin-root")?.key, "RSA-3072");
  assert.equal(rows.find(({ id }) => id === "shinkin-g1")?.key, "P-384");
  const signed = await run("ca", "sign-root-crl", "--json");
  assert.equal(signed.code, 0, signed.err);
  assert.deepEqual(
    rowsIn(signed.out).map(({ number }) => number),
    [2, 2],
  );
  assert.equal((await run(...INIT, "--root-key", "RSA-1024")).code, 2);
});

test("killed in the middle, a repetition completes; another key type is refused by name", async (t) => {
  const { run, environment, keys } = await installation(t);
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...INIT], {
    env: { ...process.env, ...environment, NODE_TEST_CONTEXT: "" },
    stdio: "ignore",
  });
  const ended = new Promise<string | null>((resolve) =>
    child.once("close", (_code, signal) => resolve(signal)),
  );
  // As soon as two keys are there, before all six are.
  for (;;) {
    const names = await readdir(keys).catch(() => []);
    if (names.filter((name) => name.endsWith(".key.pem") && !name.startsWith(".")).length >= 2) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGKILL");
  assert.equal(await ended, "SIGKILL");
  const left = (await readdir(keys)).filter((name) => !name.startsWith(".")).length;
  assert.ok(left >= 2 && left < IDS.length, `${left} keys were left`);
  assert.equal((await run("ca", "list", "--json")).out.trim(), "[]");

  const other = await run(...INIT, "--root-key", "RSA-3072");
  assert.equal(other.code, 1);
  assert.match(other.err, /AUTHORITY_KEY_OF_OTHER_TYPE.*bizsol-root/);
  const again = await run(...INIT);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /of an interrupted run/);
  assert.equal(rowsIn((await run("ca", "list", "--json")).out).length, IDS.length);
});

test("a wrong passphrase is a refusal that says so", async (t) => {
  const { run, environment } = await installation(t);
  assert.equal((await run(...INIT)).code, 0);
  const wrong = join(directory, "wrong");
  await writeFile(wrong, "another passphrase altogether\n");
  let complaint = "";
  const code = await runCli(
    {
      environment: {
        ...environment,
        DATABASE_URL: await testDatabaseUrl(t),
        TEGATA_KEY_PASSPHRASE_FILE: wrong,
      },
      language: "en",
      operatingSystemUser: "operator",
      print: () => undefined,
      complain: (text) => (complaint += text),
    },
    INIT,
  );
  assert.equal(code, 1);
  assert.match(complaint, /AUTHORITY_KEY_UNAVAILABLE.*KEY_LOCKED/s);
});
