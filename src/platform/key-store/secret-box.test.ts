import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { systemRandom } from "#shared/random.ts";
import { dataKeyInFile, secretBox } from "./secret-box.ts";

const key = Buffer.alloc(32, 7);
const box = secretBox(key, systemRandom);
const secret = Buffer.from("a seed of twenty byt");

test("what is sealed opens again, for the same owner alone", () => {
  const sealed = box.seal(secret, "token/1");
  assert.deepEqual(box.open(sealed, "token/1"), secret);
  assert.ok(!sealed.includes(secret));
  assert.throws(() => box.open(sealed, "token/2"));
  assert.throws(() => secretBox(Buffer.alloc(32, 8), systemRandom).open(sealed, "token/1"));
});

test("each sealing is another, and every changed byte is noticed", () => {
  const sealed = box.seal(secret, "token/1");
  assert.notDeepEqual(box.seal(secret, "token/1"), sealed);
  for (const index of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    assert.throws(() => box.open(changed, "token/1"), `byte ${index}`);
  }
  for (const length of [0, 1, 12, 28]) assert.throws(() => box.open(sealed.subarray(0, length), "token/1"));
});

test("a key of another length is refused", () => {
  assert.throws(() => secretBox(Buffer.alloc(16), systemRandom), /32 bytes/);
});

test("processes that start at once agree on one data key, which only its owner reads", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-data-key-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "var", "data.key");
  const keys = await Promise.all(Array.from({ length: 8 }, () => dataKeyInFile(path, systemRandom)));
  assert.equal(new Set(keys.map((one) => one.toString("hex"))).size, 1);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(directory, "var")), ["data.key"]);
  assert.equal((await readFile(path, "utf8")).trim().length, 64);
});

test("a file that is no data key is refused, not replaced", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-data-key-"));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "data.key");
  await writeFile(path, "not a key\n");
  await assert.rejects(dataKeyInFile(path, systemRandom), /no data key/);
  assert.equal(await readFile(path, "utf8"), "not a key\n");
});
