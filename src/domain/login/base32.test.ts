import assert from "node:assert/strict";
import test from "node:test";
import { base32 } from "./base32.ts";

test("RFC 4648 section 10, in lower case", () => {
  assert.equal(base32(Buffer.from("")), "");
  assert.equal(base32(Buffer.from("fooba")), "mzxw6ytb");
  assert.equal(base32(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])), "77777777");
  assert.equal(base32(Buffer.alloc(5)), "aaaaaaaa");
});

test("160 bits fill one DNS label of 32 characters", () => {
  assert.match(base32(Buffer.alloc(20, 0xa5)), /^[a-z2-7]{32}$/);
});
