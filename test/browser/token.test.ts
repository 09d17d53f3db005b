import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { ocra, parseOcraSuite } from "#domain/second-factor/oath/ocra.ts";
import {
  agreedKey,
  newAgreementKey,
  readDeviceKey,
} from "#domain/second-factor/transaction-authentication/key.ts";
import { systemRandom } from "#shared/random.ts";
import {
  parseChallenge,
  TOKEN_SUITE,
  writeChallenge,
  writeRegistration,
  type TransactionChallenge,
} from "#shared/transaction-token.ts";
import { agreeOnKey, newDeviceKey } from "../../src/browser/token/agreement.ts";
import { tokenNumber } from "../../src/browser/token/number.ts";
import { readScanned } from "../../src/browser/token/scanned.ts";

/** What the camera token computes, against what the server computes: two programs of which only the texts are common. */

const suite = parseOcraSuite(TOKEN_SUITE);
assert.ok(suite !== undefined);

const challenge: TransactionChallenge = {
  institutionId: "akagi",
  serial: "K7Q2-9XM0",
  nonce: "3q2-7wAAAAAAAAAAAAAAAA",
  expiresAtSeconds: 1_781_234_567,
  title: "電子証明書の発行",
  lines: [
    { label: "利用者名", value: "糸井 翠" },
    { label: "パソコン", value: "DESKTOP-1: 3階" },
  ],
};

const agreed = async () => {
  const server = newAgreementKey(systemRandom);
  const device = await newDeviceKey();
  const registration = {
    institutionId: "akagi",
    offerId: systemRandom.bytes(16).toString("base64url"),
    serverKey: server.publicKey.toString("base64url"),
  };
  const point = readDeviceKey(device.publicKey);
  assert.ok(point !== undefined);
  const serverSide = agreedKey(registration, server, point);
  assert.ok(serverSide !== undefined);
  return {
    registration,
    server,
    device,
    point,
    serverSide,
    deviceSide: await agreeOnKey(registration, device),
  };
};

const serverNumber = (key: Buffer, text: string): string =>
  ocra(suite, key, { question: createHash("sha256").update(text, "utf8").digest("hex") });

describe("the number", () => {
  test("is the same on both sides, for any text, and any change of the text changes it", async () => {
    const { serverSide, deviceSide } = await agreed();
    for (let round = 0; round < 50; round += 1) {
      const text = writeChallenge({
        ...challenge,
        nonce: systemRandom.bytes(16).toString("base64url"),
        title: systemRandom.bytes(round).toString("utf8") || "x",
      });
      const number = await tokenNumber(deviceSide, text);
      assert.match(number, /^[0-9]{8}$/);
      assert.equal(number, serverNumber(serverSide, text));
      assert.notEqual(await tokenNumber(deviceSide, `${text} `), number);
    }
  });

  test("keeps its leading zeros", async () => {
    const key = Buffer.alloc(32, 7);
    const signing = { name: "HMAC", hash: "SHA-256" };
    const imported = await crypto.subtle.importKey("raw", key, signing, false, ["sign"]);
    let zeros = 0;
    for (let round = 0; zeros < 3; round += 1) {
      const expected = serverNumber(key, `text ${round}`);
      assert.equal(await tokenNumber(imported, `text ${round}`), expected);
      if (expected.startsWith("0")) zeros += 1;
    }
  });
});

describe("the key", () => {
  test("cannot be read, and signs only; neither can the device's private key", async () => {
    const { deviceSide, device } = await agreed();
    assert.equal(deviceSide.extractable, false);
    assert.deepEqual(deviceSide.usages, ["sign"]);
    assert.equal(device.pair.privateKey.extractable, false);
    await assert.rejects(crypto.subtle.exportKey("raw", deviceSide));
    await assert.rejects(crypto.subtle.exportKey("pkcs8", device.pair.privateKey));
  });

  test("belongs to one registration: another offer or institution gives another", async () => {
    const { registration, server, point, serverSide } = await agreed();
    for (const other of [
      { ...registration, offerId: systemRandom.bytes(16).toString("base64url") },
      { ...registration, institutionId: "hisui" },
    ]) {
      const key = agreedKey(other, server, point);
      assert.ok(key !== undefined && !key.equals(serverSide));
    }
  });

  test("is not agreed with what is no point of the curve", async () => {
    const { registration, server } = await agreed();
    const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]);
    assert.ok(readDeviceKey(offCurve.toString("base64url")) !== undefined);
    assert.equal(agreedKey(registration, server, offCurve), undefined);
    for (const text of ["", "AAAA", Buffer.alloc(65).toString("base64url"), `${"A".repeat(87)}=`])
      assert.equal(readDeviceKey(text), undefined);
    const serverKey = offCurve.toString("base64url");
    await assert.rejects(agreeOnKey({ ...registration, serverKey }, await newDeviceKey()));
  });
});

describe("what a code holds", () => {
  const text = writeChallenge(challenge);

  test("is read again as it was written", () => {
    assert.deepEqual(parseChallenge(text), challenge);
    assert.equal(text.split("\n").length, 4);
  });

  test("shows nothing that cannot be seen, and nothing in another direction", () => {
    const sly = writeChallenge({
      ...challenge,
      title: "支払い\u202Eを止める\u200B\n受取人: 誰か",
      lines: [{ label: "口座: 番号", value: "" }],
    });
    assert.deepEqual(parseChallenge(sly)?.lines, [{ label: "口座:番号", value: "–" }]);
    assert.equal(parseChallenge(sly)?.title, "支払い を止める 受取人: 誰か");
    assert.doesNotMatch(sly, /[\u202E\u200B]/u);
    for (const changed of [
      text.replace("電子", "電\u202E子"),
      text.replace("電子", "電 \u200B子"),
      `${text}\n`,
      `${text}\nline without a label`,
      text.replace("\n", "\n\n"),
      text.replace("1781234567", "01781234567"),
      text.replace("tegata:challenge:1", "tegata:challenge:2"),
      `${text}\n${Array.from({ length: 7 }, (_, index) => `a${index}: b`).join("\n")}`,
      text.replace("糸井 翠", "x".repeat(61)),
      text.replace("糸井 翠", "糸井  翠"),
    ])
      assert.equal(parseChallenge(changed), undefined, JSON.stringify(changed));
  });

  test("is read from what was pasted, whatever lines and spaces are about it", () => {
    const pasted = `\r\n  ${text.replaceAll("\n", "  \r\n")}  \n\n`;
    const read = readScanned(pasted, "akagi.localhost:8443");
    assert.ok(read.kind === "challenge");
    assert.equal(read.text, text);
  });

  test("a registration is taken by apps of the same installation only", () => {
    const registration = {
      institutionId: "akagi",
      offerId: "A".repeat(22),
      serverKey: "B".repeat(87),
    };
    const address = `https://akagi.example.jp:8443/token/${writeRegistration(registration)}`;
    const expected = { kind: "registration", registration, server: "https://akagi.example.jp:8443" };
    assert.deepEqual(readScanned(address, "akagi.example.jp:8443"), expected);
    assert.deepEqual(readScanned(address, "hisui.example.jp:8443"), expected);
    assert.equal(readScanned(address, "akagi.example.com:8443").kind, "elsewhere");
    assert.equal(readScanned(address, "akagi.example.jp").kind, "elsewhere");
    for (const other of [
      address.replace("https", "http"),
      address.replace("/token/", "/other/"),
      address.replace("registration.1", "registration.2"),
      `${address}A`,
      "https://akagi.example.jp:8443/token/",
      "javascript:alert(1)",
      "",
    ])
      assert.equal(readScanned(other, "akagi.example.jp:8443").kind, "unknown", other);
    const liar = address.replace("akagi.example.jp:8443", "evil.example.jp:8443");
    assert.equal(readScanned(liar, "akagi.example.jp:8443").kind, "elsewhere");
  });
});
