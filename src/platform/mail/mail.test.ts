import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { createHttpServer } from "../http/server.ts";
import { createLog } from "../log/log.ts";
import { startMailCatcher } from "./catcher.ts";
import { MAILBOX_POLICY, mailboxRoutes } from "./mailbox-page.ts";
import { openMailbox, type Mailbox } from "./mailbox.ts";
import { createMailer, mailSchema } from "./mailer.ts";

const log = createLog({ level: "silent" });
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));

const mailboxFor = async (t: TestContext): Promise<{ mailbox: Mailbox; directory: string }> => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-mail-"));
  t.after(() => rm(directory, { recursive: true }));
  return { mailbox: await openMailbox(directory), directory };
};

const mailerFor = async (t: TestContext, mailbox: Mailbox) => {
  const catcher = await startMailCatcher({ mailbox, clock, log });
  const mailer = createMailer({ smtpUrl: catcher.smtpUrl, from: "手形 <no-reply@tegata.invalid>" });
  t.after(async () => {
    mailer.close();
    await catcher.close();
  });
  return mailer;
};

const reminder = {
  to: "taro@example.jp",
  subject: "電子証明書更新のご案内",
  text: "電子証明書の有効期限は2026年5月11日です。\n<script>alert(1)</script>",
};

test("a mail arrives as it was sent, in Japanese", async (t) => {
  const { mailbox } = await mailboxFor(t);
  await (await mailerFor(t, mailbox)).send(reminder, "reminder.1");
  const [mail] = await mailbox.list();
  assert.deepEqual(
    [mail?.to, mail?.from, mail?.subject, mail?.text.trim(), mail?.receivedAt.toString()],
    [["taro@example.jp"], "no-reply@tegata.invalid", reminder.subject, reminder.text, "2026-04-01T00:00:00Z"],
  );
});

test("mail is still there after a restart, newest first, and the oldest go", async (t) => {
  const { mailbox, directory } = await mailboxFor(t);
  for (let index = 0; index < 505; index += 1) {
    await mailbox.add(Buffer.from(`Subject: ${index}\r\n\r\nx`), clock.now().add({ seconds: index }));
  }
  const reopened = await openMailbox(directory);
  const mails = await reopened.list();
  assert.deepEqual([mails.length, mails[0]?.subject, mails.at(-1)?.subject], [500, "504", "5"]);
  assert.equal((await readdir(directory)).length, 500);
});

test("a mail that is handed over again under its name is kept once, after a restart too", async (t) => {
  const { mailbox, directory } = await mailboxFor(t);
  const mailer = await mailerFor(t, mailbox);
  for (const name of ["reminder.1", "reminder.1", "reminder.2"]) await mailer.send(reminder, name);
  assert.equal((await mailbox.list()).length, 2);
  const reopened = await openMailbox(directory);
  await (await mailerFor(t, reopened)).send(reminder, "reminder.2");
  assert.equal((await reopened.list()).length, 2);
  const [file = ""] = await readdir(directory);
  const raw = await readFile(join(directory, file), "utf8");
  assert.match(raw, /^Message-ID: <reminder\.[12]@tegata\.invalid>\r$/m);
  assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
});

test("the page shows mail without trusting it", async (t) => {
  const { mailbox } = await mailboxFor(t);
  await (await mailerFor(t, mailbox)).send(reminder, "reminder.1");
  const app = await createHttpServer({
    name: "mail",
    trustedProxies: [],
    log,
    random: systemRandom,
    contentSecurityPolicy: () => MAILBOX_POLICY,
  });
  t.after(() => app.close());
  await app.register(mailboxRoutes(mailbox));
  const list = await app.inject("/");
  assert.match(list.body, /電子証明書更新のご案内/);
  const [mail] = (await app.inject("/messages.json")).json<{ id: string; to: string[] }[]>();
  assert.deepEqual(mail?.to, ["taro@example.jp"]);
  const page = await app.inject(`/messages/${mail?.id}`);
  assert.match(page.body, /&lt;script&gt;/);
  assert.doesNotMatch(page.body, /<script>/);
  assert.equal((await app.inject("/messages/..%2f..%2fserver-ca")).statusCode, 404);
});

test("a server that does not answer is an error, so that the job is tried again", async (t) => {
  const mailer = createMailer({ smtpUrl: "smtp://127.0.0.1:9", from: "a@b.jp" });
  t.after(() => mailer.close());
  await assert.rejects(mailer.send(reminder, "reminder.1"), { code: "ESOCKET" });
});

test("a subject with a line break is no mail", () => {
  assert.ok(!mailSchema.safeParse({ ...reminder, subject: "a\r\nBcc: all@example.jp" }).success);
  assert.ok(mailSchema.safeParse(reminder).success);
});
