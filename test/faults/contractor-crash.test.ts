import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { askContract } from "#domain/contractor-confirmation/confirmation.ts";
import { systemClock } from "#shared/clock.ts";
import { loginWorld } from "#test/support/login.ts";
import type { ContractorCrashInstructions } from "./contractor-crash-child.ts";

/** 契約者確認 while nodes are killed in the middle of asking, answering and deciding: never half of anything. */

const CHILD = join(import.meta.dirname, "contractor-crash-child.ts");
const KILLS = 6;

const folder = await mkdtemp(join(tmpdir(), "tegata-contractor-crash-"));
after(() => rm(folder, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

test("killed at any moment: states, audit rows and mails tell the same story", async () => {
  const world = await loginWorld();
  const { database } = world.context;
  const daishin = world.institution("daishin");
  const { reference } = await world.newUser("daishin", { role: "master" });
  const { contractId, userId } = reference;
  await database.asOwner(
    "update contract_user set mail_address = 'a@customer.example' where contract_id = $1",
    [contractId],
  );
  const change = { at: systemClock.now(), actor: { kind: "staff", name: "test" } as const };
  assert.ok((await askContract({ database }, daishin, contractId, change)).ok);
  const instructions: ContractorCrashInstructions = {
    connectionString: database.connectionString,
    contractId,
    userId,
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, [CHILD], {
      env: { ...environment, CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(child.stdout);
    await once(child.stdout, "data");
    await pause(20 + ((kill * 37) % 110));
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }
  const count = async (sql: string): Promise<number> => {
    const [row] = await database.asOwner<{ count: number }>(`select count(*)::integer as count ${sql}`, []);
    return row?.count ?? 0;
  };
  // A statement of a killed node may still be on its way: its transaction ends, one way or the other.
  for (let look = 0; look < 200; look += 1) {
    if (
      (await count(
        "from pg_stat_activity where datname = current_database() and state like '%transaction%'",
      )) === 0
    )
      break;
    await pause(20);
  }
  const event = (name: string) => count(`from audit_event where event = 'contractor.${name}'`);
  const mail = (subject: string) =>
    count(`from graphile_worker._private_jobs where payload ->> 'subject' = '${subject}'`);
  const state = (states: string) => count(`from contractor_confirmation where state in (${states})`);

  const answered = await event("answered");
  assert.ok(answered >= KILLS, `${answered} rounds were answered before the nodes were killed`);
  assert.equal(answered, await state("'answered', 'accepted', 'returned'"));
  assert.equal(answered, await mail("契約者確認の回答受付のお知らせ"));
  assert.equal(await event("accepted"), await state("'accepted'"));
  assert.equal(await event("accepted"), await mail("契約者確認完了のお知らせ"));
  assert.equal(await event("returned"), await state("'returned'"));
  assert.equal(await event("returned"), await mail("契約者確認の再回答のお願い"));
  const asked = await event("asked");
  assert.equal(asked, await mail("契約者確認のお願い"));
  assert.equal(asked + (await event("returned")), await count("from contractor_confirmation"));
  assert.ok((await state("'asked', 'answered'")) <= 1, "one round is open at most");
});
