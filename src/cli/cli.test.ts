import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { verifyIdentity } from "#domain/credential/credentials.ts";
import type { DomainContext } from "#domain/context.ts";
import { startRegistration } from "#domain/registration/start.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { emptyDatabaseUrl, testDatabase } from "#test/support/database.ts";
import { shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "./program.ts";

const database = await testDatabase();
const context: DomainContext = {
  database,
  clock: systemClock,
  random: systemRandom,
  institutions: shippedInstitutions(),
};

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process against the test database. */
const run = async (words: string, environment: NodeJS.ProcessEnv = {}): Promise<Ran> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { DATABASE_URL: database.connectionString, ...environment },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words.split(" ").map((word) => word.replaceAll("_", " ")),
  );
  return { code, ...written };
};

/** The JSON that a successful command printed. */
const json = async <Shape = Record<string, unknown>>(words: string): Promise<Shape> => {
  const { code, out, err } = await run(`${words} --json`);
  assert.equal(code, 0, err);
  return JSON.parse(out) as Shape; // eslint-disable-line typescript/no-unsafe-type-assertion -- the assertions check it
};

const lastEvent = async (institution: string): Promise<Record<string, unknown>> => {
  const [row] = await json<Record<string, unknown>[]>(`audit list -i ${institution} --limit 1`);
  assert.ok(row);
  return row;
};

describe("exit codes", () => {
  test("0 for help, and help names the codes", async () => {
    const { code, out } = await run("--help");
    assert.equal(code, 0);
    assert.match(out, /Exit codes:/);
  });

  test("1 when a rule refuses, with the customer's text", async () => {
    const { code, err } = await run("contract show -i akagi nowhere");
    assert.equal(code, 1);
    assert.match(err, /^CONTRACT_UNKNOWN: There is no such contract\.\nPlease check the contract ID\./);
  });

  test("1 for an institution that is not there, naming those that are", async () => {
    const { code, err } = await run("contract list -i nowhere");
    assert.equal(code, 1);
    assert.match(err, /INSTITUTION_UNKNOWN.*\n.*hisui, yukiguni/);
  });

  test("2 when the command line is wrong", async () => {
    const wrong = [
      "contract list",
      "nonsense",
      "contract list -i akagi --colour red",
      "audit list -i akagi --limit 0",
      "audit list -i akagi --user a/b/c",
      "user unlock -i minato loginid",
      "certificate show -i akagi xyz",
      "certificate revoke -i akagi --reason superseded 0",
      "enrollment-token create -i akagi a/b --valid-seconds 1",
    ];
    for (const words of wrong) assert.equal((await run(words)).code, 2, words);
  });

  test("3 when settings, files or the database are not as they must be", async (t) => {
    const emptyUrl = await emptyDatabaseUrl(t);
    const folder = await mkdtemp(join(tmpdir(), "tegata-cli-"));
    t.after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "default.json"), "{}");
    await writeFile(join(folder, "broken.json"), '{"id": "broken"}');
    const cases: readonly (readonly [NodeJS.ProcessEnv, RegExp])[] = [
      [{ TEGATA_NONSENSE: "1" }, /TEGATA_NONSENSE: there is no such setting/],
      [{ TEGATA_INSTITUTIONS_DIRECTORY: folder }, /broken\.json: \$\.code: /],
      [{ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" }, /the database cannot be reached/],
      [{ DATABASE_URL: emptyUrl }, /run `tegata migrate` first/],
    ];
    for (const [environment, text] of cases) {
      const { code, err } = await run("contract list -i akagi", environment);
      assert.equal(code, 3, err);
      assert.match(err, text);
    }
  });
});

describe("institution", () => {
  test("list, show, check", async () => {
    const list = await json<{ id: string }[]>("institution list");
    assert.deepEqual(
      list.map(({ id }) => id),
      ["hisui", "yukiguni", "akagi", "daishin", "minato"],
    );
    assert.deepEqual(await json("institution show hisui"), shippedInstitution("hisui"));
    assert.deepEqual(await json("institution check"), []);
    assert.match((await run("institution list")).out, /^id +code +family/);
  });
});

describe("a contract and its users", () => {
  test("from the contract to a user who can prove who they are", async () => {
    const contract = await json("contract create -i daishin 5001 --company ACME_Trading --login password");
    assert.equal(contract["companyName"], "ACME Trading");
    assert.equal((await lastEvent("daishin"))["actor"], "staff:operator");
    const user = await json(
      "user create -i daishin 5001/0001 --name Hanako --role master --login-id hanako01",
    );
    assert.deepEqual([user["user"], user["role"], user["loginId"]], ["5001/0001", "master", "hanako01"]);
    const verified = await verifyIdentity(context, {
      institution: shippedInstitution("daishin"),
      values: { loginId: "hanako01", loginPassword: String(user["loginPassword"]) },
      origin: { address: "192.0.2.1", supportId: "00000-00000" },
    });
    assert.equal(verified.ok, true);
    const audit = JSON.stringify(await json("audit list -i daishin"));
    assert.equal(audit.includes(String(user["loginPassword"])), false);
    const shown = await json("contract show -i daishin 5001");
    assert.deepEqual([shown["users"], shown["certificates"]], [1, 0]);
    assert.equal((await json<unknown[]>("contract list -i daishin")).length, 1);
  });

  test("refusals of the domain come through: taken IDs, wrong fields", async () => {
    await json("contract create -i akagi 5002 --company A");
    assert.match((await run("contract create -i akagi 5002 --company A")).err, /^CONTRACT_ID_TAKEN/);
    assert.match((await run("user create -i akagi 5002/1 --name N")).err, /^USER_FIELD_INVALID/);
    assert.match(
      (await run("user create -i akagi none/1 --name N --login-id abcdef1")).err,
      /^USER_CONTRACT_UNKNOWN/,
    );
    assert.match((await run("user suspend -i akagi 5002/9")).err, /^USER_UNKNOWN/);
  });
});

describe("the letter of first contact", () => {
  const letter = "contract initial-letter -i akagi 5101 --branch 012 --account 0034567";

  test("prints working provisional passwords once; a new letter replaces the old one", async () => {
    await json("contract create -i akagi 5101 --company L");
    const first = await json(letter);
    const second = await json(letter);
    assert.equal((await lastEvent("akagi"))["event"], "registration.letterIssued");
    const start = async (printed: Record<string, unknown>): Promise<string> => {
      const started = await startRegistration(context, {
        institution: shippedInstitution("akagi"),
        account: { branchNumber: "012", accountType: "ordinary", accountNumber: "0034567" },
        secrets: {
          login: String(printed["provisionalLoginPassword"]),
          confirmation: String(printed["provisionalConfirmationPassword"]),
        },
        origin: { address: "192.0.2.1", supportId: "00000-00000" },
      });
      return started.ok ? "OK" : started.refusal.code;
    };
    assert.equal(await start(first), "CREDENTIAL_REFUSED");
    assert.equal(await start(second), "OK");
  });

  test("what it refuses", async () => {
    await json("contract create -i akagi 5102 --company M");
    const refusals: readonly (readonly [string, string])[] = [
      [letter.replace("5101", "5102"), "REGISTRATION_LETTER_EXISTS"],
      [letter.replace("5101", "none"), "USER_CONTRACT_UNKNOWN"],
      [letter.replace("012", "12"), "REGISTRATION_ACCOUNT_INVALID"],
      [letter.replace("akagi", "minato"), "REGISTRATION_NOT_OFFERED"],
    ];
    for (const [words, code] of refusals) assert.match((await run(words)).err, new RegExp(`^${code}`), words);
  });
});

describe("acts on users", () => {
  test("grant, suspend, resume, unlock, reset: each audited with the name given", async () => {
    await json("contract create -i yukiguni 5003 --company B");
    await json("user create -i yukiguni 5003/u1 --name U --role user");
    const granted = await json("user grant-acquisition -i yukiguni 5003/u1 --as Counter_3");
    assert.notEqual(granted["deadline"], null);
    assert.equal((await lastEvent("yukiguni"))["actor"], "staff:Counter 3");
    const suspended = await json("user suspend -i yukiguni 5003/u1 --confirm 5003/u1");
    assert.equal(suspended["state"], "suspended");
    assert.equal((await json("user resume -i yukiguni 5003/u1"))["state"], "active");
    const institution = shippedInstitution("yukiguni");
    const values = { contractId: "5003", userId: "u1", pin: "Wrong1234", confirmationPin: "Wrong1234" };
    const origin = { address: "192.0.2.1", supportId: "00000-00000" };
    for (let attempt = 0; attempt < 7; attempt += 1)
      await verifyIdentity(context, { institution, values, origin });
    const [listed] = await json<Record<string, unknown>[]>("user list -i yukiguni 5003");
    assert.deepEqual(listed?.["stopped"], ["login", "confirmation"]);
    assert.deepEqual((await json("user unlock -i yukiguni 5003/u1"))["stopped"], []);
    const reset = await json("user reset-secrets -i yukiguni 5003/u1 --confirm 5003/u1");
    const right = { ...values, pin: String(reset["pin"]), confirmationPin: String(reset["confirmationPin"]) };
    assert.equal((await verifyIdentity(context, { institution, values: right, origin })).ok, true);
    const events = await json<{ event: string }[]>("audit list -i yukiguni --user 5003/u1");
    for (const event of ["user.suspended", "user.resumed", "credential.unlocked", "credential.changed"])
      assert.ok(
        events.some((row) => row.event === event),
        event,
      );
  });

  test("a dangerous act without its confirmation changes nothing and says what it would do", async () => {
    await json("contract create -i akagi 5004 --company C --login password");
    await json("user create -i akagi 5004/1 --name U --login-id dangerous1");
    const before = await json("audit list -i akagi");
    const acts = [
      ["contract switch-to-certificates -i akagi 5004", "5004"],
      ["user suspend -i akagi dangerous1", "5004/1"],
      ["user reset-secrets -i akagi 5004/1", "5004/1"],
    ] as const;
    for (const [words, id] of acts) {
      for (const suffix of ["", " --confirm something-else"]) {
        const { code, out, err } = await run(words + suffix);
        assert.equal(code, 1);
        assert.match(out, /^wouldDo/);
        assert.match(err, new RegExp(`^Nothing was changed.*--confirm ${id}$`, "m"));
      }
    }
    assert.deepEqual(await json("audit list -i akagi"), before);
    const switched = await json("contract switch-to-certificates -i akagi 5004 --confirm 5004");
    assert.equal(switched["loginMethod"], "certificate");
    assert.notEqual(switched["passwordLoginEndedAt"], null);
  });

  test("--as takes no empty name", async () => {
    assert.equal((await run("user resume -i akagi 5004/1 --as ")).code, 2);
  });
});

describe("certificates and tokens", () => {
  test("an unknown serial is refused, a list may be empty", async () => {
    assert.match((await run(`certificate show -i akagi ${"0".repeat(32)}`)).err, /^CERTIFICATE_NOT_FOUND/);
    assert.match((await run(`certificate revoke -i akagi ${"0".repeat(32)}`)).err, /^CERTIFICATE_NOT_FOUND/);
    assert.deepEqual(await json("certificate list -i akagi --state active"), []);
    assert.equal((await run("certificate list -i akagi")).out, "(none)\n");
  });

  test("a one-time token for an EST client", async () => {
    await json("contract create -i minato 5005 --company D");
    await json("user create -i minato 5005/u1 --name U");
    const made = await json("enrollment-token create -i minato 5005/u1 --valid-seconds 60");
    assert.match(String(made["token"]), /^est-[A-Za-z0-9_-]{43}$/);
    assert.equal((await lastEvent("minato"))["event"], "enrollment.tokenCreated");
  });
});

describe("what is printed", () => {
  test("names of customers cannot send commands to the terminal", async () => {
    await json("contract create -i daishin 5006 --company あ");
    await database.asOwner("update contract set company_name = $1 where contract_id = '5006'", [
      "\u001b[2Jあ",
    ]);
    const { out } = await run("contract show -i daishin 5006");
    assert.equal(out.includes("\u001b"), false);
    assert.match(out, /\ufffd\[2Jあ/);
  });

  test("columns are aligned although some characters are two wide", async () => {
    const { out } = await run("contract list -i daishin");
    const [header = "", ...lines] = out.trimEnd().split("\n");
    const widthBefore = (line: string, word: string): number =>
      Array.from(line.slice(0, line.indexOf(word))).reduce(
        (sum, character) => sum + (character >= "\u3000" && character < "\ufb00" ? 2 : 1),
        0,
      );
    const column = header.indexOf("loginMethod");
    for (const line of lines)
      assert.equal(widthBefore(line, line.includes(" password ") ? "password" : "certificate"), column);
  });
});

describe("migrate and doctor", () => {
  test("migrate applies once; doctor then misses only the authorities", async (t) => {
    const DATABASE_URL = await emptyDatabaseUrl(t);
    assert.match((await run("migrate", { DATABASE_URL })).out, /^applied: 0001-/);
    assert.equal((await run("migrate", { DATABASE_URL })).out, "nothing to apply\n");
    const ports = Object.fromEntries(
      ["PORTAL", "GATE", "OPERATIONS", "ENROLLMENT", "VALIDATION", "MAIL"].map((name) => [
        `TEGATA_${name}_PORT`,
        "0",
      ]),
    );
    const { code, out } = await run("doctor --json", { DATABASE_URL, ...ports });
    const findings = JSON.parse(out) as { name: string; state: string; detail: string }[]; // eslint-disable-line typescript/no-unsafe-type-assertion -- the assertions check it
    assert.equal(code, 3);
    assert.deepEqual(
      findings.filter(({ state }) => state !== "good").map(({ name, detail }) => [name, detail]),
      [
        ["authority of the bizsol family", "there is none: run `tegata ca init`"],
        ["authority of the shinkin family", "there is none: run `tegata ca init`"],
      ],
    );
  });

  test("doctor tells of audit rows that nobody gives their place", async (t) => {
    const own = await testDatabase(t);
    const { connectionString: DATABASE_URL } = own;
    const audit = async (): Promise<unknown> => {
      const findings = JSON.parse((await run("doctor --json", { DATABASE_URL })).out) as { name: string }[]; // eslint-disable-line typescript/no-unsafe-type-assertion -- the assertion checks it
      return findings.find(({ name }) => name === "audit record");
    };
    assert.deepEqual(await audit(), {
      state: "good",
      name: "audit record",
      detail: "linked and signed up to now",
    });
    await own.asOwner(
      `insert into audit_event (institution_code, at, event, actor_kind, actor)
       values ('1376', now() - interval '2 hours', 'test.waits', 'system', 'test')`,
    );
    const finding = JSON.stringify(await audit());
    assert.match(finding, /"unknown".+1376: rows wait 7\d\d\d s for their place: does a worker run\?/);
  });

  test("doctor goes as far as it can", async () => {
    const { code, out } = await run("doctor", { TEGATA_BASE_DOMAIN: "NOT A DOMAIN" });
    assert.equal(code, 3);
    assert.match(out, /BAD +settings +TEGATA_BASE_DOMAIN/);
    const unreachable = await run("doctor", { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
    assert.equal(unreachable.code, 3);
    assert.match(unreachable.out, /BAD +database/);
  });
});

test("bin/tegata runs from any directory and through links", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tegata-cli-"));
  t.after(() => rm(folder, { recursive: true }));
  const program = join(import.meta.dirname, "../../bin/tegata");
  await symlink(program, join(folder, "first"));
  await symlink("first", join(folder, "second"));
  const { stdout } = await promisify(execFile)(join(folder, "second"), ["institution", "list", "--json"], {
    cwd: folder,
  });
  assert.equal((JSON.parse(stdout) as unknown[]).length, 5); // eslint-disable-line typescript/no-unsafe-type-assertion -- only its length is asked
  await assert.rejects(promisify(execFile)(program, ["nonsense"]), { code: 2 });
});
