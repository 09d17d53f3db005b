import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import type { KeyAlgorithmName } from "#wire/enrollment.ts";
import type { KeyStore } from "../../core/key-store.ts";
import { loadNssLibrary } from "./library.ts";
import { openNssKeyStore } from "./nss-key-store.ts";

const directoryFor = (t: TestContext): string => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-nss-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const openStore = async (directory: string, password?: string): Promise<KeyStore> => {
  const opened = await openNssKeyStore(directory, { create: true, password: async () => password });
  assert.ok(opened.ok, opened.ok ? "" : opened.refusal.detail);
  return opened.value;
};

/** A certificate over a public key, made by OpenSSL. */
const certificateOver = (publicKeyInfo: Buffer, directory: string, commonName: string): Buffer => {
  const path = (name: string): string => join(directory, name);
  const openssl = (...values: string[]): Buffer => execFileSync("openssl", values, { stdio: "pipe" });
  writeFileSync(path("public.der"), publicKeyInfo);
  openssl(
    "pkey",
    "-pubin",
    "-inform",
    "DER",
    "-in",
    path("public.der"),
    "-pubout",
    "-out",
    path("public.pem"),
  );
  const authority = ["-keyout", path("ca.key"), "-out", path("ca.pem"), "-subj", "/CN=Test authority"];
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", ...authority);
  const issuer = [
    "-CA",
    path("ca.pem"),
    "-CAkey",
    path("ca.key"),
    "-days",
    "30",
    "-subj",
    `/CN=${commonName}`,
  ];
  openssl("x509", "-new", "-force_pubkey", path("public.pem"), ...issuer, "-out", path("certificate.pem"));
  return openssl("x509", "-in", path("certificate.pem"), "-outform", "DER");
};

const certutil = (directory: string, ...values: string[]): string => {
  const run = spawnSync("certutil", [...values, "-d", `sql:${directory}`], { encoding: "utf8" });
  assert.equal(run.error, undefined, "certutil of the Debian package libnss3-tools is needed");
  return run.stdout + run.stderr;
};

const publicKeyObjects = (directory: string): number => {
  const database = new DatabaseSync(join(directory, "cert9.db"), { readOnly: true });
  // CKA_CLASS is column a0; CKO_PUBLIC_KEY is 2.
  const rows = database.prepare("select id from nssPublic where hex(a0) = '00000002'").all().length;
  database.close();
  return rows;
};

const keyAlgorithms: readonly KeyAlgorithmName[] = ["P-256", "P-384", "RSA-3072"];
for (const keyAlgorithm of keyAlgorithms) {
  test(`${keyAlgorithm}: generate, sign, install, open again, list, delete`, async (t) => {
    const directory = directoryFor(t);
    let store = await openStore(directory);
    const handle = await store.generate(keyAlgorithm);
    assert.equal(handle.keyAlgorithm, keyAlgorithm);
    const info = await store.publicKeyInfo(handle);
    const publicKey = createPublicKey({ key: info, format: "der", type: "spki" });
    const digest = keyAlgorithm === "P-384" ? "sha384" : "sha256";
    const data = Buffer.from("what is signed");
    assert.ok(verify(digest, data, publicKey, await store.sign(handle, data)));
    assert.ok(!verify(digest, Buffer.from("something else"), publicKey, await store.sign(handle, data)));

    const certificate = certificateOver(info, directory, "abc123");
    await store.install(handle, certificate, "Hisui abc123 0011");
    await store.close();
    // certutil judges: "u" is "user certificate", one whose private key is in this database.
    assert.match(certutil(directory, "-L"), /Hisui abc123 0011\s+u,u,u/);
    assert.match(certutil(directory, "-K"), keyAlgorithm === "RSA-3072" ? /rsa/ : /ec/);

    store = await openStore(directory);
    assert.deepEqual(
      (await store.list()).map((stored) => new X509Certificate(stored.certificate).subject),
      ["CN=abc123"],
    );
    const again = await store.open(certificate);
    assert.ok(again);
    assert.equal(again.keyAlgorithm, keyAlgorithm);
    assert.ok(verify(digest, data, publicKey, await store.sign(again, data)));

    await store.delete(certificate);
    assert.equal(await store.open(certificate), undefined);
    await store.delete(certificate);
    await store.close();
    assert.doesNotMatch(certutil(directory, "-L"), /Hisui/);
    assert.match(certutil(directory, "-K"), /no keys found/);
    assert.equal(publicKeyObjects(directory), 0);
  });
}

test("a key without certificate is found by its public key and discarded without a trace", async (t) => {
  const directory = directoryFor(t);
  let store = await openStore(directory);
  const kept = await store.publicKeyInfo(await store.generate("P-256"));
  const orphan = await store.publicKeyInfo(await store.generate("P-256"));
  await store.close();
  store = await openStore(directory);
  const found = await store.openByPublicKeyInfo(orphan);
  assert.ok(found);
  await store.discard(found);
  assert.equal(await store.openByPublicKeyInfo(orphan), undefined);
  assert.ok(await store.openByPublicKeyInfo(kept));
  await store.close();
  assert.equal(publicKeyObjects(directory), 1);
});

test("certificates of others in the same database are listed and left alone", async (t) => {
  const directory = directoryFor(t);
  const store = await openStore(directory);
  const mine = await store.generate("P-256");
  const mineCertificate = certificateOver(await store.publicKeyInfo(mine), directory, "mine");
  await store.install(mine, mineCertificate, "mine");
  const others = await store.generate("P-256");
  const othersCertificate = certificateOver(await store.publicKeyInfo(others), directory, "others");
  await store.install(others, othersCertificate, "others");
  assert.equal((await store.list()).length, 2);
  await store.delete(mineCertificate);
  await store.close();
  assert.match(certutil(directory, "-L"), /others\s+u,u,u/);
});

test("what describe() says of the keys is true: pk12util takes them out", async (t) => {
  const directory = directoryFor(t);
  const store = await openStore(directory);
  const handle = await store.generate("P-256");
  const certificate = certificateOver(await store.publicKeyInfo(handle), directory, "exported");
  await store.install(handle, certificate, "exported");
  const facts = store.describe();
  await store.close();
  const out = join(directory, "out.p12");
  let exported = true;
  try {
    execFileSync(
      "pk12util",
      ["-o", out, "-n", "exported", "-d", `sql:${directory}`, "-W", "secret", "-K", ""],
      {
        stdio: "pipe",
      },
    );
  } catch {
    exported = false;
  }
  assert.equal(facts.exportable, exported);
  assert.equal(facts.protection, "software");
});

test("a database with a password: the right one opens, a wrong one and none are told apart", async (t) => {
  const directory = directoryFor(t);
  writeFileSync(join(directory, "password"), "correct horse\n");
  certutil(directory, "-N", "-f", join(directory, "password"));
  const wrong = await openNssKeyStore(directory, { create: false, password: async () => "wrong" });
  assert.equal(wrong.ok ? "" : wrong.refusal.code, "KEY_STORE_PASSWORD_WRONG");
  const none = await openNssKeyStore(directory, { create: false, password: async () => undefined });
  assert.equal(none.ok ? "" : none.refusal.code, "KEY_STORE_PASSWORD_NEEDED");
  const store = await openStore(directory, "correct horse");
  await store.generate("P-256");
  await store.close();
  assert.match(certutil(directory, "-K", "-f", join(directory, "password")), /ec/);
});

test("a missing library is named with its package", async (t) => {
  const opened = await openNssKeyStore(directoryFor(t), {
    create: true,
    password: async () => undefined,
    library: () => loadNssLibrary(["libnss3-that-is-not-there.so"], ["libnspr4.so"]),
  });
  assert.equal(opened.ok ? "" : opened.refusal.code, "KEY_STORE_LIBRARY_MISSING");
  assert.match(opened.ok ? "" : opened.refusal.detail, /package libnss3/);
});

test("no database where none is to be made, and no file that is none", async (t) => {
  const directory = directoryFor(t);
  const options = { create: false, password: async () => undefined };
  const missing = await openNssKeyStore(join(directory, "nowhere"), options);
  assert.equal(missing.ok ? "" : missing.refusal.code, "KEY_STORE_NOT_FOUND");
  writeFileSync(join(directory, "cert9.db"), "not a database at all");
  writeFileSync(join(directory, "key4.db"), "not a database at all");
  const broken = await openNssKeyStore(directory, options);
  assert.equal(broken.ok ? "" : broken.refusal.code, "KEY_STORE_NOT_USABLE");
});
