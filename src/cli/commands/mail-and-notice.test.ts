import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { enqueueMail } from "#platform/jobs/mail.ts";
import { testDatabase } from "#test/support/database.ts";
import { runCli } from "../program.ts";

const database = await testDatabase();

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = async (...words: string[]): Promise<Ran> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { DATABASE_URL: database.connectionString },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words,
  );
  return { code, ...written };
};

const events = async (like: string): Promise<string[]> => {
  const rows = await database.asOwner<{ told: string }>(
    "select event || ' ' || actor as told from audit_event where event like $1 order by event_id",
    [like],
  );
  return rows.map(({ told }) => told);
};

const TEXTS = ["--title-ja", "題", "--title-en", "Title", "--body-ja", "本文", "--body-en", "Text"];

describe("tegata notice", () => {
  test("adds, lists and ends, in two steps, with audit rows", async () => {
    assert.equal((await run("notice", "add", "-i", "hisui", "terms-2027", "--forced", ...TEXTS)).code, 0);
    const again = await run("notice", "add", "-i", "hisui", "terms-2027", ...TEXTS);
    assert.equal(again.code, 1);
    assert.match(again.err, /^NOTICE_EXISTS: /);
    const listed = await run("notice", "list", "-i", "hisui");
    assert.match(listed.out, /terms-2027 +forced +shown +題/);
    const asked = await run("notice", "end", "-i", "hisui", "terms-2027");
    assert.equal(asked.code, 1);
    assert.match(asked.err, /Nothing was changed.*--confirm terms-2027/);
    assert.equal(
      (await run("notice", "end", "-i", "hisui", "terms-2027", "--confirm", "terms-2027")).code,
      0,
    );
    assert.match((await run("notice", "list", "-i", "hisui")).out, /terms-2027 +forced +over/);
    const over = await run("notice", "end", "-i", "hisui", "terms-2027", "--confirm", "terms-2027");
    assert.match(over.err, /^NOTICE_OVER: /);
    const unknown = await run("notice", "end", "-i", "hisui", "nothing", "--confirm", "nothing");
    assert.match(unknown.err, /^NOTICE_UNKNOWN: /);
    assert.deepEqual(await events("notice.%"), ["notice.added operator", "notice.ended operator"]);
  });

  test("what is no notice is an error of the command line", async () => {
    for (const words of [
      ["Not_An_Id", ...TEXTS],
      ["later", ...TEXTS, "--from", "tomorrow"],
      ["later", ...TEXTS, "--from", "2027-04-01T00:00:00+09:00", "--until", "2027-03-01T00:00:00+09:00"],
      ["later", "--title-ja", " ", ...TEXTS.slice(2)],
    ])
      assert.equal((await run("notice", "add", "-i", "hisui", ...words)).code, 2, words.join(" "));
  });
});

describe("tegata mail dead-letters", () => {
  const deadMail = async (to: string): Promise<string> => {
    await database.inInstitution("9001", (tx) => enqueueMail(tx, { to, subject: "題", text: "secret text" }));
    const [row] = await database.asOwner<{ id: string }>(
      "update graphile_worker._private_jobs set attempts = max_attempts, last_error = '550 no' where payload ->> 'to' = $1 returning id::text as id",
      [to],
    );
    return row?.id ?? "";
  };

  test("lists whom, what and why, without the text", async () => {
    const id = await deadMail("a@x.example");
    const { out } = await run("mail", "dead-letters", "list", "-i", "hisui");
    assert.match(out, new RegExp(`^${id} +send-mail +to=a@x\\.example subject=題 +25 .* 550 no$`, "m"));
    assert.doesNotMatch(out, /secret text/);
    assert.match((await run("mail", "dead-letters", "list", "-i", "akagi")).out, /none/);
  });

  test("retries at once and discards in two steps; both leave audit rows", async () => {
    const [first, second] = [await deadMail("b@x.example"), await deadMail("c@x.example")];
    assert.equal((await run("mail", "dead-letters", "retry", "-i", "akagi", first)).code, 2, "not another's");
    assert.equal((await run("mail", "dead-letters", "retry", "-i", "hisui", first)).code, 0);
    assert.equal(
      (await run("mail", "dead-letters", "retry", "-i", "hisui", first)).code,
      2,
      "it is none any more",
    );
    const asked = await run("mail", "dead-letters", "discard", "-i", "hisui", second);
    assert.equal(asked.code, 1);
    assert.match(asked.out, /never be sent/);
    assert.equal(
      (await run("mail", "dead-letters", "discard", "-i", "hisui", second, "--confirm", second)).code,
      0,
    );
    assert.equal(
      (await run("mail", "dead-letters", "discard", "-i", "hisui", "all", "--confirm", "all")).code,
      0,
    );
    assert.match((await run("mail", "dead-letters", "list", "-i", "hisui")).out, /none/);
    assert.equal((await run("mail", "dead-letters", "retry", "-i", "hisui", "everything")).code, 2);
    assert.deepEqual(await events("mail.%"), [
      "mail.retried operator",
      "mail.discarded operator",
      "mail.discarded operator",
    ]);
  });
});
