import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { formatReference, parseReference } from "./reference.ts";

const read = (reference: string): unknown => {
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.value : parsed.refusal;
};

test("token, serial, object and id are read, in any order", () => {
  assert.deepEqual(read("pkcs11:token=tegata;object=bizsol-g1"), { token: "tegata", object: "bizsol-g1" });
  assert.deepEqual(read("pkcs11:id=%01%ff;type=private;serial=ab12;token=The%20HSM"), {
    token: "The HSM",
    serial: "ab12",
    id: Buffer.of(1, 0xff),
  });
  // RFC 7512 section 2.3 lets these stand as they are.
  assert.deepEqual(read("pkcs11:token=a:b[c]@d!e$f'(g)*h+i,j=k&l;object=%E9%8D%B5"), {
    token: "a:b[c]@d!e$f'(g)*h+i,j=k&l",
    object: "鍵",
  });
});

const REFUSED: readonly (readonly [reference: string, expected: RegExp])[] = [
  ["file:bizsol-g1", /does not begin/],
  ["PKCS11:token=a;object=b", /does not begin/],
  ["pkcs11:", /not an attribute/],
  ["pkcs11:bizsol-g1", /not an attribute/],
  ["pkcs11:token=a", /names no key/],
  ["pkcs11:object=a", /names no token/],
  ["pkcs11:token=;object=a", /not an attribute/],
  ["pkcs11:token=a;;object=b", /not an attribute/],
  ["pkcs11:token=a;object=b;", /not an attribute/],
  ["pkcs11:token=a;token=a;object=b", /twice/],
  ["pkcs11:token=a;id=%01;id=%02", /id stands twice/],
  ["pkcs11:token=a;object=b;type=public", /not the reference of a private key/],
  ["pkcs11:token=a;object=b;slot-id=1", /slot-id is not taken/],
  ["pkcs11:token=a;object=b;library-manufacturer=x", /is not taken/],
  ["pkcs11:token=a;object=b?pin-value=1234", /settings/],
  ["pkcs11:token=a;object=b?module-path=/tmp/x.so", /settings/],
  ["pkcs11:token=a;object=%ff", /not UTF-8/],
  ["pkcs11:token=a;object=%4", /not an attribute/],
  ["pkcs11:token=a;object=a b", /not an attribute/],
  ["pkcs11:token=a;object=a/b", /not an attribute/],
  [`pkcs11:token=a;object=${"b".repeat(600)}`, /more than 512/],
];
for (const [reference, expected] of REFUSED) {
  test(`refused: ${reference.slice(0, 60)}`, () => {
    const parsed = parseReference(reference);
    assert.match(parsed.ok ? "accepted" : parsed.refusal, expected);
  });
}

test("whatever is written is read", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, fc.uint8Array({ minLength: 1, maxLength: 20 }), (token, object, octets) => {
      const reference = { token, object, id: Buffer.from(octets) };
      assert.deepEqual(read(formatReference(reference)), reference);
    }),
  );
});
