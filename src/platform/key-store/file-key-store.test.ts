import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { fileKeyStore } from "./file-key-store.ts";
import { PASSPHRASE_MIN_CHARACTERS, passphraseFromFile } from "./passphrase.ts";

const PASSPHRASE = "correct horse battery staple";

const temporaryDirectory = (t: TestContext): string => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-keys-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
};

const storeIn = (directory: string, passphrase = PASSPHRASE) =>
  fileKeyStore({ directory, passphrase: () => Promise.resolve(passphrase) });

for (const algorithm of ["P-256", "P-384", "RSA-3072"] as const) {
  test(`a ${algorithm} key signs after a restart, and OpenSSL opens its file`, async (t) => {
    const directory = join(temporaryDirectory(t), "keys");
    const made = await storeIn(directory).generate("file:bizsol-g1", algorithm);
    assert.ok(made.ok);
    const loaded = await storeIn(directory).signer("file:bizsol-g1");
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.value.publicKeyInfo, made.value.publicKeyInfo);

    const data = Buffer.from("to be signed");
    const key = createPublicKey({ key: loaded.value.publicKeyInfo, type: "spki", format: "der" });
    const digest = algorithm === "P-384" ? "sha384" : "sha256";
    assert.ok(verify(digest, data, key, await loaded.value.sign(data)));

    const path = join(directory, "bizsol-g1.key.pem");
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(directory), ["bizsol-g1.key.pem"]);
    const spki = execFileSync("openssl", [
      "pkey",
      "-in",
      path,
      "-passin",
      `pass:${PASSPHRASE}`,
      "-pubout",
      "-outform",
      "DER",
    ]);
    assert.deepEqual(spki, made.value.publicKeyInfo);
    assert.match(
      execFileSync("openssl", ["asn1parse", "-in", path], { encoding: "utf8" }),
      /PBES2[\s\S]*1\.3\.6\.1\.4\.1\.11591\.4\.11|PBES2[\s\S]*scrypt/,
    );
  });
}

test("an existing key is never overwritten", async (t) => {
  const directory = temporaryDirectory(t);
  const store = storeIn(directory);
  assert.ok((await store.generate("file:bizsol-root", "P-256")).ok);
  const before = readFileSync(join(directory, "bizsol-root.key.pem"));
  const again = await store.generate("file:bizsol-root", "P-256");
  assert.ok(!again.ok);
  assert.equal(again.refusal.code, "KEY_EXISTS");
  assert.deepEqual(readFileSync(join(directory, "bizsol-root.key.pem")), before);
});

test("a wrong passphrase, a missing key and a readable file are refused", async (t) => {
  const directory = temporaryDirectory(t);
  await storeIn(directory).generate("file:k1", "P-256");
  const wrong = await storeIn(directory, "another passphrase").signer("file:k1");
  assert.equal(wrong.ok ? "opened" : wrong.refusal.code, "KEY_LOCKED");
  const missing = await storeIn(directory).signer("file:k2");
  assert.equal(missing.ok ? "opened" : missing.refusal.code, "KEY_MISSING");
  chmodSync(join(directory, "k1.key.pem"), 0o640);
  const unsafe = await storeIn(directory).signer("file:k1");
  assert.equal(unsafe.ok ? "opened" : unsafe.refusal.code, "KEY_FILE_UNSAFE");
});

test("references cannot leave the directory", async (t) => {
  const store = storeIn(temporaryDirectory(t));
  for (const reference of ["file:../etc", "file:a/b", "file:", "pkcs11:token", "file:A", "file:.hidden"]) {
    const made = await store.generate(reference, "P-256");
    assert.equal(made.ok ? "made" : made.refusal.code, "KEY_REFERENCE_MALFORMED", reference);
    const found = await store.signer(reference);
    assert.equal(found.ok ? "found" : found.refusal.code, "KEY_REFERENCE_MALFORMED", reference);
  }
  assert.deepEqual(await store.list(), []);
});

test("the list names the keys and no half-written file", async (t) => {
  const directory = temporaryDirectory(t);
  const store = storeIn(directory);
  await store.generate("file:b", "P-256");
  await store.generate("file:a", "P-256");
  writeFileSync(join(directory, ".c.key.pem.123.partial"), "half");
  assert.deepEqual(
    (await store.list()).map((key) => key.reference),
    ["file:a", "file:b"],
  );
  assert.deepEqual(await storeIn(join(directory, "none")).list(), []);
});

test("the passphrase is the first line of its file, and not a short one", async (t) => {
  const path = join(temporaryDirectory(t), "passphrase");
  writeFileSync(path, `${PASSPHRASE}\nsecond line\n`);
  assert.deepEqual(await passphraseFromFile(path), { ok: true, value: PASSPHRASE });
  writeFileSync(path, "x".repeat(PASSPHRASE_MIN_CHARACTERS - 1));
  assert.equal((await passphraseFromFile(path)).ok, false);
  assert.equal((await passphraseFromFile(`${path}-missing`)).ok, false);
});

for (const algorithm of ["RSA-4096", "ML-DSA-44", "ML-DSA-65"] as const) {
  test(`a ${algorithm} key signs after a restart`, async (t) => {
    const directory = temporaryDirectory(t);
    const reference = storeIn(directory).referenceOf("k");
    const made = await storeIn(directory).generate(reference, algorithm);
    assert.ok(made.ok);
    const loaded = await storeIn(directory).signer(reference);
    assert.ok(loaded.ok);
    const { publicKeyInfo, signatureAlgorithm } = loaded.value;
    assert.deepEqual(publicKeyInfo, made.value.publicKeyInfo);
    const data = Buffer.from("to be signed");
    const signature = await loaded.value.sign(data);
    assert.ok(isSignatureValid({ publicKeyInfo, signatureAlgorithm, data, signature }));
  });
}

test("ALGORITHM_UNSUPPORTED: nothing is written for what this runtime has not got", async (t) => {
  const directory = temporaryDirectory(t);
  const passphrase = () => Promise.resolve(PASSPHRASE);
  const store = fileKeyStore({ directory, passphrase, isSupported: () => false });
  const made = await store.generate("file:k", "ML-DSA-65");
  assert.equal(made.ok ? "made" : made.refusal.code, "ALGORITHM_UNSUPPORTED");
  assert.deepEqual(readdirSync(directory), []);
});
