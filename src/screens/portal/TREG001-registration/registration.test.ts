import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareSecrets } from "#domain/credential/secrets.ts";
import { createContract } from "#domain/contract/contracts.ts";
import type { AccountData } from "#domain/registration/account.ts";
import { issueLetter } from "#domain/registration/letter.ts";
import { findUserByLoginId } from "#domain/user/users.ts";
import { acceptedValue } from "#test/support/population.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser, PortalWorld } from "#test/support/portal.ts";

const PROVISIONAL = { login: "Kx7wmR4tQ9vb", confirmation: "Zp3nHs8dLf6c" };
const ACCOUNT: AccountData = { branchNumber: "012", accountType: "ordinary", accountNumber: "0034567" };

const LETTER = {
  ...ACCOUNT,
  provisionalLogin: PROVISIONAL.login,
  provisionalConfirmation: PROVISIONAL.confirmation,
};
const NEW = { login: "mizuumi58", confirmation: "kawabe73no" };
const DETAILS = {
  userName: "翡翠 花子",
  mailAddress: "hanako@customer.example",
  mailAgain: "hanako@customer.example",
  loginId: "hanako01",
  login: NEW.login,
  loginAgain: NEW.login,
  confirmation: NEW.confirmation,
  confirmationAgain: NEW.confirmation,
};

let contracts = 0;

const giveLetter = async (world: PortalWorld, account: Partial<AccountData> = {}) => {
  const institution = world.institution("hisui");
  contracts += 1;
  const contractId = `R${contracts}`;
  const change = { at: world.context.clock.now(), actor: { kind: "staff", name: "tester" } } as const;
  const hashes = acceptedValue(await prepareSecrets(institution, [], PROVISIONAL, world.context));
  return world.context.database.inInstitution(institution.code, async (tx) => {
    const draft = { contractId, companyName: "試験商事株式会社", loginMethod: "certificate" } as const;
    acceptedValue(await createContract(tx, institution, draft, change));
    const data = { contractId, account: { ...ACCOUNT, ...account }, hashes };
    return acceptedValue(await issueLetter(tx, institution, data, change));
  });
};

const mails = async (world: PortalWorld, to: string): Promise<string[]> => {
  const rows = await world.context.database.asOwner<{ text: string; to: string }>(
    "select payload->>'text' as text, payload->>'to' as to from graphile_worker._private_jobs order by id",
  );
  return rows.filter((row) => row.to === to).map(({ text }) => text);
};

const lastCode = async (world: PortalWorld, to: string): Promise<string> => {
  const texts = await mails(world, to);
  const codes = texts.flatMap((text) => /(?:確認番号|Code): (\d{6})/.exec(text)?.[1] ?? []);
  return codes.at(-1) ?? "";
};

const proved = async (world: PortalWorld): Promise<PortalBrowser> => {
  const browser = world.browser("hisui");
  await browser.get("/registration");
  const started = await browser.post("/registration", LETTER);
  assert.equal(started.location, "/registration/details", started.text);
  await browser.get("/registration/details");
  return browser;
};

const upToCheck = async (world: PortalWorld, details: Readonly<Record<string, string>> = DETAILS) => {
  const browser = await proved(world);
  const entered = await browser.post("/registration/details", details);
  assert.equal(entered.location, "/registration/mail", entered.text);
  await browser.get("/registration/mail");
  const code = await lastCode(world, details["mailAddress"] ?? "");
  const confirmed = await browser.post("/registration/mail", { code });
  assert.equal(confirmed.location, "/registration/confirm", confirmed.text);
  const check = await browser.get("/registration/confirm");
  return { browser, revision: /name="revision" value="(\d+)"/.exec(check.text)?.[1] ?? "", check };
};

test("from the letter to the login ID; twice sent is once done; the letter is used up", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const start = await world.browser("hisui").get("/certificate/acquire");
  assert.match(start.text, /href="\/registration"/);
  const { browser, revision, check } = await upToCheck(world);
  assert.match(check.text, /翡翠 花子/);
  assert.doesNotMatch(check.text, new RegExp(`${NEW.login}|${NEW.confirmation}`));
  const done = await browser.post("/registration/confirm", { revision });
  assert.equal(done.location, "/registration/result");
  assert.equal((await browser.post("/registration/confirm", { revision })).location, "/registration/result");
  const result = await browser.get("/registration/result");
  assert.equal(result.screen, "TREG005");
  assert.match(result.text, /href="\/certificate\/acquire\/confirm"/);
  const user = await findUserByLoginId(world.context, "9001", "hanako01");
  assert.equal(user?.role, "master");
  assert.notEqual(user?.acquisitionGrantedAt, null);
  // Back button: every earlier page leads to the result, and nothing is made twice.
  for (const path of ["/registration/details", "/registration/mail", "/registration/confirm"])
    assert.equal((await browser.get(path)).location, "/registration/result");
  const again = world.browser("hisui");
  await again.get("/registration");
  assert.match((await again.post("/registration", LETTER)).text, /CREDENTIAL_REFUSED/);
});

test("mail carries no link and neither login ID nor password", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const { browser, revision } = await upToCheck(world);
  await browser.post("/registration/confirm", { revision });
  const sent = await mails(world, DETAILS.mailAddress);
  assert.equal(sent.length, 2);
  for (const text of sent) assert.doesNotMatch(text, /https?:|hanako01|mizuumi58|kawabe73no/);
});

test("unknown, wrong, expired and used letters answer alike, count alike and stop alike", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const answer = async (fields: Readonly<Record<string, string>>): Promise<string> => {
    const browser = world.browser("hisui");
    await browser.get("/registration");
    const { status, text } = await browser.post("/registration", { ...LETTER, ...fields });
    const code = /<dd><code>([A-Z_]+)<\/code>/.exec(text)?.[1] ?? "";
    return `${status} ${code}`;
  };
  const wrong = { provisionalLogin: "Wrong234x" };
  const unknown = { accountNumber: "9999999" };
  assert.equal(await answer(wrong), "403 CREDENTIAL_REFUSED");
  assert.equal(await answer(unknown), "403 CREDENTIAL_REFUSED");
  const { temporaryStopFailures } = world.institution("hisui").lockout.login;
  for (const fields of [wrong, unknown]) {
    for (let failure = 2; failure < temporaryStopFailures; failure += 1)
      assert.equal(await answer(fields), "403 CREDENTIAL_REFUSED");
    assert.equal(await answer(fields), "429 CREDENTIAL_STOPPED_TEMPORARILY");
  }
  // Stopped: now the right ones do not help either.
  assert.equal(await answer({}), "429 CREDENTIAL_STOPPED_TEMPORARILY");
  world.context.clock.advance({ hours: 24 * 91 });
  assert.equal(await answer({}), "403 CREDENTIAL_REFUSED");
});

test("an unknown account takes as much work as a known one", async (t) => {
  const world = await portalWorld(t);
  for (let index = 0; index < 3; index += 1) await giveLetter(world, { accountNumber: `100000${index}` });
  const spent = async (accountNumber: string): Promise<number> => {
    const browser = world.browser("hisui");
    await browser.get("/registration");
    const before = process.cpuUsage();
    await browser.post("/registration", { ...LETTER, accountNumber, provisionalLogin: "Wrong234x" });
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  await spent("1000000");
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[1] ?? 0;
  const known: number[] = [];
  const unknown: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    known.push(await spent(`100000${index}`));
    unknown.push(await spent(`200000${index}`));
  }
  const ratio = median(known) / median(unknown);
  assert.ok(ratio > 0.5 && ratio < 2, `known ${known.join()} unknown ${unknown.join()}`);
});

test("two browsers with one letter: one wins, the other is told so", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const first = await upToCheck(world);
  const second = await upToCheck(world, {
    ...DETAILS,
    loginId: "hanako02",
    mailAddress: "b@x.example",
    mailAgain: "b@x.example",
  });
  const answers = await Promise.all(
    [first, second].map(({ browser, revision }) => browser.post("/registration/confirm", { revision })),
  );
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((left, right) => left - right),
    [303, 409],
  );
  assert.match(answers.find(({ status }) => status === 409)?.text ?? "", /REGISTRATION_USED/);
});

test("two customers want one login ID at once: one gets it, the other chooses again", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const first = await upToCheck(world);
  await giveLetter(world, { branchNumber: "013" });
  const browser = world.browser("hisui");
  await browser.get("/registration");
  await browser.post("/registration", { ...LETTER, branchNumber: "013" });
  await browser.get("/registration/details");
  await browser.post("/registration/details", DETAILS);
  await browser.get("/registration/mail");
  await browser.post("/registration/mail", { code: await lastCode(world, DETAILS.mailAddress) });
  const revision =
    /name="revision" value="(\d+)"/.exec((await browser.get("/registration/confirm")).text)?.[1] ?? "";
  const answers = await Promise.all([
    first.browser.post("/registration/confirm", { revision: first.revision }),
    browser.post("/registration/confirm", { revision }),
  ]);
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((left, right) => left - right),
    [303, 409],
  );
  const loser = answers.find(({ status }) => status === 409);
  assert.match(loser?.text ?? "", /REGISTRATION_LOGIN_ID_TAKEN/);
  assert.equal(loser?.screen, "TREG002");
});

test("what was changed in another tab is not confirmed unseen", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const { browser, revision } = await upToCheck(world);
  await browser.get("/registration/details");
  const entered = await browser.post("/registration/details", { ...DETAILS, userName: "別の 名前" });
  assert.equal(entered.location, "/registration/confirm", "the confirmed address needs no second code");
  const refused = await browser.post("/registration/confirm", { revision });
  assert.match(refused.text, /REGISTRATION_CHANGED/);
  assert.match(refused.text, /別の 名前/);
});

test("it is over after 30 minutes, and nothing begins without the letter", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const stranger = await world.browser("hisui").get("/registration/details");
  assert.match(stranger.text, /REGISTRATION_SESSION_OVER/);
  const browser = await proved(world);
  world.context.clock.advance({ minutes: 30 });
  const late = await browser.post("/registration/details", DETAILS);
  assert.match(late.text, /REGISTRATION_SESSION_OVER/);
});

test("Shinkin: not on screen", async (t) => {
  const world = await portalWorld(t);
  assert.match((await world.browser("minato").get("/registration")).text, /REGISTRATION_NOT_OFFERED/);
  const browser = world.browser("minato");
  await browser.get("/login");
  assert.match((await browser.post("/registration", LETTER)).text, /REGISTRATION_NOT_OFFERED/);
});

test("every entry that does not fit is refused with its code", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const first = world.browser("hisui");
  await first.get("/registration");
  assert.match((await first.post("/registration", { ...LETTER, accountType: "" })).text, /FORM_INCOMPLETE/);
  assert.match(
    (await first.post("/registration", { ...LETTER, branchNumber: "12" })).text,
    /REGISTRATION_ACCOUNT_INVALID/,
  );
  assert.match(
    (await first.post("/registration", { ...LETTER, accountType: "savings" })).text,
    /REGISTRATION_ACCOUNT_INVALID/,
  );
  const full = await first.post("/registration", { ...LETTER, branchNumber: "０１２" });
  assert.equal(full.location, "/registration/details", "full-width digits are digits");
  await first.get("/registration/details");
  const both = (secret: string) => ({ login: secret, loginAgain: secret });
  const rows: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
    [{ userName: "" }, "FORM_INCOMPLETE"],
    [{ mailAgain: "other@customer.example" }, "FORM_INVALID"],
    [{ loginAgain: "x" }, "FORM_INVALID"],
    [{ userName: "あ".repeat(31) }, "FORM_INVALID"],
    [{ userName: "evil\u202Egnp" }, "FORM_INVALID"],
    [{ loginId: "short" }, "FORM_INVALID"],
    [{ loginId: "toolongtoolong" }, "FORM_INVALID"],
    [{ mailAddress: "a@b\u202E.jp", mailAgain: "a@b\u202E.jp" }, "MAIL_ADDRESS_INVALID"],
    [{ mailAddress: "a@b c.jp", mailAgain: "a@b c.jp" }, "MAIL_ADDRESS_INVALID"],
    [both("abc"), "SECRET_LENGTH"],
    [both("abcdefgh"), "SECRET_CHARACTERS"],
    [both("hanako01"), "SECRET_SAME_AS_ID"],
    [both("password1"), "SECRET_TRIVIAL"],
    [both(NEW.confirmation), "SECRET_SAME_AS_OTHER"],
    [both(PROVISIONAL.login), "SECRET_UNCHANGED"],
  ];
  for (const [fields, code] of rows) {
    const { text } = await first.post("/registration/details", { ...DETAILS, ...fields });
    assert.match(text, new RegExp(`<code>${code}</code>`), `${JSON.stringify(fields)}: ${code}`);
    assert.doesNotMatch(text, /value="mizuumi58"|value="Kx7wmR4tQ9vb"/, "no secret comes back");
  }
});

test("names with quotes, emoji, 30 full-width characters and Arabic come through unharmed", async (t) => {
  const world = await portalWorld(t);
  const names = [`O'Brien "<b>&amp;`, "髙橋😀👍🏽", "漢".repeat(30), "أحمد علي"];
  for (const [index, userName] of names.entries()) {
    await giveLetter(world, { branchNumber: `10${index}` });
    const browser = world.browser("hisui");
    await browser.get("/registration");
    await browser.post("/registration", { ...LETTER, branchNumber: `10${index}` });
    await browser.get("/registration/details");
    const address = `n${index}@x.example`;
    const details = {
      ...DETAILS,
      userName,
      loginId: `namae0${index}`,
      mailAddress: address,
      mailAgain: address,
    };
    await browser.post("/registration/details", details);
    await browser.get("/registration/mail");
    await browser.post("/registration/mail", { code: await lastCode(world, address) });
    const check = await browser.get("/registration/confirm");
    assert.doesNotMatch(check.text, /<b>/);
    const revision = /name="revision" value="(\d+)"/.exec(check.text)?.[1] ?? "";
    assert.equal((await browser.post("/registration/confirm", { revision })).status, 303);
    const user = await findUserByLoginId(world.context, "9001", `namae0${index}`);
    assert.equal(user?.userName, userName);
  }
});

test("mail code: wrong ones count, five spend it, five codes are all, ten minutes are its life", async (t) => {
  const world = await portalWorld(t);
  await giveLetter(world);
  const browser = await proved(world);
  await browser.post("/registration/details", DETAILS);
  await browser.get("/registration/mail");
  const code = await lastCode(world, DETAILS.mailAddress);
  const wrong = code === "111111" ? "222222" : "111111";
  assert.match((await browser.post("/registration/mail", { code: "" })).text, /FORM_INCOMPLETE/);
  for (let guess = 1; guess < 5; guess += 1)
    assert.match((await browser.post("/registration/mail", { code: wrong })).text, /MAIL_CODE_REFUSED/);
  assert.match((await browser.post("/registration/mail", { code: wrong })).text, /MAIL_CODE_SPENT/);
  assert.match(
    (await browser.post("/registration/mail", { code })).text,
    /MAIL_CODE_SPENT/,
    "the right one is spent",
  );
  assert.equal((await browser.post("/registration/mail/resend")).location, "/registration/mail");
  assert.match(
    (await browser.post("/registration/mail", { code })).text,
    /MAIL_CODE_REFUSED/,
    "the old one is gone",
  );
  world.context.clock.advance({ minutes: 10 });
  const late = await lastCode(world, DETAILS.mailAddress);
  assert.match((await browser.post("/registration/mail", { code: late })).text, /MAIL_CODE_REFUSED/);
  for (let sent = 3; sent <= 5; sent += 1)
    assert.equal((await browser.post("/registration/mail/resend")).status, 303);
  assert.match((await browser.post("/registration/mail/resend")).text, /MAIL_CODES_EXHAUSTED/);
  const last = await lastCode(world, DETAILS.mailAddress);
  assert.equal((await browser.post("/registration/mail", { code: last })).location, "/registration/confirm");
});
