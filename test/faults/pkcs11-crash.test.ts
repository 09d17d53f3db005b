import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { pkcs11KeyStore } from "#platform/key-store/pkcs11/pkcs11-key-store.ts";
import { softHsm } from "#test/support/softhsm.ts";

const hsm = softHsm();
const DATA = Buffer.from("to be signed");

const killed = (name: string, moment: string): boolean => {
  const child = join(import.meta.dirname, "pkcs11-crash-child.ts");
  const words = [child, hsm.module, hsm.label, hsm.pin, name, moment];
  return (
    spawnSync(process.execPath, words, { env: { ...process.env, ...hsm.environment } }).signal === "SIGKILL"
  );
};

/** What the next run does: it makes the key, or takes the one that is there. */
const nextRun = async (name: string): Promise<string> => {
  const store = pkcs11KeyStore({ ...hsm.options });
  const reference = store.referenceOf(name);
  const made = await store.generate(reference, "RSA-3072");
  const ready = made.ok || made.refusal.code !== "KEY_EXISTS" ? made : await store.signer(reference);
  await store.close();
  if (!ready.ok) return ready.refusal.code;
  const { publicKeyInfo, signatureAlgorithm } = ready.value;
  const signature = await ready.value.sign(DATA);
  await store.close();
  assert.ok(isSignatureValid({ publicKeyInfo, signatureAlgorithm, data: DATA, signature }));
  return made.ok ? "made" : "taken";
};

test("killed before the token makes the key: the next run makes it", async () => {
  assert.ok(killed("before", "before"));
  assert.equal(await nextRun("before"), "made");
});

test("killed after the token made the key: the next run takes it", async () => {
  assert.ok(killed("after", "after"));
  assert.equal(await nextRun("after"), "taken");
});

test("killed while the token makes the key: it is made, taken, or refused by name; never half used", async () => {
  for (const [index, milliseconds] of [1, 20, 60, 120, 250].entries()) {
    const name = `while-${index}`;
    killed(name, `while${milliseconds}`);
    // KEY_UNUSABLE: the token kept a private key without its public one, and the operator removes it.
    assert.ok(["made", "taken", "KEY_UNUSABLE"].includes(await nextRun(name)), name);
  }
});
