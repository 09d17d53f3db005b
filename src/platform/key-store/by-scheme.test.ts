import assert from "node:assert/strict";
import test from "node:test";
import { memoryKeyStore } from "#test/support/certificates.ts";
import { keyStoreByScheme } from "./by-scheme.ts";

const other = () => {
  const memory = memoryKeyStore();
  const inner = (reference: string): string => reference.replace("other:", "file:");
  return {
    ...memory,
    scheme: "other",
    referenceOf: (name: string) => `other:${name}`,
    generate: (...[reference, algorithm]: Parameters<typeof memory.generate>) =>
      memory.generate(inner(reference), algorithm),
    signer: (reference: string) => memory.signer(inner(reference)),
    list: async () =>
      (await memory.list()).map(({ reference, createdAt }) => ({
        reference: reference.replace("file:", "other:"),
        createdAt,
      })),
  };
};

test("each key is in the store that its reference names", async () => {
  const stores = keyStoreByScheme([memoryKeyStore(), other()], (name) =>
    name.endsWith("-root") ? "file" : "other",
  );
  assert.equal(stores.referenceOf("bizsol-root"), "file:bizsol-root");
  assert.equal(stores.referenceOf("bizsol-g1"), "other:bizsol-g1");
  for (const name of ["bizsol-root", "bizsol-g1"]) {
    assert.ok((await stores.generate(stores.referenceOf(name), "P-256")).ok);
    assert.ok((await stores.signer(stores.referenceOf(name))).ok);
  }
  const missing = await stores.signer("other:bizsol-root");
  assert.equal(missing.ok ? "found" : missing.refusal.code, "KEY_MISSING");
  assert.deepEqual(
    (await stores.list()).map(({ reference }) => reference),
    ["file:bizsol-root", "other:bizsol-g1"],
  );
});

test("KEY_STORE_UNKNOWN: a scheme that nobody has", async () => {
  const stores = keyStoreByScheme([memoryKeyStore()], () => "file");
  for (const reference of ["pkcs11:token=a;object=b", "offline:bizsol-root", "bizsol-root", ""]) {
    const found = await stores.signer(reference);
    assert.equal(found.ok ? "found" : found.refusal.code, "KEY_STORE_UNKNOWN", reference);
    const made = await stores.generate(reference, "P-256");
    assert.equal(made.ok ? "made" : made.refusal.code, "KEY_STORE_UNKNOWN", reference);
  }
});
