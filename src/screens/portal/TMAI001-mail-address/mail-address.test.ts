import assert from "node:assert/strict";
import { test } from "node:test";
import { findUser } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalWorld } from "#test/support/portal.ts";

const NEW = "new@customer.example";
const FORM = { mailAddress: NEW, mailAgain: NEW, secret: CONFIRMATION_PASSWORD };

const start = async (world: PortalWorld) => {
  const user = await world.newUser("daishin", { loginMethod: "password", role: "user" });
  const browser = await world.loggedInByPassword("daishin", user);
  await browser.get("/settings/mail");
  const address = async () => (await findUser(world.context, user.reference))?.mailAddress ?? null;
  return { user, browser, address };
};

const mailsTo = async (world: PortalWorld, to: string): Promise<string[]> => {
  const rows = await world.context.database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1 order by id",
    [to],
  );
  return rows.map(({ text }) => text);
};

const codeIn = (text: string | undefined): string => /確認番号: (\d{6})/.exec(text ?? "")?.[1] ?? "";

test("the new address holds once its code is entered, and the old one is told, without links", async (t) => {
  const world = await portalWorld(t);
  const { user, browser, address } = await start(world);
  await world.context.database.asOwner("update contract_user set mail_address = 'old@customer.example'");
  assert.equal((await browser.post("/settings/mail", FORM)).location, "/settings/mail/code");
  assert.equal(await address(), "old@customer.example", "nothing has changed yet");
  const page = await browser.get("/settings/mail/code");
  assert.match(page.text, /new@customer\.example/);
  const [mail] = await mailsTo(world, NEW);
  assert.doesNotMatch(mail ?? "", new RegExp(user.userName), "the address may be anybody's");
  const done = await browser.post("/settings/mail/code", { code: codeIn(mail) });
  assert.equal(done.screen, "TMAI003");
  assert.equal(await address(), NEW);
  const [told] = await mailsTo(world, "old@customer.example");
  assert.match(told ?? "", /メールアドレスが変更されました/);
  assert.doesNotMatch(`${mail}${told}`, /https?:/);
  assert.doesNotMatch(told ?? "", /new@/, "the old address does not learn the new one");
  assert.equal((await browser.get("/settings/mail/code")).location, "/settings/mail");
  assert.ok((await world.auditOf("9004")).some((event) => event.startsWith("user.mailAddressChanged")));
});

test("every entry that does not fit is refused, and no code goes out", async (t) => {
  const world = await portalWorld(t);
  const { user, browser, address } = await start(world);
  const before = await address();
  const rows: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ mailAddress: "" }, "FORM_INCOMPLETE"],
    [{ mailAgain: "x@customer.example" }, "FORM_INVALID"],
    [{ mailAddress: "no address", mailAgain: "no address" }, "MAIL_ADDRESS_INVALID"],
    [{ mailAddress: "a@b.jp, c@d.jp", mailAgain: "a@b.jp, c@d.jp" }, "MAIL_ADDRESS_INVALID"],
    [{ secret: "wrong4711x" }, "CREDENTIAL_REFUSED"],
  ];
  for (const [form, code] of rows) {
    const { text } = await browser.post("/settings/mail", { ...FORM, ...form });
    assert.match(text, new RegExp(`<code>${code}</code>`), code);
  }
  await world.context.database.asOwner("update contract_user set mail_address = $1", [NEW]);
  assert.match((await browser.post("/settings/mail", FORM)).text, /MAIL_ADDRESS_UNCHANGED/);
  await world.context.database.asOwner("update contract_user set mail_address = $1", [before]);
  assert.deepEqual(await mailsTo(world, NEW), []);
  assert.equal((await findUser(world.context, user.reference))?.mailAddress, before);
});

test("codes: 25 guesses in a session and no more, never for another session", async (t) => {
  const world = await portalWorld(t);
  const { browser, address } = await start(world);
  const other = await start(world);
  const before = await address();
  await browser.post("/settings/mail", FORM);
  await browser.get("/settings/mail/code");
  const mails = () => mailsTo(world, NEW);
  const first = codeIn((await mails()).at(-1));
  assert.equal((await other.browser.get("/settings/mail/code")).location, "/settings/mail");
  await other.browser.get("/settings/mail");
  assert.equal((await other.browser.post("/settings/mail/code", { code: first })).location, "/settings/mail");
  let refusals = 0;
  for (let sent = 1; sent <= 5; sent += 1) {
    const wrong = codeIn((await mails()).at(-1)) === "000000" ? "000001" : "000000";
    for (let guess = 0; guess < 5; guess += 1) {
      const { text } = await browser.post("/settings/mail/code", { code: wrong });
      if (/MAIL_CODE_/.test(text)) refusals += 1;
    }
    const spent = await browser.post("/settings/mail/code", { code: codeIn((await mails()).at(-1)) });
    assert.match(spent.text, /MAIL_CODE_SPENT/);
    const resent = await browser.post("/settings/mail/resend");
    if (sent < 5) assert.equal(resent.location, "/settings/mail/code");
    else assert.match(resent.text, /MAIL_CODES_EXHAUSTED/);
    await browser.get("/settings/mail/code");
  }
  assert.equal(refusals, 25);
  assert.equal(await address(), before);
});
