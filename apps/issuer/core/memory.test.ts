import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { Memory } from "./memory.ts";

const memoryFor = (t: TestContext): Memory => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-memory-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return new Memory(join(directory, "deep", "memory.json"));
};

const institution = {
  server: "https://ra.example",
  id: "hisui",
  name: { ja: "ひすい", en: "Hisui" },
  authorities: ["AAAA"],
};

test("what is remembered is there for the next run, and only for this OS user", (t) => {
  const memory = memoryFor(t);
  assert.deepEqual(memory.institutions(), []);
  memory.rememberInstitution(institution);
  const again = new Memory(memory.file);
  assert.deepEqual(again.institutions(), [institution]);
  assert.equal(statSync(memory.file).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(memory.file)).mode & 0o777, 0o700);
});

test("authorities of earlier generations stay known", (t) => {
  const memory = memoryFor(t);
  memory.rememberInstitution(institution);
  memory.rememberInstitution({
    ...institution,
    name: { ja: "新ひすい", en: "New Hisui" },
    authorities: ["BBBB"],
  });
  memory.rememberInstitution({ ...institution, server: "https://other.example", authorities: ["CCCC"] });
  const [first, second] = memory.institutions();
  assert.deepEqual(first?.authorities, ["BBBB", "AAAA"]);
  assert.equal(first?.name.en, "New Hisui");
  assert.deepEqual(second?.authorities, ["CCCC"]);
});

test("certificates and unfinished keys come and go", (t) => {
  const memory = memoryFor(t);
  const certificate = {
    serial: "ab",
    server: "https://ra.example",
    institution: "hisui",
    account: [],
    deviceName: "pc",
    osUser: "taro",
    installedAt: "2026-06-01T00:00:00Z",
  };
  memory.rememberCertificate(certificate);
  memory.rememberCertificate({ ...certificate, deviceName: "pc2" });
  assert.equal(memory.certificate("ab")?.deviceName, "pc2");
  memory.forgetCertificate("ab");
  assert.equal(memory.certificate("ab"), undefined);
  const key = { publicKeyInfo: "AAAA", location: "/a", startedAt: "2026-06-01T00:00:00Z", processId: 1 };
  memory.rememberUnfinishedKey(key);
  assert.deepEqual(memory.unfinishedKeys("/a"), [key]);
  assert.deepEqual(memory.unfinishedKeys("/b"), []);
  memory.forgetUnfinishedKey("AAAA");
  assert.deepEqual(memory.unfinishedKeys("/a"), []);
});

test("a damaged file is kept beside and does not stop the work", (t) => {
  const memory = memoryFor(t);
  mkdirSync(dirname(memory.file), { recursive: true });
  writeFileSync(memory.file, '{"version": 1, "instit');
  assert.deepEqual(memory.institutions(), []);
  assert.equal(readFileSync(`${memory.file}.damaged`, "utf8"), '{"version": 1, "instit');
  memory.rememberInstitution(institution);
  assert.equal(memory.institutions().length, 1);
});
