import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mailText } from "#domain/mail/parts.ts";
import { unfitUserField } from "#domain/user/create.ts";
import { findUser } from "#domain/user/users.ts";
import { crawl } from "#test/support/access/crawl.ts";
import { hostileTexts, unescapedIn } from "#test/support/access/hostile-texts.ts";
import { textOf } from "#test/support/access/markup.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import { printOne, printRows } from "../../src/cli/table.ts";

/**
 * What was once stored comes back as text: on every screen that shows it, in mails and on terminals. The texts are put
 * into the database past the rules of entry, which would refuse some of them.
 */

const world = await portalWorld();
const { database } = world.context;

/** Storable at all: PostgreSQL has no half characters, and the columns have their lengths. */
const stored = Object.entries(hostileTexts)
  .filter(([, text]) => text.isWellFormed())
  .map(([what, text]) => [what, Array.from(text).slice(0, 60).join("")] as const);

const contract = await staffedContract(world, "hisui");
const people = new Map<string, string>();
for (const [what] of stored) {
  const { reference } = await world.newUser("hisui", { contractId: contract.contractId });
  await world.newCertificate(reference);
  people.set(what, reference.userId);
}

const setNames = async (userId: string, text: string): Promise<void> => {
  await database.asOwner("update contract_user set user_name = $1 where user_id = $2", [text, userId]);
  await database.asOwner("update certificate set device_name = $1, os_user = $1 where user_id = $2", [
    text,
    userId,
  ]);
};

const master = contract.users.get("master");
assert.ok(master);
for (const [what, text] of stored) await setNames(people.get(what) ?? "", text);

describe("on the screens", () => {
  test("every name stands in the list as it was stored, and nowhere as markup", async () => {
    const browser = await contract.browser("master");
    const { pages } = await crawl(browser, "/top");
    assert.ok(pages.length > 10, "the screens were reached");
    for (const { address, answer } of pages) assert.equal(unescapedIn(answer.text), undefined, address);
    const list = textOf((await browser.get("/administration/users/list")).text);
    for (const [what, text] of stored) assert.ok(list.includes(text), what);
  });

  for (const [what, text] of stored) {
    test(`${what}: as the visitor's own name, PC and account`, async () => {
      const visitor = await contract.browser("user");
      const user = contract.users.get("user");
      assert.ok(user);
      await setNames(user.reference.userId, text);
      await database.asOwner("update contract set company_name = $1 where contract_id = $2", [
        text,
        contract.contractId,
      ]);
      const { pages } = await crawl(visitor, "/top");
      for (const { answer, address } of pages) {
        assert.ok(answer.status < 500, address);
        assert.equal(unescapedIn(answer.text), undefined, address);
      }
      const top = pages.find(({ address }) => address === "/top");
      assert.ok(textOf(top?.answer.text ?? "").includes(text), "the name is shown");
    });
  }

  test("entered by an administrator: confirmed, registered, listed, as it was typed", async () => {
    const name = `O'Brien "Bob" & <Söhne>`;
    const browser = await contract.browser("master");
    await browser.get("/administration/users/new");
    const entered = await browser.post("/administration/users/new", {
      identity: "obrien01",
      userName: name,
      mailAddress: "o'brien+x@customer.example",
      secrets: "made",
    });
    assert.equal(entered.screen, "TRSK002", entered.text);
    assert.ok(textOf(entered.text).includes(name) && unescapedIn(entered.text) === undefined);
    const draft = /name="draft" value="([^"]+)"/.exec(entered.text)?.[1] ?? "";
    const done = await browser.post("/administration/users/new/register", {
      draft,
      secret: CONFIRMATION_PASSWORD,
    });
    assert.ok(textOf(done.text).includes(name) && unescapedIn(done.text) === undefined, done.text);
    assert.ok(textOf((await browser.get("/administration/users/list")).text).includes(name));
  });
});

test("marks that turn the direction, and control characters, are no name", () => {
  const institution = world.institution("hisui");
  for (const what of ["marks that turn the direction", "lines and a header", "a tab and a bell"]) {
    const userName = hostileTexts[what] ?? "";
    const fields = { userId: "u1", loginId: "hanako01", mailAddress: null };
    assert.equal(unfitUserField(institution, { ...fields, userName }), "userName", what);
    assert.equal(unfitUserField(institution, { ...fields, userName: "山田 花子" }), undefined);
  }
});

describe("in mails", () => {
  const institution = world.institution("hisui");

  for (const [what, text] of [
    ...stored,
    ["an address", "https://evil.example/login www.evil.example"] as const,
  ]) {
    test(`${what}: on its own line, and no link`, async () => {
      const user = await findUser(world.context, master.reference);
      assert.ok(user);
      const mail = (value: string): string =>
        mailText({
          institution,
          user: { ...user, userName: value },
          says: [],
          facts: [[{ ja: "端末", en: "Device" }, value]],
          adds: [],
        });
      const lines = (value: string): number => mail(value).split(/[\r\n\u2028\u2029]/).length;
      assert.equal(lines(text), lines("KEIRI-PC03"));
      assert.doesNotMatch(mail(text), /:\/\/|www\./i);
    });
  }
});

describe("on terminals", () => {
  for (const [what, text] of stored) {
    test(`${what}: one line, nothing that commands the terminal`, () => {
      const printed: string[] = [];
      const cli = {
        language: "en",
        print: (line: string) => void printed.push(line),
      } as const satisfies Partial<Parameters<typeof printRows>[0]>;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- listings use nothing else of it
      const asCli = cli as unknown as Parameters<typeof printRows>[0];
      printRows(asCli, { json: false, timeZone: "Asia/Tokyo" }, [{ userName: text }, { userName: "x" }]);
      assert.equal(printed.join("\n").split("\n").length, 3, "a heading and two rows");
      printed.length = 0;
      printOne(asCli, { json: false, timeZone: "Asia/Tokyo" }, { userName: text });
      assert.equal(printed.length, 1);
      assert.doesNotMatch(printed.join(""), /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    });
  }
});
