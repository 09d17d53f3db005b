import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openDatabase } from "#platform/database/database.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { CRL_SHARD_CAPACITY, allotCrlShard, type ShardRequest } from "./crl-shards.ts";

const world = await certificateWorld();
const NOT_AFTER = Temporal.Instant.from("2027-06-01T00:00:00Z");
const request = (more: Partial<ShardRequest> = {}): ShardRequest => ({
  institutionCode: "9001",
  issuerId: "bizsol-g1",
  notAfter: NOT_AFTER,
  ...more,
});

const shards = (institutionCode: string) =>
  world.context.database.asOwner<{ shard: number; allotted: number; covers_until: Date }>(
    "select shard, allotted, covers_until from crl_shard where institution_code = $1 order by shard",
    [institutionCode],
  );

describe("allotment of CRL shards", () => {
  test("no shard is given more certificates than it holds, whatever number of processes asks", async (t) => {
    // As many processes as there are databases: each has leases of its own.
    const processes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { connectionString } = world.context.database;
        const database = await openDatabase({ connectionString, connections: 2 });
        t.after(() => database.close());
        return { ...world.context, database };
      }),
    );
    const given = new Map<number, number>();
    const ask = async (index: number): Promise<void> => {
      const context = processes[index % processes.length];
      assert.ok(context !== undefined);
      const shard = await allotCrlShard(context, request());
      given.set(shard, (given.get(shard) ?? 0) + 1);
    };
    for (let wave = 0; wave < 3; wave += 1) {
      await Promise.all(Array.from({ length: 4000 }, (_, index) => ask(index)));
    }
    assert.equal(
      [...given.values()].reduce((sum, count) => sum + count, 0),
      12_000,
    );
    assert.ok(given.size >= 2);
    for (const [shard, count] of given) assert.ok(count <= CRL_SHARD_CAPACITY, `shard ${shard}: ${count}`);
    const rows = await shards("9001");
    assert.deepEqual(
      rows.map(({ shard }) => shard),
      [...given.keys()].sort((left, right) => left - right),
    );
    for (const { shard, allotted } of rows) {
      assert.ok(allotted >= (given.get(shard) ?? 0) && allotted <= CRL_SHARD_CAPACITY);
    }
  });

  test("issuers and institutions have shards of their own", async () => {
    assert.equal(await allotCrlShard(world.context, request({ institutionCode: "9003" })), 0);
    const other = request({ institutionCode: "9002", issuerId: "shinkin-g1" });
    assert.equal(await allotCrlShard(world.context, other), 0);
    assert.equal((await shards("9003")).length, 1);
  });

  test("a shard covers every certificate that was given it", async () => {
    const institutionCode = "9004";
    await allotCrlShard(world.context, request({ institutionCode }));
    const before = await shards(institutionCode);
    const later = NOT_AFTER.add({ hours: 24 * 400 });
    await allotCrlShard(world.context, request({ institutionCode, notAfter: later }));
    const [first] = await shards(institutionCode);
    assert.ok((before[0]?.covers_until.getTime() ?? 0) >= NOT_AFTER.epochMilliseconds);
    assert.ok((first?.covers_until.getTime() ?? 0) >= later.epochMilliseconds);
  });

  test("what certificates of before the shards with a capacity name stays theirs", async () => {
    // As migration 0011 leaves them: full.
    await world.context.database.asOwner(
      "insert into crl_shard select '9005', 'bizsol-g1', shard, 1, 1, now() from generate_series(0, 7) shard",
    );
    assert.equal(await allotCrlShard(world.context, request({ institutionCode: "9005" })), 8);
  });
});
