import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { RSA_IDENTIFIER } from "../algorithms.ts";
import { bitString, octetString, sequence } from "../der/writer.ts";
import { OID } from "../oids.ts";
import {
  closeModulus,
  modulusOfBits,
  rocaModulus,
  rsaPublicKeyInfo,
  soundModulus,
} from "../testing/rsa-moduli.ts";

import { ecKeyInfo, judge, unsigned } from "../testing/requests.ts";

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
