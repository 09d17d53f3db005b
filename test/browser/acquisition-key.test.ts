import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { factsOf } from "../../src/browser/acquisition/certificate.ts";
import { integer, objectIdentifier, octets, tagged } from "../../src/browser/acquisition/der.ts";
import { newPageKey } from "../../src/browser/acquisition/key-pair.ts";
import { newPassphrase } from "../../src/browser/acquisition/passphrase.ts";
import { certificationRequest } from "../../src/browser/acquisition/pkcs10.ts";
import { certificateFor, folderOf, judge } from "./files.ts";

const hex = (content: Uint8Array): string => Buffer.from(content).toString("hex");

describe("DER", () => {
  test("numbers are as short as they get, and never negative", () => {
    assert.equal(hex(integer(0)), "020100");
    assert.equal(hex(integer(127)), "02017f");
    assert.equal(hex(integer(128)), "02020080");
    assert.equal(hex(integer(100_000)), "02030186a0");
  });
  test("lengths above 127 and 255 octets", () => {
    assert.equal(hex(tagged(0x04, new Uint8Array(128))).slice(0, 6), "048180");
    assert.equal(hex(tagged(0x04, new Uint8Array(256))).slice(0, 8), "04820100");
  });
  test("object identifiers", () => {
    assert.equal(hex(objectIdentifier("1.2.840.113549.1.9.20")), "06092a864886f70d010914");
    assert.equal(hex(objectIdentifier("2.16.840.1.101.3.4.1.42")), "060960864801650304012a");
  });
});

for (const algorithm of ["P-256", "P-384", "RSA-2048", "RSA-3072"] as const) {
  test(`a request for ${algorithm} passes openssl, and our own strict parser`, async (t) => {
    const key = await newPageKey([algorithm]);
    assert.equal(key?.algorithm, algorithm);
    assert.ok(key);
    const request = await certificationRequest(key);
    const file = join(folderOf(t), "request.der");
    writeFileSync(file, request);
    assert.match(judge("openssl", "req", "-verify", "-inform", "DER", "-in", file, "-noout"), /verify OK/);
    const parsed = parseCertificationRequest(Buffer.from(request));
    assert.ok(parsed.ok);
    const checked = checkCertificationRequest(parsed.value, [algorithm]);
    assert.deepEqual(checked, {
      ok: true,
      value: { publicKeyInfo: Buffer.from(key.publicKeyInfo), keyAlgorithm: algorithm },
    });
  });
}

test("a request whose signature was changed is refused by both", async (t) => {
  const key = await newPageKey(["P-256"]);
  assert.ok(key);
  const request = await certificationRequest(key);
  const last = request.length - 1;
  request[last] = (request[last] ?? 0) ^ 1;
  const file = join(folderOf(t), "request.der");
  writeFileSync(file, request);
  assert.doesNotMatch(
    judge("openssl", "req", "-verify", "-inform", "DER", "-in", file, "-noout"),
    /verify OK/,
  );
  const parsed = parseCertificationRequest(Buffer.from(request));
  assert.ok(parsed.ok);
  assert.equal(checkCertificationRequest(parsed.value, ["P-256"]).ok, false);
});

test("the first type that browsers make is taken; none where there is none", async () => {
  assert.equal((await newPageKey(["ML-DSA-65", "P-384", "P-256"]))?.algorithm, "P-384");
  assert.equal(await newPageKey(["ML-DSA-65"]), undefined);
});

test("passphrases are four groups of four, and no two alike", () => {
  const made = Array.from({ length: 1000 }, newPassphrase);
  for (const passphrase of made) assert.match(passphrase, /^(?:[2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
  assert.equal(new Set(made).size, made.length);
  // Every character comes up: none of the 32 is left out by a slip.
  assert.equal(new Set(made.join("").replaceAll("-", "")).size, 32);
});

test("of a certificate the page reads whether it is a root, and its end", async (t) => {
  const key = await newPageKey(["P-256"]);
  assert.ok(key);
  const certificate = await certificateFor(folderOf(t), key);
  const { isSelfIssued, notAfter } = factsOf(certificate);
  assert.equal(isSelfIssued, true);
  const days = (notAfter.getTime() - Temporal.Now.instant().epochMilliseconds) / 86_400_000;
  assert.ok(days > 2.9 && days < 3.1);
  assert.throws(() => factsOf(octets(0x30, 0x03, 0x02, 0x01, 0x00)), RangeError);
});
