import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { decodePem, encodePem } from "./pem.ts";

describe("PEM (RFC 7468)", () => {
  test("what is written is read, several blocks and other text too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 3 }),
        (blocks) => {
          const ders = blocks.map((block) => Buffer.from(block));
          const text = `subject=x\n${ders.map((der) => encodePem("CERTIFICATE", der)).join("\n")}`;
          const read = decodePem("CERTIFICATE", text.replaceAll("\n", "\r\n"));
          assert.deepEqual(read.ok && read.value, ders);
        },
      ),
    );
  });

  test("lines have 64 characters", () => {
    const lines = encodePem("X509 CRL", Buffer.alloc(100)).split("\n");
    assert.deepEqual(
      lines.map(({ length }) => length),
      [24, 64, 64, 8, 22, 0],
    );
  });

  test("another label is not taken", () => {
    assert.equal(decodePem("CERTIFICATE REQUEST", encodePem("CERTIFICATE", Buffer.of(1))).ok, false);
  });
});
