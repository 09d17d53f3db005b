import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { algorithmSupport } from "./algorithm-support.ts";
import {
  KEY_ALGORITHMS,
  SIGNATURE_ALGORITHMS,
  signatureAlgorithmOf,
  type KeyAlgorithmName,
} from "./algorithms.ts";
import { bitString, sequence } from "./der/writer.ts";
import { entriesOf } from "./entries.ts";
import {
  keyAlgorithmNameOf,
  keyIdentifier,
  makesSignatures,
  parsePublicKeyInfo,
  type PublicKey,
} from "./public-key.ts";
import { softwareSigner } from "./signer.ts";
import { newPrivateKey } from "./testing/small-authority.ts";

describe("the algorithm table", () => {
  for (const [name, algorithm] of entriesOf(KEY_ALGORITHMS)) {
    test(`${name}: OpenSSL's own key carries the same identifier, signs and verifies`, async () => {
      const signer = softwareSigner(newPrivateKey(name));
      assert.ok(signer.publicKeyInfo.includes(algorithm.identifier));
      assert.equal(keyAlgorithmNameOf(signer.publicKeyInfo), name);
      const data = Buffer.from("手形");
      const publicKey = createPublicKey({ key: signer.publicKeyInfo, format: "der", type: "spki" });
      const { digest, family } = SIGNATURE_ALGORITHMS[signer.signatureAlgorithm];
      assert.equal(family, algorithm.family);
      assert.ok(verify(digest, data, publicKey, await signer.sign(data)));
    });
  }

  test("RSA-2048 has CRYPTREC's last day, the others none before 2041", () => {
    const dated = Object.values(KEY_ALGORITHMS).flatMap(({ name, cryptrecUntil }) =>
      cryptrecUntil === null ? [] : [[name, cryptrecUntil]],
    );
    assert.deepEqual(dated, [["RSA-2048", "2030-12-31"]]);
  });

  test("ML-DSA: sizes of FIPS 204, and identifiers without parameters (RFC 9881)", async () => {
    for (const algorithm of Object.values(KEY_ALGORITHMS)) {
      if (algorithm.family !== "ml-dsa") continue;
      const signer = softwareSigner(newPrivateKey(algorithm.name));
      assert.equal((await signer.sign(Buffer.from("x"))).length, algorithm.signatureBytes);
      const last = algorithm.name === "ML-DSA-44" ? "11" : "12";
      assert.equal(algorithm.identifier.toString("hex"), `300b06096086480165030403${last}`);
      assert.equal(signer.publicKeyInfo.length, algorithm.publicKeyBytes + 22);
      const short = Buffer.from(signer.publicKeyInfo.subarray(0, -1));
      assert.equal(parsePublicKeyInfo(short).ok, false);
      const rebuilt = sequence(algorithm.identifier, bitString(Buffer.alloc(algorithm.publicKeyBytes - 1)));
      const parsed = parsePublicKeyInfo(rebuilt);
      assert.match(parsed.ok ? "read" : parsed.refusal.detail, /octets, not/);
    }
  });

  test("an ML-DSA key makes signatures of its own kind alone, EC and RSA keys with each digest", () => {
    const keyOf = (name: KeyAlgorithmName): PublicKey => {
      const parsed = parsePublicKeyInfo(softwareSigner(newPrivateKey(name)).publicKeyInfo);
      assert.ok(parsed.ok);
      return parsed.value;
    };
    assert.ok(makesSignatures(keyOf("ML-DSA-65"), "ML-DSA-65"));
    assert.ok(!makesSignatures(keyOf("ML-DSA-65"), "ML-DSA-44"));
    assert.ok(!makesSignatures(keyOf("ML-DSA-44"), "ecdsa-with-SHA256"));
    assert.ok(makesSignatures(keyOf("P-256"), "ecdsa-with-SHA512"));
  });

  test("what the runtime has is found out once, and RSA is not asked for", () => {
    const asked: KeyAlgorithmName[] = [];
    const has = algorithmSupport((name) => {
      asked.push(name);
      if (name === "ML-DSA-44") throw new Error("unsupported");
    });
    for (let round = 0; round < 2; round += 1) {
      assert.equal(has("ML-DSA-44"), false);
      assert.equal(has("P-256"), true);
      assert.equal(has("RSA-4096"), true);
    }
    assert.deepEqual(asked, ["ML-DSA-44", "P-256"]);
  });

  test("identifiers lead back to their algorithms", () => {
    for (const [name, { identifier }] of entriesOf(SIGNATURE_ALGORITHMS)) {
      assert.equal(signatureAlgorithmOf(identifier), name);
    }
    assert.equal(signatureAlgorithmOf(Buffer.from("300b06092a864886f70d01010b", "hex")), undefined);
  });

  test("a signer needs a private key of the table", () => {
    const { publicKeyInfo } = softwareSigner(newPrivateKey("P-256"));
    const publicKey = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
    assert.throws(() => softwareSigner(publicKey), /private key/);
  });

  test("key identifiers are those of RFC 7093 method 1", () => {
    const { publicKeyInfo } = softwareSigner(newPrivateKey("P-256"));
    // The last 65 octets of a P-256 key are its point: the contents of the BIT STRING.
    const digest = createHash("sha256").update(publicKeyInfo.subarray(-65)).digest();
    assert.deepEqual(keyIdentifier(publicKeyInfo), digest.subarray(0, 20));
  });
});
