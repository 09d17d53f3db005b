import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { createLog } from "#platform/log/log.ts";
import { startMailCatcher } from "#platform/mail/catcher.ts";
import { openMailbox } from "#platform/mail/mailbox.ts";
import { systemClock } from "#shared/clock.ts";
import { reminderWorld } from "#test/support/reminders.ts";
import type { MailCrashInstructions } from "./mail-crash-child.ts";

/** Nodes are killed while they queue and send reminders; each mail arrives, and arrives once. */

const CHILD = join(import.meta.dirname, "mail-crash-child.ts");
const USERS = 40;
const KILLS = 8;
const KILLS_WHILE_QUEUEING = 3;
const JOBS_AT_A_TIME = 4;

const folder = await mkdtemp(join(tmpdir(), "tegata-mail-crash-"));
after(() => rm(folder, { recursive: true, force: true }));
const environment = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled"), NODE_TEST_CONTEXT: "" };
await promisify(execFile)(process.execPath, [CHILD], { env: environment });

const start = async (instructions: MailCrashInstructions): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [CHILD], {
    env: { ...environment, CRASH: JSON.stringify(instructions) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  assert.ok(child.stdout);
  await once(child.stdout, "data");
  return child;
};

const kill = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
};

test("killed while they queue and send: every mail arrives, each once", async (t) => {
  const world = await reminderWorld(t);
  const users = await world.newUsers("yukiguni", USERS);
  for (const user of users) await world.activate(user);
  const [first] = users;
  assert.ok(first);
  world.goTo(world.institution("yukiguni"), await world.endOf(first), 10);
  const mailbox = await openMailbox(join(folder, "mail"));
  const handedOver: string[] = [];
  const catcher = await startMailCatcher({
    mailbox: {
      ...mailbox,
      add: async (raw, at) => {
        handedOver.push(/^Message-ID: (\S+)/m.exec(raw.toString("latin1"))?.[1] ?? "none");
        await pause(15);
        await mailbox.add(raw, at);
        // Between here and the client's next step lies the window that SMTP leaves.
        await pause(15);
      },
    },
    clock: systemClock,
    log: createLog({ level: "silent" }),
  });
  t.after(() => catcher.close());
  const { database } = world.context;
  const { connectionString } = database;
  const instructions = {
    connectionString,
    smtpUrl: catcher.smtpUrl,
    now: world.context.clock.now().toString(),
  };
  let killedOnTheWay = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const before = handedOver.length;
    const child = await start(instructions);
    // The first few while they queue, at any moment; the others while they send.
    if (round >= KILLS_WHILE_QUEUEING)
      for (let look = 0; look < 1_500 && handedOver.length === before; look += 1) await pause(10);
    await pause((round * 37) % 90);
    await kill(child);
    if (handedOver.length > before) killedOnTheWay += 1;
  }
  assert.ok(killedOnTheWay >= 2, `killed while it sent: ${killedOnTheWay} times`);
  const last = await start(instructions);
  const waiting = async (): Promise<number> => {
    const [row] = await database.asOwner<{ n: number }>(
      `select (select count(*) from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'send-%reminder')::int
       + (select count(*) from reminder where administrators_told = false or outcome is null)::int
       + (select ${USERS} - count(*) from reminder)::int as n`,
    );
    return row?.n ?? -1;
  };
  for (let round = 0; round < 400 && (await waiting()) > 0; round += 1) await pause(100);
  await kill(last);
  assert.equal(await waiting(), 0, "nothing waits any more");

  const mails = await mailbox.list();
  const toUsers = mails.filter(({ subject }) => subject === "電子証明書更新のお知らせ");
  const expected = users.map(({ mailAddress }) => mailAddress ?? "").sort();
  assert.deepEqual(toUsers.map(({ to }) => to.join()).sort(), expected, "each user has one mail");
  const told = mails
    .filter(({ subject }) => subject === "ご利用者の電子証明書に関するお知らせ")
    .flatMap(({ text }) => text.match(/^・.*$/gm) ?? []);
  assert.equal(told.length, USERS - 1, "the administrator was told of each other user once");
  // What was handed over twice, in SMTP's own window, has the same name and was known as a copy.
  assert.equal(new Set(handedOver).size, mails.length);
  const copies = handedOver.length - mails.length;
  assert.ok(copies <= KILLS * JOBS_AT_A_TIME, `${copies} copies`);
  t.diagnostic(
    `${killedOnTheWay} of ${KILLS} kills while sending; ${mails.length} mails, ${copies} handed over again`,
  );
});
