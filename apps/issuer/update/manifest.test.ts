import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { isNewer, readManifest, SIGNATURE_CONTEXT, updateFor } from "./manifest.ts";

const ours = generateKeyPairSync("ed25519");
const theirs = generateKeyPairSync("ed25519");
const pem = (key: typeof ours): string => key.publicKey.export({ type: "spki", format: "pem" });

const now = Temporal.Instant.from("2026-11-22T00:00:00Z");

const manifest = {
  product: "tegata-issuer",
  sequence: 7,
  issuedAt: "2026-11-20T00:00:00Z",
  expiresAt: "2026-12-20T00:00:00Z",
  version: "0.2.0",
  packages: [
    { platform: "linux-x64", file: "tegata-issuer_0.2.0_amd64.deb", bytes: 3, sha256: "0".repeat(64) },
    { platform: "win32-x64", file: "tegata-issuer-0.2.0.exe", bytes: 3, sha256: "1".repeat(64) },
  ],
};

const signed = (given: unknown, key = ours, context = SIGNATURE_CONTEXT): string => {
  const payload = Buffer.from(typeof given === "string" ? given : JSON.stringify(given));
  const signature = sign(null, Buffer.concat([Buffer.from(context), payload]), key.privateKey);
  return JSON.stringify({ payload: payload.toString("base64"), signature: signature.toString("base64") });
};

const detailOf = (text: string, trust: { lastSequence?: number; now?: Temporal.Instant } = {}): string => {
  const read = readManifest(text, { publicKeys: [pem(ours)], lastSequence: 7, now, ...trust });
  if (read.ok) return "accepted";
  assert.equal(read.refusal.code, "UPDATE_NOT_TRUSTED");
  return read.refusal.detail;
};

test("what the key signed is believed, also while keys change, and once more", () => {
  assert.equal(detailOf(signed(manifest)), "accepted");
  const next = readManifest(signed(manifest, theirs), {
    publicKeys: [pem(ours), pem(theirs)],
    lastSequence: 0,
    now,
  });
  assert.ok(next.ok);
  assert.equal(next.value.version, "0.2.0");
});

test("another key, another purpose, one octet changed: not believed", () => {
  assert.match(detailOf(signed(manifest, theirs)), /signature/);
  assert.match(detailOf(signed(manifest, ours, "")), /signature/);
  const { payload, signature } = JSON.parse(signed(manifest)) as { payload: string; signature: string }; // eslint-disable-line typescript/no-unsafe-type-assertion -- made above
  const other = Buffer.from(payload, "base64").toString().replace("0.2.0", "0.3.0");
  assert.match(
    detailOf(JSON.stringify({ payload: Buffer.from(other).toString("base64"), signature })),
    /signature/,
  );
  for (const text of ["", "{}", "[]", '{"payload":"!","signature":""}']) {
    assert.match(detailOf(text), /no manifest/, text);
  }
});

test("an older one is a rollback, one beyond its time a freeze", () => {
  assert.match(detailOf(signed(manifest), { lastSequence: 8 }), /sequence 7 is older than 8/);
  assert.match(detailOf(signed(manifest), { now: now.add({ hours: 24 * 40 }) }), /expired/);
});

test("signed, and not of a form that this version knows", () => {
  for (const given of [
    "no JSON",
    { ...manifest, product: "something-else" },
    { ...manifest, version: "new" },
    { ...manifest, packages: [{ ...manifest.packages[0], file: "../../elsewhere" }] },
    { ...manifest, packages: [{ ...manifest.packages[0], sha256: "ff" }] },
  ]) {
    assert.match(detailOf(signed(given)), /form/, JSON.stringify(given));
  }
});

test("newer is by number, and only a package for this machine is offered", () => {
  assert.ok(isNewer("0.10.0", "0.9.9"));
  assert.ok(isNewer("1.0.0", "0.99.99"));
  assert.ok(!isNewer("0.2.0", "0.2.0"));
  assert.ok(!isNewer("0.1.9", "0.2.0"));
  const read = readManifest(signed(manifest), { publicKeys: [pem(ours)], lastSequence: 0, now });
  assert.ok(read.ok);
  assert.equal(updateFor(read.value, { version: "0.1.0", platform: "win32-x64" })?.bytes, 3);
  assert.equal(updateFor(read.value, { version: "0.2.0", platform: "win32-x64" }), undefined);
  assert.equal(updateFor(read.value, { version: "0.1.0", platform: "darwin-arm64" }), undefined);
});
