import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBasic } from "./basic.ts";

const header = (text: string): string => `Basic ${Buffer.from(text, "utf8").toString("base64")}`;

test("user name and password are told apart at the first colon (RFC 7617 section 2)", () => {
  assert.deepEqual(parseBasic(header("login001:a:b:c")), { userName: "login001", password: "a:b:c" });
});

test("UTF-8 is read (RFC 7617 section 2.1)", () => {
  assert.deepEqual(parseBasic(header("利用者:秘密")), { userName: "利用者", password: "秘密" });
});

test("the scheme is read in any case", () => {
  assert.equal(parseBasic(header("a:b").replace("Basic", "bAsIc"))?.userName, "a");
});

for (const [name, value] of [
  ["no header", undefined],
  ["another scheme", "Bearer abc"],
  ["no colon", header("login001")],
  ["not base64", "Basic %%%"],
  ["a NUL in the name", header("login\u0000001:secret")],
  ["a line feed in the password", header("login001:a\nb")],
  ["octets that are not UTF-8", `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString("base64")}`],
  ["too long", `Basic ${"A".repeat(3000)}`],
] as const) {
  test(`nothing is read from: ${name}`, () => {
    assert.equal(parseBasic(value), undefined);
  });
}
