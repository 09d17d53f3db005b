import assert from "node:assert/strict";
import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { KEY_ALGORITHMS, SIGNATURE_ALGORITHMS, signatureAlgorithmOf } from "./algorithms.ts";
import { entriesOf } from "./entries.ts";
import { keyAlgorithmNameOf, keyIdentifier } from "./public-key.ts";
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
