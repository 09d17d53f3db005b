import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { applyTransitions } from "#domain/contract/transition.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { populate, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";
import { runCli } from "../program.ts";

const database = await testDatabase();
const context = { database, clock: systemClock, random: systemRandom, institutions: shippedInstitutions() };
const akagi = shippedInstitution("akagi");

// The institutions that come with the product, but that the dates are set by staff alone.
const folder = await mkdtemp(join(tmpdir(), "tegata-contract-cli-"));
after(() => rm(folder, { recursive: true, force: true }));
await cp(join(import.meta.dirname, "../../../institutions"), folder, { recursive: true });
const policyFile = join(folder, "akagi.json");
const policyText = await readFile(policyFile, "utf8");
const STAFF_ONLY = policyText.replace('"plannedBy": "administrators"', '"plannedBy": "institution"');
assert.notEqual(STAFF_ONLY, policyText);
await writeFile(policyFile, STAFF_ONLY);

const run = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { DATABASE_URL: database.connectionString, TEGATA_INSTITUTIONS_DIRECTORY: folder },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words.join(" ").split(" "),
  );
  return { code, ...written };
};

/** What the command line recorded about a contract. */
const eventsOf = async (contractId: string): Promise<string[]> => {
  const rows = await database.asOwner<{ told: string }>(
    `select concat_ws(' ', event, actor, facts->>'dualApproval', facts->>'because') as told from audit_event
     where facts->>'contractId' = $1 and event <> 'contract.created' order by event_id`,
    [contractId],
  );
  return rows.map(({ told }) => told);
};

const contractOf = async (contractId: string) => {
  const { out } = await run("contract show -i akagi --json", contractId);
  const shown: unknown = JSON.parse(out);
  assert.ok(typeof shown === "object" && shown !== null);
  return Object.fromEntries(Object.entries(shown));
};

describe("tegata contract dual-approval", () => {
  const turn = (contractId: string, to: string, id = "akagi") =>
    run("contract dual-approval -i", id, contractId, to);

  test("on needs two who can approve; on and off are recorded once each", async () => {
    const users = { m1: "master", u1: "user" } as const;
    await populate(context, { institution: akagi, contractId: "7001", users });
    const alone = await turn("7001", "on");
    assert.equal(alone.code, 1);
    assert.match(alone.err, /^CONTRACT_NEEDS_SECOND_APPROVER: .*\(1 could approve\)/s);
    assert.equal((await contractOf("7001"))["dualApproval"], false);
    assert.deepEqual(await eventsOf("7001"), []);

    const two = { m2: "master", a2: "administrator" } as const;
    await populate(context, { institution: akagi, contractId: "7002", users: two });
    assert.equal((await run("user suspend -i akagi 7002/a2 --confirm 7002/a2")).code, 0);
    assert.match((await turn("7002", "on")).err, /^CONTRACT_NEEDS_SECOND_APPROVER/, "one is stopped");
    assert.equal((await run("user resume -i akagi 7002/a2")).code, 0);
    for (const to of ["on", "on"]) assert.equal((await turn("7002", to)).code, 0);
    assert.equal((await contractOf("7002"))["dualApproval"], true);
    for (const to of ["off", "off"]) assert.equal((await turn("7002", to)).code, 0);
    assert.equal((await contractOf("7002"))["dualApproval"], false);
    assert.deepEqual(await eventsOf("7002"), [
      "contract.approvalChanged operator true",
      "contract.approvalChanged operator false",
    ]);
  });

  test("CONTRACT_APPROVAL_NOT_OFFERED, CONTRACT_UNKNOWN, and what is neither on nor off", async () => {
    assert.match((await turn("7001", "on", "yukiguni")).err, /^CONTRACT_APPROVAL_NOT_OFFERED/);
    assert.match((await turn("nowhere", "off")).err, /^CONTRACT_UNKNOWN/);
    assert.equal((await turn("7001", "perhaps")).code, 2);
  });
});

describe("tegata contract plan-transition and finish-transition", () => {
  const today = systemClock.now().toZonedDateTimeISO(akagi.timeZone).toPlainDate();
  const dates = (from: number, until: number): string =>
    `--acquire-from ${today.add({ days: from }).toString()} --password-ends-on ${today.add({ days: until }).toString()}`;
  const make = (contractId: string) =>
    populate(context, {
      institution: akagi,
      contractId,
      loginMethod: "password",
      users: { [`m${contractId}`]: "master", [`u${contractId}`]: "user" },
    });
  const planRows = (contractId: string) =>
    database.asOwner(
      "select completed_at is not null as over from contract_transition where contract_id = $1",
      [contractId],
    );
  const start = (days: number): string =>
    today.add({ days }).toZonedDateTime(akagi.timeZone).toInstant().toString();

  test("staff set the dates in two steps: first what happens and who has no certificate, then with audit row", async () => {
    await make("7101");
    const asked = await run("contract plan-transition -i akagi 7101 --json", dates(10, 40));
    assert.equal(asked.code, 1);
    assert.match(asked.err, /^Nothing was changed\. .*--confirm 7101$/m);
    const shown: unknown = JSON.parse(asked.out);
    assert.partialDeepStrictEqual(shown, {
      stage: "unplanned",
      users: 2,
      withoutCertificate: ["7101/m7101", "7101/u7101"],
      acquireFrom: start(10),
      passwordEndsAt: start(40),
    });
    assert.equal(
      (await run("contract plan-transition -i akagi 7101", dates(10, 40), "--confirm 7102")).code,
      1,
    );
    assert.deepEqual([await planRows("7101"), await eventsOf("7101")], [[], []]);

    const done = await run(
      "contract plan-transition -i akagi 7101 --as ueda",
      dates(10, 40),
      "--confirm 7101",
    );
    assert.equal(done.code, 0, done.err);
    assert.deepEqual(await planRows("7101"), [{ over: false }]);
    assert.deepEqual(await eventsOf("7101"), ["contract.transitionPlanned ueda"]);
    const early = await run("contract finish-transition -i akagi 7101 --confirm 7101");
    assert.match(early.err, /^TRANSITION_OVER: .*\(stage: announced\)/s);
  });

  test("dates that begin today begin at once, and staff end ID and password early, in two steps", async () => {
    await make("7102");
    assert.equal(
      (await run("contract plan-transition -i akagi 7102", dates(0, 30), "--confirm 7102")).code,
      0,
    );
    assert.partialDeepStrictEqual(await contractOf("7102"), {
      loginMethod: "certificate",
      passwordLoginEndedAt: null,
    });
    const asked = await run("contract finish-transition -i akagi 7102");
    assert.equal(asked.code, 1);
    assert.match(asked.out, /for everybody in the contract now.*both.*7102\/m7102 7102\/u7102/s);
    assert.equal((await contractOf("7102"))["passwordLoginEndedAt"], null);
    assert.equal((await run("contract finish-transition -i akagi 7102 --confirm 7102")).code, 0);
    assert.notEqual((await contractOf("7102"))["passwordLoginEndedAt"], null);
    assert.deepEqual(await eventsOf("7102"), [
      "contract.transitionPlanned operator",
      "contract.switchedToCertificates operator",
      "contract.passwordLoginEnded operator staff",
    ]);
    const again = await run("contract plan-transition -i akagi 7102", dates(5, 30));
    assert.match(again.err, /^TRANSITION_OVER/);
    assert.deepEqual(await applyTransitions(context), { transitions: 0 });
  });

  test("what does not fit is refused before anything is asked", async () => {
    await make("7103");
    const refused = async (id: string, contractId: string, when: string): Promise<string> => {
      const { code, out, err } = await run("contract plan-transition -i", id, contractId, when);
      assert.deepEqual([code, out], [1, ""]);
      return err.split(":")[0] ?? "";
    };
    assert.equal(await refused("akagi", "7103", dates(10, 11)), "TRANSITION_DATES_UNFIT");
    assert.equal(await refused("akagi", "nowhere", dates(10, 40)), "CONTRACT_UNKNOWN");
    await populate(context, {
      institution: shippedInstitution("daishin"),
      contractId: "7104",
      users: { m7104: "master" },
    });
    assert.equal(await refused("daishin", "7104", dates(10, 40)), "TRANSITION_NOT_OFFERED");
    for (const unfit of ["2027-02-30", "tomorrow", "2027-1-1"]) {
      const words = `--acquire-from ${unfit} --password-ends-on 2027-04-01`;
      assert.equal((await run("contract plan-transition -i akagi 7103", words)).code, 2, unfit);
    }
    assert.deepEqual(await eventsOf("7103"), []);
  });
});
