import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { loginWorld, START } from "#test/support/login.ts";
import { contractOneTimePasswords } from "#test/support/one-time-passwords.ts";
import type { OtpCrashInstructions } from "./one-time-password-crash-child.ts";

/** One-time passwords while nodes are killed in the middle of set-up, login, change of phone and revocation. */

const CHILD = join(import.meta.dirname, "one-time-password-crash-child.ts");
const KILLS = 6;

const folder = await mkdtemp(join(tmpdir(), "tegata-otp-crash-"));
after(() => rm(folder, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

test("killed at any moment: tokens, sessions, audit rows, history and mails tell the same story", async () => {
  const world = await loginWorld();
  const { database } = world.context;
  const user = await world.newUser("akagi");
  await contractOneTimePasswords(world.context, world.institution("akagi"), user);
  await database.asOwner("update contract_user set mail_address = 'a@customer.example'");
  const { contractId, userId } = user.reference;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const instructions: OtpCrashInstructions = {
      connectionString: database.connectionString,
      contractId,
      userId,
      start: START.add({ hours: 24 * (kill + 1) }).toString(),
    };
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
  const open = "from pg_stat_activity where datname = current_database() and state like '%transaction%'";
  for (let look = 0; look < 200 && (await count(open)) > 0; look += 1) await pause(20);
  const event = (name: string) => count(`from audit_event where event = '${name}'`);
  const mail = (subject: string) =>
    count(`from graphile_worker._private_jobs where payload ->> 'subject' = '${subject}'`);

  const started = await event("secondFactor.tokenStarted");
  const replaced = await event("secondFactor.tokenReplaced");
  const revoked = await event("secondFactor.tokenRevoked");
  assert.ok(started >= KILLS, `${started} tokens began`);
  assert.equal(started + replaced, await count("from otp_token where started_at is not null"));
  assert.equal(
    replaced + revoked,
    await count("from otp_token where started_at is not null and state = 'revoked'"),
  );
  assert.ok((await count("from otp_token where state = 'active'")) <= 1);
  assert.equal(started, await mail("ワンタイムパスワード利用開始のお知らせ"));
  assert.equal(replaced, await mail("ワンタイムパスワードトークン変更のお知らせ"));
  assert.equal(revoked, await mail("ワンタイムパスワードトークン失効のお知らせ"));
  const proved = await event("login.factorProved");
  assert.equal(proved, await event("login.succeeded"));
  assert.equal(proved, await count("from login_history where outcome = 'succeeded'"));
  assert.equal(proved, await count("from portal_session where factors_pending = '{}'"));
  assert.ok(proved <= (await event("login.factorsAsked")));
});
