import assert from "node:assert/strict";
import test from "node:test";
import { createRegistry } from "#domain/institution/registry.ts";
import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { checkKeyTypes } from "./key-types.ts";

const registry = (...keyAlgorithms: KeyAlgorithmName[]) => {
  const hisui = shippedInstitutions().byId("hisui");
  assert.ok(hisui !== undefined);
  return createRegistry([{ ...hisui, certificate: { ...hisui.certificate, keyAlgorithms } }]);
};
const AT = Temporal.Instant.from("2026-06-01T00:00:00Z");

test("RSA-2048 is shown with CRYPTREC's last day, and is a fault afterwards", () => {
  const found = checkKeyTypes(registry("P-256", "RSA-2048"), AT);
  assert.equal(found.state, "good");
  assert.match(found.detail, /RSA-2048 until 2030-12-31 \(CRYPTREC LS-0003\): hisui/);
  // The last day is Japan's.
  const lastSecond = Temporal.Instant.from("2030-12-31T14:59:59Z");
  assert.equal(checkKeyTypes(registry("RSA-2048"), lastSecond).state, "good");
  assert.equal(checkKeyTypes(registry("RSA-2048"), lastSecond.add({ seconds: 1 })).state, "bad");
  assert.equal(checkKeyTypes(registry("P-256", "RSA-3072"), AT).detail, "none has a last day");
});

test("what the runtime has not got is a fault", () => {
  const found = checkKeyTypes(registry("P-256", "ML-DSA-65"), AT, (name) => name !== "ML-DSA-65");
  assert.equal(found.state, "bad");
  assert.match(found.detail, /hisui: ML-DSA-65/);
  assert.equal(checkKeyTypes(registry("P-256", "ML-DSA-65"), AT).state, "good");
});

test("no shipped policy offers ML-DSA to clients: no browser can use it yet", () => {
  for (const { id, certificate } of shippedInstitutions().all) {
    assert.ok(!certificate.keyAlgorithms.some((name) => name.startsWith("ML-DSA")), id);
  }
});
