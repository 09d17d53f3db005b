import assert from "node:assert/strict";
import test from "node:test";
import { AnswerCache, type SignedAnswer } from "./cache.ts";

const NOW = 1_000;
const LATER = 2_000;
const GOOD = { status: { kind: "good" }, usableUntil: LATER } as const;
const instant = Temporal.Instant.fromEpochMilliseconds(0);

const answer = (octets = 1_000): SignedAnswer => ({
  response: Buffer.alloc(octets),
  thisUpdate: instant,
  nextUpdate: instant,
  usableUntil: LATER,
  form: undefined,
});

const cacheOf = (limits: { bytes?: number; entries?: number } = {}) => {
  const lease = { isHeld: true };
  const cache = new AnswerCache({ bytes: 1_000_000, entries: 1_000, ...limits }, lease);
  const keep = (serial: string, given = answer()): boolean => {
    const filling = cache.begin({ issuerId: "i", serial });
    const isKept = cache.keep(filling, GOOD, "sha1", given);
    cache.end(filling);
    return isKept;
  };
  const find = (serial: string, now = NOW): SignedAnswer | undefined =>
    cache.find({ issuerId: "i", serial }, now)?.answers.get("sha1");
  return { cache, lease, keep, find };
};

test("what is kept is found, for its issuer and until its time", () => {
  const { cache, keep, find } = cacheOf();
  const given = answer();
  assert.ok(keep("a", given));
  assert.equal(find("a"), given);
  assert.equal(cache.find({ issuerId: "other", serial: "a" }, NOW), undefined);
  assert.equal(find("a", LATER), undefined);
  assert.equal(cache.bytes, 0);
});

test("nothing is found or kept without a lease", () => {
  const { cache, lease, keep, find } = cacheOf();
  keep("a");
  cache.keepPath({ issuerId: "i", serial: "a" }, "/a", find("a") ?? answer());
  lease.isHeld = false;
  assert.equal(find("a"), undefined);
  assert.equal(cache.findByPath("/a", NOW), undefined);
  assert.equal(keep("b"), false);
  lease.isHeld = true;
  assert.notEqual(find("a"), undefined);
  assert.notEqual(cache.findByPath("/a", NOW), undefined);
});

test("an eviction takes the answers, their paths, and what is being made", () => {
  const { cache, keep, find } = cacheOf();
  const given = answer();
  keep("a", given);
  cache.keepPath({ issuerId: "i", serial: "a" }, "/a", given);
  assert.equal(cache.findByPath("/a", NOW), given);
  const filling = cache.begin({ issuerId: "i", serial: "a" });
  const other = cache.begin({ issuerId: "i", serial: "b" });
  cache.evict({ issuerId: "i", serial: "a" });
  assert.equal(find("a"), undefined);
  assert.equal(cache.findByPath("/a", NOW), undefined);
  assert.equal(cache.keep(filling, GOOD, "sha1", answer()), false);
  assert.equal(cache.keep(other, GOOD, "sha1", answer()), true);
  assert.equal(cache.evictions, 1);
});

test("clearing takes everything, and what is being made", () => {
  const { cache, keep, find } = cacheOf();
  keep("a");
  const filling = cache.begin({ issuerId: "i", serial: "b" });
  cache.clear();
  assert.equal(find("a"), undefined);
  assert.equal(cache.keep(filling, GOOD, "sha1", answer()), false);
  assert.deepEqual([cache.size, cache.bytes], [0, 0]);
});

test("unknown is never kept", () => {
  const { cache } = cacheOf();
  const filling = cache.begin({ issuerId: "i", serial: "a" });
  const standing = { status: { kind: "unknown" }, usableUntil: LATER } as const;
  assert.equal(cache.keep(filling, standing, "sha1", answer()), false);
  assert.equal(cache.size, 0);
});

test("what was not asked for goes first; neither bound is exceeded", () => {
  const { cache, keep, find } = cacheOf({ entries: 3 });
  for (const serial of ["a", "b", "c"]) keep(serial);
  find("a");
  keep("d");
  assert.deepEqual(
    ["a", "b", "c", "d"].filter((serial) => find(serial) !== undefined),
    ["a", "c", "d"],
  );
  const small = cacheOf({ bytes: 50_000 });
  for (let index = 0; index < 500; index += 1) {
    small.keep(String(index));
    assert.ok(small.cache.bytes <= 50_000);
  }
  assert.ok(small.cache.size > 5);
  assert.ok(cache.size === 3);
});

test("bytes return to nothing when all is gone, whatever came and went", () => {
  const { cache, keep, find } = cacheOf({ bytes: 60_000 });
  for (let index = 0; index < 300; index += 1) {
    const serial = String(index % 40);
    keep(serial, answer(500 + (index % 7) * 100));
    const given = find(serial);
    if (given !== undefined) cache.keepPath({ issuerId: "i", serial }, `/${index}`, given);
    if (index % 3 === 0) cache.evict({ issuerId: "i", serial: String(index % 11) });
  }
  for (let index = 0; index < 40; index += 1) cache.evict({ issuerId: "i", serial: String(index) });
  assert.deepEqual([cache.size, cache.bytes], [0, 0]);
});

test("a certificate has few CertIDs and few paths, however it is asked for", () => {
  const { cache, keep } = cacheOf();
  const given = answer();
  keep("a", given);
  const filling = cache.begin({ issuerId: "i", serial: "a" });
  const kept = ["sha1-null", "sha256", "sha256-null", "more"].map((certId) =>
    cache.keep(filling, GOOD, certId, answer()),
  );
  assert.deepEqual(kept, [true, true, true, false]);
  for (let index = 0; index < 20; index += 1) {
    cache.keepPath({ issuerId: "i", serial: "a" }, `/a${index}`, given);
  }
  const found = Array.from({ length: 20 }, (_, index) => cache.findByPath(`/a${index}`, NOW));
  assert.equal(found.filter(Boolean).length, 6);
  assert.equal(found.at(-1), given);
});

test("nothing is kept where no memory is given", () => {
  const { cache, keep, find } = cacheOf({ bytes: 0 });
  keep("a");
  assert.equal(find("a"), undefined);
  assert.equal(cache.size, 0);
});
