import assert from "node:assert/strict";
import test from "node:test";
import { parseGateHost } from "./gate-host.ts";

const nonce = "abcdefghijklmnopqrstuvwxyz234567";
const expected = { base: "localhost", port: 8444 };

test("a host name as the portal writes it is taken apart", () => {
  assert.deepEqual(parseGateHost(`${nonce}.cert.hisui.localhost:8444`, expected), {
    nonce,
    institutionId: "hisui",
    hostname: `${nonce}.cert.hisui.localhost`,
  });
  const behindProxy = { base: "bank.example.jp", port: 443 };
  assert.equal(parseGateHost(`${nonce}.cert.hisui.bank.example.jp`, behindProxy)?.institutionId, "hisui");
});

test("every other way of writing it is refused", () => {
  const wrong = [
    undefined,
    "",
    ":8444",
    `${nonce}.cert.hisui.localhost`,
    `${nonce}.cert.hisui.localhost:443`,
    `${nonce}.cert.hisui.localhost.:8444`,
    `${nonce}.cert.hisui.localhost:08444`,
    `${nonce.toUpperCase()}.cert.hisui.localhost:8444`,
    `${nonce}.CERT.hisui.localhost:8444`,
    `${nonce}.cert.Hisui.localhost:8444`,
    `${nonce}.cert.hisui.LOCALHOST:8444`,
    `user@${nonce}.cert.hisui.localhost:8444`,
    `user:pw@${nonce}.cert.hisui.localhost:8444`,
    `x.${nonce}.cert.hisui.localhost:8444`,
    `${nonce}.cert.x.hisui.localhost:8444`,
    `${nonce}.cert..localhost:8444`,
    `${nonce}..hisui.localhost:8444`,
    `${nonce.slice(1)}.cert.hisui.localhost:8444`,
    `${nonce}a.cert.hisui.localhost:8444`,
    `${nonce.slice(1)}1.cert.hisui.localhost:8444`,
    `${nonce}.cert.hisui.localhost.evil.example:8444`,
    `${nonce}.cert.hisui.evillocalhost:8444`,
    ` ${nonce}.cert.hisui.localhost:8444`,
    `${nonce}.cert.hisui.localhost:8444\n`,
    "hisui.localhost:8444",
    "127.0.0.1:8444",
  ];
  for (const field of wrong) assert.equal(parseGateHost(field, expected), undefined, JSON.stringify(field));
});
