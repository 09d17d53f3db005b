import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { loginWorld } from "#test/support/login.ts";
import type { AnswersCrashInstructions } from "./additional-answers-crash-child.ts";

/** Answers and codes while nodes are killed in the middle of storing, proving and clearing: never half of anything. */

const CHILD = join(import.meta.dirname, "additional-answers-crash-child.ts");
const KILLS = 6;

const folder = await mkdtemp(join(tmpdir(), "tegata-answers-crash-"));
after(() => rm(folder, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

test("killed at any moment: answers, code, audit rows and mails tell the same story", async () => {
  const world = await loginWorld();
  const { database } = world.context;
  const { contractId, userId } = (await world.newUser("akagi")).reference;
  await database.asOwner(
    "update contract_user set mail_address = 'a@customer.example' where contract_id = $1",
    [contractId],
  );
  const instructions: AnswersCrashInstructions = {
    connectionString: database.connectionString,
    contractId,
    userId,
  };
  const count = async (sql: string): Promise<number> => {
    const [row] = await database.asOwner<{ count: number }>(`select count(*)::integer as count ${sql}`, []);
    return row?.count ?? 0;
  };
  const lastOf = async (events: string): Promise<string | undefined> => {
    const [row] = await database.asOwner<{ event: string }>(
      `select event from audit_event where event in (${events}) order by event_id desc limit 1`,
      [],
    );
    return row?.event;
  };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, [CHILD], {
      env: { ...environment, CRASH: JSON.stringify(instructions) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    assert.ok(child.stdout);
    await once(child.stdout, "data");
    await pause(20 + ((kill * 53) % 240));
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
    // A statement of a killed node may still be on its way: its transaction ends, one way or the other.
    for (let look = 0; look < 200; look += 1) {
      const sql = "from pg_stat_activity where datname = current_database() and state like '%transaction%'";
      if ((await count(sql)) === 0) break;
      await pause(20);
    }
    const registered = "'additionalAuthentication.registered'";
    const last = await lastOf(`${registered}, 'additionalAuthentication.reset'`);
    assert.equal(
      await count("from additional_answer"),
      last === "additionalAuthentication.registered" ? 3 : 0,
    );
    assert.ok((await count("from additional_answer where asked_since is not null")) <= 1);
    assert.equal(
      await count(`from audit_event where event = ${registered}`),
      await count(
        "from graphile_worker._private_jobs where payload ->> 'subject' = '追加認証回答登録のお知らせ'",
      ),
    );
    const [code] = await database.asOwner<{ made: string; proved: string | null; verified: boolean }>(
      `select (select max(event_id) from audit_event where event = 'registrationCode.made') as made,
         (select max(event_id) from audit_event
          where event = 'secondFactor.proved' and facts ->> 'factor' = 'userRegistrationCode') as proved,
         (select verified_at is not null from user_registration_code) as verified`,
      [],
    );
    assert.ok(code !== undefined);
    assert.equal(code.verified, Number(code.proved ?? 0) > Number(code.made));
  }
});
