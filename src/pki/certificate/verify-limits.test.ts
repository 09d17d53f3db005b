import assert from "node:assert/strict";
import { generateKeyPairSync, hash } from "node:crypto";
import { test } from "node:test";
import { RSA_IDENTIFIER } from "../algorithms.ts";
import { bitString, sequence, unsignedInteger } from "../der/writer.ts";
import { isSignatureValid, isSignatureValidInThread } from "./verify.ts";

/** Keys whose signatures are right as arithmetic and cost too much to look at. */

const DATA = Buffer.from("data");

const bytesOf = (number: bigint, length: number): Buffer =>
  Buffer.from(number.toString(16).padStart(length * 2, "0"), "hex");
const numberOf = (base64url: string | undefined): bigint =>
  BigInt(`0x${Buffer.from(base64url ?? "", "base64url").toString("hex")}`);
const rsaKeyInfo = (modulus: Buffer, exponent: Buffer): Buffer =>
  sequence(RSA_IDENTIFIER, bitString(sequence(unsignedInteger(modulus), unsignedInteger(exponent))));

/** EMSA-PKCS1-v1_5 of {@link DATA} with SHA-256 (RFC 8017 section 9.2). */
const encodedMessage = (length: number): Buffer => {
  const digestInfo = Buffer.concat([
    Buffer.from("3031300d060960864801650304020105000420", "hex"),
    hash("sha256", DATA, "buffer"),
  ]);
  return Buffer.concat([
    Buffer.of(0, 1),
    Buffer.alloc(length - digestInfo.length - 3, 0xff),
    Buffer.of(0),
    digestInfo,
  ]);
};

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n;
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

const judge = async (publicKeyInfo: Buffer, signature: Buffer): Promise<boolean> => {
  const given = {
    publicKeyInfo,
    signatureAlgorithm: "sha256WithRSAEncryption",
    data: DATA,
    signature,
  } as const;
  const found = isSignatureValid(given);
  assert.equal(await isSignatureValidInThread(given), found);
  return found;
};

test("an RSA exponent of up to 256 bits is used, a longer one is not, though the signature is right", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = privateKey.export({ format: "jwk" });
  const [n, d, p, q] = [jwk.n, jwk.d, jwk.p, jwk.q].map(numberOf);
  assert.ok(n !== undefined && d !== undefined && p !== undefined && q !== undefined);
  const signature = bytesOf(power(numberOf(encodedMessage(256).toString("base64url")), d, n), 256);
  assert.equal(await judge(rsaKeyInfo(bytesOf(n, 256), bytesOf(65_537n, 3)), signature), true);
  // The same key, for 65537 and this number are alike modulo (p-1)(q-1).
  const long = 65_537n + (p - 1n) * (q - 1n);
  assert.equal(await judge(rsaKeyInfo(bytesOf(n, 256), bytesOf(long, 257)), signature), false);
});

for (const [bits, isTaken] of [
  [8192, true],
  [8200, false],
  [16_384, false],
] as const) {
  test(`an RSA modulus of ${bits} bits is ${isTaken ? "" : "not "}used`, async () => {
    // With the exponent 1 the signature is the message itself: a right one without knowing any factor.
    const modulus = Buffer.alloc(bits / 8, 0xff);
    const signature = encodedMessage(bits / 8);
    assert.equal(await judge(rsaKeyInfo(modulus, Buffer.of(1)), signature), isTaken);
  });
}
