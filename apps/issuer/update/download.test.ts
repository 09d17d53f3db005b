import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { savePackage } from "./download.ts";

const content = Buffer.from("the new version, in three parts");

const expected = {
  platform: "linux-x64",
  file: "new.deb",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
};

const directoryFor = (t: TestContext): string => {
  const directory = mkdtempSync(join(tmpdir(), "tegata-update-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

async function* parts(given: Buffer, size = 10): AsyncGenerator<Buffer> {
  for (let at = 0; at < given.length; at += size) yield given.subarray(at, at + size);
}

async function* cutOff(): AsyncGenerator<Buffer> {
  yield content.subarray(0, 10);
  throw new Error("ECONNRESET");
}

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) yield content;
}

const save = async (t: TestContext, octets: AsyncIterable<Buffer>) => {
  const directory = directoryFor(t);
  const told: number[] = [];
  const saved = await savePackage(octets, expected, directory, (bytes) => told.push(bytes));
  return {
    code: saved.ok ? "saved" : saved.refusal.code,
    left: readdirSync(directory),
    told,
    path: saved.ok ? saved.value : "",
  };
};

test("what is announced is saved under its name, and told how far it is", async (t) => {
  const { code, left, told, path } = await save(t, parts(content));
  assert.deepEqual([code, left], ["saved", ["new.deb"]]);
  assert.deepEqual(told, [10, 20, 30, 31]);
  assert.deepEqual(readFileSync(path), content);
});

test("a line that breaks and a file that is too short: G002e, and nothing is left", async (t) => {
  for (const octets of [cutOff(), parts(content.subarray(1))]) {
    const { code, left } = await save(t, octets);
    assert.deepEqual([code, left], ["G002e", []]);
  }
});

test("another file, or one that does not end: not trusted, and nothing is left", async (t) => {
  const changed = Buffer.from(content);
  changed[5] = 0;
  for (const octets of [parts(changed), parts(Buffer.concat([content, content])), endless()]) {
    const { code, left } = await save(t, octets);
    assert.deepEqual([code, left], ["UPDATE_NOT_TRUSTED", []]);
  }
});

test("a directory that cannot be written: G002e", async () => {
  const saved = await savePackage(parts(content), expected, join(import.meta.filename, "x"), () => undefined);
  assert.equal(saved.ok ? "saved" : saved.refusal.code, "G002e");
});
