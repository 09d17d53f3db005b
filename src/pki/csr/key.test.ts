import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { KEY_ALGORITHMS, RSA_IDENTIFIER } from "../algorithms.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { NULL_VALUE, bitString, octetString, sequence } from "../der/writer.ts";
import { OID } from "../oids.ts";
import { softwareSigner } from "../signer.ts";
import {
  closeModulus,
  modulusOfBits,
  rocaModulus,
  rsaPublicKeyInfo,
  soundModulus,
} from "../testing/rsa-moduli.ts";
import { ecKeyInfo, judge, unsigned } from "../testing/requests.ts";
import { newPrivateKey } from "../testing/small-authority.ts";
import { checkPublicKey } from "./public-key.ts";

describe("KEY_TYPE_NOT_ALLOWED and KEY_TOO_SHORT", () => {
  const spki = (type: "ed25519" | "x25519"): Buffer =>
    (type === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("x25519")).publicKey.export({
      type: "spki",
      format: "der",
    });
  const p521 = (): Buffer =>
    generateKeyPairSync("ec", { namedCurve: "secp521r1" }).publicKey.export({ type: "spki", format: "der" });
  const explicitCurve = (): Buffer =>
    generateKeyPairSync("ec", { namedCurve: "prime256v1", paramEncoding: "explicit" }).publicKey.export({
      type: "spki",
      format: "der",
    });
  const pss = (): Buffer =>
    generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" });
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    ["Ed25519", () => spki("ed25519"), /^KEY_TYPE_NOT_ALLOWED/],
    ["X25519", () => spki("x25519"), /^KEY_TYPE_NOT_ALLOWED/],
    ["P-521", p521, /^KEY_TYPE_NOT_ALLOWED/],
    ["P-256 with its parameters spelt out", explicitCurve, /^KEY_TYPE_NOT_ALLOWED/],
    ["RSASSA-PSS", pss, /^KEY_TYPE_NOT_ALLOWED/],
    ["RSA of 2056 bits", () => rsaPublicKeyInfo((1n << 2056n) - 1n, 65_537n), /^KEY_TYPE_NOT_ALLOWED/],
    ["RSA of 2047 bits", () => rsaPublicKeyInfo((1n << 2047n) - 1n, 65_537n), /^KEY_TOO_SHORT/],
    ["RSA of 1024 bits", () => rsaPublicKeyInfo((1n << 1024n) - 1n, 65_537n), /^KEY_TOO_SHORT/],
    ["RSA of 8192 bits", () => rsaPublicKeyInfo((1n << 8192n) - 1n, 65_537n), /^KEY_TYPE_NOT_ALLOWED/],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }
  test("RSA-2048 where only longer ones are allowed", () => {
    assert.match(
      judge(unsigned(rsaPublicKeyInfo(soundModulus(2048), 65_537n)), ["P-256", "RSA-3072"]),
      /^KEY_TOO_SHORT/,
    );
  });
});

describe("KEY_INVALID", () => {
  const point = (octets: number, fill: number): Buffer =>
    Buffer.concat([Buffer.of(4), Buffer.alloc(octets, fill)]);
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    [
      "a point off its curve",
      () => ecKeyInfo(OID.secp256r1, point(64, 1)),
      /^KEY_INVALID: the point is not on/,
    ],
    ["the origin", () => ecKeyInfo(OID.secp256r1, point(64, 0)), /^KEY_INVALID: the point is not on/],
    [
      "a coordinate not below p",
      () => ecKeyInfo(OID.secp384r1, point(96, 0xff)),
      /^KEY_INVALID: a coordinate/,
    ],
    [
      "infinity",
      () => ecKeyInfo(OID.secp256r1, Buffer.of(0)),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "a compressed point",
      () => ecKeyInfo(OID.secp256r1, Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)])),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "a point of the other curve",
      () => ecKeyInfo(OID.secp384r1, point(64, 1)),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "an even modulus",
      () => rsaPublicKeyInfo(soundModulus(2048) + 1n, 65_537n),
      /^KEY_INVALID: the modulus is even/,
    ],
    [
      "an even exponent",
      () => rsaPublicKeyInfo(soundModulus(2048), 65_538n),
      /^KEY_INVALID: the public exponent is even/,
    ],
    [
      "an RSA key that is not one",
      () => sequence(RSA_IDENTIFIER, bitString(octetString())),
      /^KEY_INVALID: tag/,
    ],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }
});

describe("KEY_WEAK", () => {
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    ["exponent 1", () => rsaPublicKeyInfo(soundModulus(2048), 1n), /^KEY_WEAK: the public exponent is 1$/],
    ["exponent 3", () => rsaPublicKeyInfo(soundModulus(2048), 3n), /^KEY_WEAK: the public exponent is 3$/],
    [
      "exponent of 257 bits",
      () => rsaPublicKeyInfo(soundModulus(2048), (1n << 256n) + 1n),
      /^KEY_WEAK: the public exponent has/,
    ],
    [
      "a modulus divisible by 1999",
      () => rsaPublicKeyInfo(modulusOfBits(2048, 1999n), 65_537n),
      /^KEY_WEAK: the modulus is divisible by 1999/,
    ],
    [
      "close primes",
      () => rsaPublicKeyInfo(closeModulus(2048), 65_537n),
      /^KEY_WEAK: the primes of the modulus/,
    ],
    [
      "ROCA",
      () => rsaPublicKeyInfo(rocaModulus(), 65_537n),
      /^KEY_WEAK: the modulus has the fingerprint of ROCA/,
    ],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }

  test("an exponent of 256 bits is still taken", () => {
    assert.match(
      judge(unsigned(rsaPublicKeyInfo(soundModulus(2048), (1n << 256n) - 1n))),
      /^CSR_SIGNATURE_INVALID/,
    );
  });
});

describe("ML-DSA", () => {
  const { publicKeyInfo } = softwareSigner(newPrivateKey("ML-DSA-65"));

  test("with parameters it is another algorithm (RFC 9881 section 2)", () => {
    const identifier = sequence(objectIdentifier(OID.mlDsa65), NULL_VALUE);
    const key = sequence(identifier, bitString(publicKeyInfo.subarray(-1952)));
    assert.match(judge(unsigned(key)), /^KEY_TYPE_NOT_ALLOWED/);
  });

  test("too short or too long it is no key", () => {
    for (const octets of [1312, 1951, 1953]) {
      const key = sequence(KEY_ALGORITHMS["ML-DSA-65"].identifier, bitString(Buffer.alloc(octets, 1)));
      assert.match(judge(unsigned(key)), /^KEY_INVALID: ML-DSA-65 of/);
    }
  });

  test("only where the policy lists it", () => {
    assert.match(judge(unsigned(publicKeyInfo), ["P-256", "ML-DSA-44"]), /^KEY_TYPE_NOT_ALLOWED: ML-DSA-65/);
  });

  test("a runtime that has not got it says so", () => {
    const refused = checkPublicKey(publicKeyInfo, ["ML-DSA-65"], () => false);
    assert.ok(!refused.ok);
    assert.equal(refused.refusal.code, "KEY_TYPE_NOT_ALLOWED");
    assert.match(refused.refusal.detail, /this runtime does not have it/);
  });
});
