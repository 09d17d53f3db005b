import assert from "node:assert/strict";
import { test } from "node:test";
import type { DomainContext } from "#domain/context.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { shippedInstitutions } from "#test/support/population.ts";
import { currentNotices, publishNotice, type Notice } from "./notices.ts";

const now = Temporal.Instant.from("2026-04-01T00:00:00Z");

const notice = (noticeId: string, fromHours: number, untilHours: number | null): Notice => ({
  noticeId,
  kind: "ordinary",
  title: { ja: `題 ${noticeId}`, en: `Title ${noticeId}` },
  body: { ja: "本文", en: "Body" },
  publishedFrom: now.add({ hours: fromHours }),
  publishedUntil: untilHours === null ? null : now.add({ hours: untilHours }),
});

test("the notices of now, the newest first, of this institution only", async (t) => {
  const database = await testDatabase(t);
  const clock = settableClock(now);
  const context: DomainContext = {
    database,
    clock,
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  await database.inInstitution("9001", async (tx) => {
    await publishNotice(tx, notice("old", -48, null));
    await publishNotice(tx, notice("over", -48, 0));
    await publishNotice(tx, notice("ending", -24, 1));
    await publishNotice(tx, notice("beginning", 0, null));
    await publishNotice(tx, notice("later", 1, null));
  });
  await database.inInstitution("9002", (tx) => publishNotice(tx, notice("elsewhere", -1, null)));
  const ids = async (): Promise<string[]> =>
    (await currentNotices(context, "9001")).map(({ noticeId }) => noticeId);
  assert.deepEqual(await ids(), ["beginning", "ending", "old"]);
  clock.advance({ hours: 1 });
  assert.deepEqual(await ids(), ["later", "beginning", "old"]);
  const changed = { ...notice("old", 1, null), title: { ja: "新題", en: "New title" } };
  await database.inInstitution("9001", (tx) => publishNotice(tx, changed));
  assert.deepEqual(
    (await currentNotices(context, "9001")).find(({ noticeId }) => noticeId === "old"),
    changed,
  );
});
