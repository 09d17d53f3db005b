import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { lockContract } from "#domain/contract/contracts.ts";
import { applyTransitions, planTransition } from "#domain/contract/transition.ts";
import { loginWorld } from "#test/support/login.ts";
import type { TransitionInstructions } from "./transition-crash-child.ts";

/** A worker is killed between two contracts whose date has come: neither has moved; the next worker moves both. */

const CHILD = join(import.meta.dirname, "transition-crash-child.ts");
const AT = Temporal.Instant.from("2026-07-10T00:00:00+09:00");

test("killed while it acts on the dates of plans: all of an institution's or nothing", async (t) => {
  const world = await loginWorld(t);
  const { context } = world;
  const { database } = context;
  const akagi = world.institution("akagi");
  const change = { at: context.clock.now(), actor: { kind: "staff", name: "branch" } } as const;
  const dates = {
    acquireFrom: Temporal.PlainDate.from("2026-06-10"),
    passwordEndsOn: Temporal.PlainDate.from("2026-07-10"),
  };
  const contractIds: string[] = [];
  for (let made = 0; made < 3; made += 1) {
    const { contractId } = (await world.newUser("akagi", { loginMethod: "password" })).reference;
    const planned = await database.inInstitution(akagi.code, (tx) =>
      planTransition(tx, akagi, { contractId, ...dates }, change),
    );
    assert.ok(planned.ok);
    contractIds.push(contractId);
  }
  const last = contractIds.toSorted().at(-1) ?? "";

  /** Of each contract: has ID/password login ended, is the plan completed, how much was recorded. */
  const standings = () =>
    database.asOwner<{ ended: boolean; completed: boolean; recorded: number }>(
      `select c.password_login_ended_at is not null as ended, t.completed_at is not null as completed,
         (select count(*) from audit_event a where a.facts->>'contractId' = c.contract_id and a.event in
           ('contract.switchedToCertificates', 'contract.passwordLoginEnded'))::int as recorded
       from contract c join contract_transition t using (institution_code, contract_id) order by c.contract_id`,
    );
  const count = async (question: string): Promise<number> => (await database.asOwner(question)).length;
  const WAITING =
    "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  // An UPDATE of contracts takes this lock; reading and locking them do not.
  const WROTE = `select 1 from pg_locks l join pg_stat_activity a using (pid) where a.datname = current_database()
    and a.wait_event_type = 'Lock' and l.relation = 'contract'::regclass and l.mode = 'RowExclusiveLock'`;
  const OPEN =
    "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null";

  await database.inInstitution(akagi.code, async (tx) => {
    // The worker takes contracts in the order of their IDs: it has moved the first two when it waits for the last.
    await lockContract(tx, last);
    const instructions: TransitionInstructions = {
      connectionString: database.connectionString,
      at: AT.toString(),
    };
    const child = spawn(process.execPath, [CHILD], {
      env: { ...process.env, NODE_TEST_CONTEXT: "", CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const ended = once(child, "close");
    while ((await count(WAITING)) === 0) {
      assert.equal(child.exitCode, null, "the child waits for the last contract");
      await pause(5);
    }
    assert.ok((await count(WROTE)) > 0, "it has written");
    child.kill("SIGKILL");
    assert.deepEqual(await ended, [null, "SIGKILL"]);
  });
  // A transaction whose process is gone is rolled back by the server, in its own time.
  while ((await count(OPEN)) > 0) await pause(5);
  const untouched = { ended: false, completed: false, recorded: 0 };
  assert.deepEqual(await standings(), [untouched, untouched, untouched]);

  context.clock.set(AT);
  assert.deepEqual(await applyTransitions(context), { transitions: 3 });
  const moved = { ended: true, completed: true, recorded: 2 };
  assert.deepEqual(await standings(), [moved, moved, moved]);
});
