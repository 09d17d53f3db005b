import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import type { Signer } from "#pki/signer.ts";
import type { Result } from "#shared/result.ts";
import { softHsm } from "#test/support/softhsm.ts";
import type { KeyStoreRefusal } from "../key-store.ts";
import { findObjects, number, text } from "./attributes.ts";
import { CKA, CKF, CKO } from "./constants.ts";
import { readUlong, ulong } from "./cryptoki.ts";
import { sharedLibrary } from "./library.ts";
import { pkcs11KeyStore } from "./pkcs11-key-store.ts";

const hsm = softHsm();
const store = () => pkcs11KeyStore(hsm.options);
const made = <Value>(result: Result<Value, KeyStoreRefusal>): Value => {
  if (!result.ok) assert.fail(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
};
const codeOf = (result: Result<unknown, KeyStoreRefusal>): string => (result.ok ? "ok" : result.refusal.code);

const DATA = Buffer.from("to be signed");
const isGood = async (signer: Signer, data = DATA): Promise<boolean> => {
  const { publicKeyInfo, signatureAlgorithm } = signer;
  return isSignatureValid({ publicKeyInfo, signatureAlgorithm, data, signature: await signer.sign(data) });
};

/** What GnuTLS's program sees and does on the token. */
const p11tool = (...words: string[]): string =>
  execFileSync("p11tool", ["--provider", hsm.module, "--login", ...words, `pkcs11:token=${hsm.label}`], {
    stdio: "pipe",
    encoding: "utf8",
    env: { ...process.env, ...hsm.environment, GNUTLS_PIN: hsm.pin },
  });

for (const algorithm of ["P-256", "P-384", "RSA-3072", "RSA-4096"] as const) {
  test(`a ${algorithm} key is made on the token, found again, and signs`, async () => {
    const reference = store().referenceOf(`made-${algorithm.toLowerCase()}`);
    const first = made(await store().generate(reference, algorithm));
    assert.ok(await isGood(first));
    const second = made(await store().signer(reference));
    assert.deepEqual(second.publicKeyInfo, first.publicKeyInfo);
    assert.equal(second.signatureAlgorithm, first.signatureAlgorithm);
    // Large enough to be hashed in a thread of its own.
    assert.ok(await isGood(second, Buffer.alloc(300_000, 7)));
  });
}

test("others see the key as never extractable", async () => {
  const reference = store().referenceOf("judged");
  made(await store().generate(reference, "P-256"));
  const seen = p11tool("--list-privkeys")
    .split("\n\n")
    .find((block) => block.includes("Label: judged"));
  assert.ok(seen !== undefined);
  for (const flag of ["CKA_PRIVATE", "CKA_NEVER_EXTRACTABLE", "CKA_SENSITIVE"])
    assert.match(seen, new RegExp(flag));
  assert.match(seen, /EC\/ECDSA-SECP256R1/);
});

test("an existing key is never overwritten, nor made twice at the same moment", async () => {
  const reference = store().referenceOf("once");
  const key = made(await store().generate(reference, "P-256"));
  assert.equal(codeOf(await store().generate(reference, "P-256")), "KEY_EXISTS");
  assert.deepEqual(made(await store().signer(reference)).publicKeyInfo, key.publicKeyInfo);
  const contested = store().referenceOf("contested");
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => store().generate(contested, "P-256")));
  const winners = outcomes.filter(({ ok }) => ok);
  assert.ok(winners.length <= 1);
  assert.ok(outcomes.every((outcome) => outcome.ok || outcome.refusal.code === "KEY_EXISTS"));
  const found = await store().signer(contested);
  assert.equal(codeOf(found), winners.length === 1 ? "ok" : "KEY_MISSING");
});

test("keys are listed by reference", async () => {
  const reference = store().referenceOf("listed key 鍵");
  assert.equal(reference, "pkcs11:token=tegata;object=listed%20key%20%E9%8D%B5");
  made(await store().generate(reference, "P-256"));
  assert.ok((await store().list()).some((key) => key.reference === reference));
});

test("a key of others is found by its identifier", async () => {
  p11tool("--generate-privkey=ecdsa", "--curve=secp384r1", "--label=of-others", "--id=c0ffee");
  const signer = made(await store().signer(`pkcs11:token=${hsm.label};id=%c0%ff%ee`));
  assert.equal(signer.signatureAlgorithm, "ecdsa-with-SHA384");
  assert.ok(await isGood(signer));
});

test("KEY_REFERENCE_MALFORMED", async () => {
  for (const reference of [
    "file:a",
    "pkcs11:a",
    "pkcs11:token=tegata",
    "pkcs11:token=tegata;object=a?pin-value=1",
  ]) {
    assert.equal(codeOf(await store().signer(reference)), "KEY_REFERENCE_MALFORMED", reference);
    assert.equal(codeOf(await store().generate(reference, "P-256")), "KEY_REFERENCE_MALFORMED", reference);
  }
  // A new key has no identifier yet.
  const byId = "pkcs11:token=tegata;id=%01";
  assert.equal(codeOf(await store().generate(byId, "P-256")), "KEY_REFERENCE_MALFORMED");
});

test("KEY_MISSING, and TOKEN_MISSING for a token that is not ours", async () => {
  assert.equal(codeOf(await store().signer(store().referenceOf("nobody"))), "KEY_MISSING");
  assert.equal(codeOf(await store().signer("pkcs11:token=other;object=a")), "TOKEN_MISSING");
});

test("KEY_UNUSABLE: two of a name, and one without its public key", async () => {
  const reference = store().referenceOf("twins");
  made(await store().generate(reference, "P-256"));
  p11tool("--generate-privkey=ecdsa", "--curve=secp256r1", "--label=twins");
  assert.equal(codeOf(await store().signer(reference)), "KEY_UNUSABLE");

  const lonely = store().referenceOf("lonely");
  made(await store().generate(lonely, "P-256"));
  const { cryptoki } = sharedLibrary(hsm.module);
  const slots = Buffer.alloc(64);
  await cryptoki.call("C_GetSlotList", 1, slots, ulong(8));
  const session = ulong();
  await cryptoki.call(
    "C_OpenSession",
    readUlong(slots),
    CKF.SERIAL_SESSION | CKF.RW_SESSION,
    null,
    null,
    session,
  );
  const [publicKey] = await findObjects(cryptoki, readUlong(session), [
    number(CKA.CLASS, CKO.PUBLIC_KEY),
    text(CKA.LABEL, "lonely"),
  ]);
  assert.ok(publicKey !== undefined);
  await cryptoki.call("C_DestroyObject", readUlong(session), publicKey);
  await cryptoki.call("C_CloseSession", readUlong(session));
  assert.equal(codeOf(await store().signer(lonely)), "KEY_UNUSABLE");
});

test("MECHANISM_MISSING: a token that knows no ML-DSA", async () => {
  const refusal = await store().generate(store().referenceOf("post-quantum"), "ML-DSA-65");
  assert.equal(codeOf(refusal), "MECHANISM_MISSING");
  assert.equal(codeOf(await store().signer(store().referenceOf("post-quantum"))), "KEY_MISSING");
});

test("MODULE_UNUSABLE: no library, and a library of something else", async () => {
  for (const module of ["/nowhere/libpkcs11.so", "/lib/x86_64-linux-gnu/libc.so.6"]) {
    const other = pkcs11KeyStore({ ...hsm.options, module });
    assert.equal(codeOf(await other.signer(other.referenceOf("a"))), "MODULE_UNUSABLE", module);
  }
});

test("TOKEN_MISSING and TOKEN_AMBIGUOUS", async () => {
  const other = pkcs11KeyStore({ ...hsm.options, token: { label: "elsewhere" } });
  assert.equal(codeOf(await other.signer(other.referenceOf("a"))), "TOKEN_MISSING");
  hsm.initializeToken("twice");
  hsm.initializeToken("twice");
  // SoftHSM2 sees new tokens when it begins anew.
  await sharedLibrary(hsm.module).restart();
  const twice = pkcs11KeyStore({ ...hsm.options, token: { label: "twice" } });
  const refused = await twice.generate(twice.referenceOf("a"), "P-256");
  assert.equal(codeOf(refused), "TOKEN_AMBIGUOUS");
  const serial = /serials ([0-9a-f]+), /.exec(refused.ok ? "" : refused.refusal.detail)?.[1] ?? "";
  const one = pkcs11KeyStore({ ...hsm.options, token: { label: "twice", serial } });
  assert.ok(await isGood(made(await one.generate(one.referenceOf("a"), "P-256"))));
  assert.equal(codeOf(await one.signer(`pkcs11:token=twice;serial=0;object=a`)), "TOKEN_MISSING");
});
