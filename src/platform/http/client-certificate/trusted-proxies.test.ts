import assert from "node:assert/strict";
import test from "node:test";
import { trustedProxies } from "./trusted-proxies.ts";

test("addresses and networks are recognised, mapped ones too", () => {
  const isTrusted = trustedProxies(["192.0.2.7", "10.1.0.0/16", "2001:db8::/32"]);
  for (const address of ["192.0.2.7", "::ffff:192.0.2.7", "10.1.255.255", "2001:db8::1"])
    assert.equal(isTrusted(address), true, address);
  for (const address of [
    undefined,
    "",
    "192.0.2.8",
    "10.2.0.1",
    "::ffff:10.2.0.1",
    "2001:db9::1",
    "localhost",
  ])
    assert.equal(isTrusted(address), false, String(address));
});

test("nobody is trusted unless listed", () => {
  assert.equal(trustedProxies([])("127.0.0.1"), false);
});

test("a slip in the list stops the start", () => {
  for (const entry of ["", "localhost", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/99", "*", "10.0.0"])
    assert.throws(() => trustedProxies([entry]), Error, entry);
});
