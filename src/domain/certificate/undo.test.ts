import assert from "node:assert/strict";
import test from "node:test";
import { certificateWorld } from "#test/support/certificates.ts";
import { undoUnconfirmed } from "./undo.ts";

const world = await certificateWorld();
const { context } = world;
const { clock, database } = context;

test("what is not confirmed in time undoes itself, in every institution, and the ID may acquire again", async () => {
  const hisui = await world.newUser("hisui");
  const yukiguni = await world.newUser("yukiguni");
  const prepared = await world.newUser("hisui");
  const active = await world.newUser("hisui");
  const issued = await world.issue(hisui);
  await world.issue(yukiguni);
  await world.activate(active);
  const { serial } = await world.issue(prepared);
  await database.asOwner(
    "update certificate set state = 'prepared', certificate_signature = null, fingerprint = null, signed_at = null where serial = $1",
    [serial],
  );

  clock.set(issued.confirmBefore);
  assert.deepEqual(await undoUnconfirmed(context), { revoked: 0, abandoned: 0 });
  clock.advance({ seconds: 1 });
  assert.deepEqual(await undoUnconfirmed(context), { revoked: 2, abandoned: 1 });
  assert.deepEqual(await undoUnconfirmed(context), { revoked: 0, abandoned: 0 });

  assert.deepEqual(await world.statesOf(hisui), ["revoked (unconfirmed)"]);
  assert.deepEqual(await world.statesOf(yukiguni), ["revoked (unconfirmed)"]);
  assert.deepEqual(await world.statesOf(prepared), ["abandoned (unconfirmed)"]);
  assert.deepEqual(await world.statesOf(active), ["active"]);
  const actors = await database.asOwner(
    "select distinct actor_kind, actor from audit_event where facts->>'cause' = 'unconfirmed'",
  );
  assert.deepEqual(actors, [{ actor_kind: "system", actor: "undo-unconfirmed" }]);
  for (const user of [hisui, yukiguni, prepared]) await world.activate(user);
});

test("more than one batch, by several nodes at once, each undone once", async () => {
  const users = (await Promise.all([1, 2, 3].map(() => world.newUsers("hisui", 50)))).flat();
  for (const user of users) await world.issue(user);
  clock.advance({ hours: 1 });
  const counts = await Promise.all([1, 2, 3].map(() => undoUnconfirmed(context)));
  assert.equal(
    counts.reduce((sum, { revoked }) => sum + revoked, 0),
    150,
  );
  const [rows] = await database.asOwner<{ n: number }>(
    "select count(*)::int as n from certificate where state in ('prepared', 'issued')",
  );
  assert.equal(rows?.n, 0);
});
