import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { setDualApproval } from "#domain/approval/dual-approval.ts";
import { lockContract } from "#domain/contract/contracts.ts";
import { deleteUserAsStaff } from "#domain/user-administration/deletion.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { systemClock } from "#shared/clock.ts";
import { loginWorld } from "#test/support/login.ts";
import { runCli } from "../program.ts";

const world = await loginWorld();
const { context } = world;
const { database } = context;
// The command line lives now: so do the certificates that it looks at.
context.clock.set(systemClock.now());

const run = async (words: string): Promise<{ code: number; out: string; err: string }> => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: { DATABASE_URL: database.connectionString },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words.split(" "),
  );
  return { code, ...written };
};

const nameOf = ({ reference: { contractId, userId } }: User): string => `${contractId}/${userId}`;

/** A user with a mail address and an active certificate, in the master's contract. */
const newContract = async () => {
  const master = await world.newUser("akagi", { role: "master" });
  const { contractId } = master.reference;
  const user = await world.newUser("akagi", { contractId });
  const { serial } = await world.newCertificate(user.reference);
  await database.asOwner(
    "update contract_user set mail_address = user_id || '@customer.example' where contract_id = $1",
    [contractId],
  );
  return { master, user, contractId, serial };
};

/** What there is of a user: not deleted, active certificates, secrets. */
const remains = async ({ reference: { contractId, userId } }: User) => {
  const [row] = await database.asOwner(
    `select u.deleted_at is null as stays,
       (select count(*) from certificate c where c.user_id = u.user_id and c.state = 'active')::int as certificates,
       (select count(*) from credential k where k.user_id = u.user_id)::int as secrets
     from contract_user u where u.contract_id = $1 and u.user_id = $2`,
    [contractId, userId],
  );
  return row;
};

const told = async ({ reference }: User) => {
  const events = await database.asOwner<{ told: string }>(
    `select event || ' ' || actor as told from audit_event where user_id = $1
       and event in ('user.deleted', 'certificate.revoked') order by event_id`,
    [reference.userId],
  );
  const mails = await database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1",
    [`${reference.userId}@customer.example`],
  );
  return { events: events.map((row) => row.told), mails: mails.map(({ text }) => text) };
};

describe("tegata user delete", () => {
  const ALL = { stays: true, certificates: 1, secrets: 2 };

  test("two steps: who and which certificate, then all that is the user's ends, with audit rows and a mail", async () => {
    const { user, serial } = await newContract();
    const name = nameOf(user);
    for (const suffix of ["", " --confirm another/one"]) {
      const asked = await run(`user delete -i akagi ${name} --json${suffix}`);
      assert.equal(asked.code, 1);
      assert.match(asked.err, new RegExp(`^Nothing was changed.*--confirm ${name}$`, "m"));
      const shown: unknown = JSON.parse(asked.out);
      assert.partialDeepStrictEqual(shown, { user: name, role: "user", certificateToEnd: serial });
    }
    assert.deepEqual([await remains(user), await told(user)], [ALL, { events: [], mails: [] }]);

    const done = await run(`user delete -i akagi ${name} --as ueda --confirm ${name}`);
    assert.equal(done.code, 0, done.err);
    assert.deepEqual(await remains(user), { stays: false, certificates: 0, secrets: 0 });
    const { events, mails } = await told(user);
    assert.deepEqual(events, ["certificate.revoked ueda", "user.deleted ueda"]);
    assert.equal(mails.length, 1);
    assert.match(mails[0] ?? "", /お申し込みにもとづき、当金融機関で/);
    assert.match((await run(`user delete -i akagi ${name} --confirm ${name}`)).err, /^USER_UNKNOWN/);
  });

  test("staff may delete the head, whom nobody can delete on screen", async () => {
    const { master } = await newContract();
    const asked = await run(`user delete -i akagi ${nameOf(master)}`);
    assert.match(asked.out, /master/);
    assert.equal((await run(`user delete -i akagi ${nameOf(master)} --confirm ${nameOf(master)}`)).code, 0);
    assert.equal((await remains(master))?.["stays"], false);
  });

  test("APPROVERS_TOO_FEW, USER_CHANGED_MEANWHILE, USER_UNKNOWN: refused, with nothing ended", async () => {
    const { master, user, contractId } = await newContract();
    const akagi = world.institution("akagi");
    const second = await world.newUser("akagi", { contractId, role: "administrator" });
    const change = { at: context.clock.now(), actor: { kind: "staff", name: "branch" } } as const;
    const switched = await database.inInstitution(akagi.code, (tx) =>
      setDualApproval(tx, akagi, { contractId, dualApproval: true }, change),
    );
    assert.ok(switched.ok);
    for (const one of [master, second])
      assert.match(
        (await run(`user delete -i akagi ${nameOf(one)} --confirm ${nameOf(one)}`)).err,
        /^APPROVERS_TOO_FEW/,
      );
    const deleting = async (userId: string, revision: number): Promise<string> => {
      const result = await database.inInstitution(akagi.code, (tx) =>
        deleteUserAsStaff(tx, akagi, { contractId, userId, revision }, change),
      );
      return result.ok ? "done" : result.refusal.code;
    };
    const { revision = 0 } = (await findUser(context, user.reference)) ?? {};
    assert.equal(await deleting(user.reference.userId, revision + 1), "USER_CHANGED_MEANWHILE");
    assert.equal(await deleting("nobody", 0), "USER_UNKNOWN");
    assert.deepEqual(await remains(user), ALL);
    assert.equal(await deleting(user.reference.userId, revision), "done");
  });

  test("waits for what an administrator does in the contract at the same time, and judges by its outcome", async () => {
    const { contractId } = await newContract();
    const akagi = world.institution("akagi");
    const leaves = await world.newUser("akagi", { contractId, role: "administrator" });
    const stopped = await world.newUser("akagi", { contractId, role: "administrator" });
    const change = { at: context.clock.now(), actor: { kind: "staff", name: "branch" } } as const;
    const switched = await database.inInstitution(akagi.code, (tx) =>
      setDualApproval(tx, akagi, { contractId, dualApproval: true }, change),
    );
    assert.ok(switched.ok);
    const { deleting } = await database.inInstitution(akagi.code, async (tx) => {
      await lockContract(tx, contractId);
      await suspendUser(tx, { ...change, user: stopped.reference });
      const { userId } = leaves.reference;
      const answer = database.inInstitution(akagi.code, (other) =>
        deleteUserAsStaff(other, akagi, { contractId, userId, revision: leaves.revision }, change),
      );
      const isOver = answer.then(() => true);
      const waits = async (): Promise<boolean> =>
        (
          await database.asOwner(
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          )
        ).length > 0;
      while (!(await waits())) assert.equal(await Promise.race([isOver, pause(5, false)]), false, "it waits");
      return { deleting: answer };
    });
    const deleted = await deleting;
    assert.equal(deleted.ok ? "done" : deleted.refusal.code, "APPROVERS_TOO_FEW");
  });
});
