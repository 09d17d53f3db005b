import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import {
  finishAsAdministrator,
  planAsAdministrator,
  remindAll,
} from "#domain/user-administration/readiness.ts";
import type { User } from "#domain/user/users.ts";
import { loginWorld, ORIGIN, START } from "#test/support/login.ts";
import { endPasswordLogin, findContract, lockContract, mayLogInByPassword } from "./contracts.ts";
import { applyTransitions, findPlanIn, finishTransition, planTransition, stageOf } from "./transition.ts";

const world = await loginWorld();
const { context } = world;
const { clock, database } = context;
const akagi = world.institution("akagi");
const staff = { kind: "staff", name: "branch" } as const;

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
const tokyo = (text: string): Temporal.Instant => Temporal.Instant.from(`${text}+09:00`);
const justBefore = (at: Temporal.Instant): Temporal.Instant => at.subtract({ milliseconds: 1 });

const ACQUIRE_FROM = tokyo("2026-06-10T00:00");
const PASSWORD_ENDS = tokyo("2026-07-10T00:00");

interface Planned {
  readonly contractId: string;
  readonly acquireFrom?: string;
  readonly passwordEndsOn?: string;
}

const plan = (
  { contractId, acquireFrom = "2026-06-10", passwordEndsOn = "2026-07-10" }: Planned,
  institution: InstitutionPolicy = akagi,
) =>
  database.inInstitution(institution.code, (tx) =>
    planTransition(
      tx,
      institution,
      { contractId, acquireFrom: day(acquireFrom), passwordEndsOn: day(passwordEndsOn) },
      { at: clock.now(), actor: staff },
    ),
  );

const finish = (contractId: string) =>
  database.inInstitution(akagi.code, (tx) =>
    finishTransition(tx, contractId, { at: clock.now(), actor: staff }),
  );

type Answer = { readonly ok: true } | { readonly ok: false; readonly refusal: { readonly code: string } };

const codeOf = async (answer: Promise<Answer>): Promise<string> => {
  const result = await answer;
  return result.ok ? "done" : result.refusal.code;
};

/** A contract that logs in by ID and password, at the start of the test's time. */
const newMaster = (id = "akagi"): Promise<User> => {
  clock.set(START);
  return world.newUser(id, { role: "master", loginMethod: "password" });
};

const planned = async (): Promise<User> => {
  const master = await newMaster();
  assert.equal(await codeOf(plan(master.reference)), "done");
  return master;
};

const standing = async (master: User) => {
  const { contractId } = master.reference;
  const contract = await findContract(context, akagi.code, contractId);
  const found = await database.inInstitution(akagi.code, (tx) => findPlanIn(tx, contractId));
  assert.ok(contract);
  return {
    stage: stageOf(contract, found, clock.now()),
    loginMethod: contract.loginMethod,
    byPassword: mayLogInByPassword(akagi, contract, master),
    isCompleted: found !== undefined && found.completedAt !== null,
  };
};

/** What the worker recorded for a contract. */
const actsOn = async ({ reference }: User): Promise<string[]> => {
  const rows = await database.asOwner<{ told: string }>(
    `select event || coalesce(' ' || (facts->>'because'), '') as told from audit_event
     where facts->>'contractId' = $1 and event in ('contract.switchedToCertificates', 'contract.passwordLoginEnded')
     order by event_id`,
    [reference.contractId],
  );
  return rows.map(({ told }) => told);
};

const workAt = async (at: Temporal.Instant): Promise<number> => {
  clock.set(at);
  return (await applyTransitions(context)).transitions;
};

const ANNOUNCED = { stage: "announced", loginMethod: "password", byPassword: true, isCompleted: false };
const BOTH = { stage: "both", loginMethod: "certificate", byPassword: true, isCompleted: false };
const OVER = { stage: "certificateOnly", loginMethod: "certificate", byPassword: false, isCompleted: true };
const BEGAN = "contract.switchedToCertificates";
const ENDED = "contract.passwordLoginEnded plan";

describe("the worker acts on the dates of a plan", () => {
  test("before, on and after each of them; midnight is the institution's; doing it again changes nothing", async () => {
    const master = await planned();
    const steps = [
      [START, 0, ANNOUNCED, []],
      [justBefore(ACQUIRE_FROM), 0, ANNOUNCED, []],
      [ACQUIRE_FROM, 1, BOTH, [BEGAN]],
      [ACQUIRE_FROM, 0, BOTH, [BEGAN]],
      [ACQUIRE_FROM.add({ hours: 30 }), 0, BOTH, [BEGAN]],
      [justBefore(PASSWORD_ENDS), 0, BOTH, [BEGAN]],
      [PASSWORD_ENDS, 1, OVER, [BEGAN, ENDED]],
      [PASSWORD_ENDS, 0, OVER, [BEGAN, ENDED]],
      [PASSWORD_ENDS.add({ hours: 30 }), 0, OVER, [BEGAN, ENDED]],
    ] as const;
    for (const [at, done, stands, acts] of steps) {
      assert.equal(await workAt(at), done, at.toString());
      assert.deepEqual(await standing(master), stands, at.toString());
      assert.deepEqual(await actsOn(master), acts, at.toString());
    }
  });

  test("a worker that was away on both dates does both", async () => {
    const master = await planned();
    assert.equal(await workAt(PASSWORD_ENDS.add({ hours: 50 })), 1);
    assert.deepEqual(await standing(master), OVER);
    assert.deepEqual(await actsOn(master), [BEGAN, ENDED]);
  });

  test("where only the first date is put off in time, nothing begins on the old one", async () => {
    const master = await planned();
    assert.equal(await codeOf(plan({ ...master.reference, acquireFrom: "2026-06-20" })), "done");
    assert.equal(await workAt(ACQUIRE_FROM), 0);
    assert.deepEqual(await standing(master), ANNOUNCED);
    assert.equal(await workAt(tokyo("2026-06-20T00:00")), 1);
    assert.deepEqual(await standing(master), BOTH);
    await workAt(PASSWORD_ENDS);
  });

  test("while a plan runs, acquiring ends nobody's ID and password", async () => {
    const master = await planned();
    await workAt(ACQUIRE_FROM);
    const change = { at: clock.now(), actor: staff };
    await database.inInstitution(akagi.code, (tx) => endPasswordLogin(tx, akagi, master, change));
    assert.deepEqual(await standing(master), BOTH);
    await workAt(PASSWORD_ENDS);
    assert.deepEqual(await standing(master), OVER);
  });

  test("two workers at once act once", async () => {
    const masters = [await planned(), await planned(), await planned()];
    clock.set(PASSWORD_ENDS);
    const waiting = async (): Promise<number> => {
      const rows = await database.asOwner(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return rows.length;
    };
    // Both have read what is due before either may act on it.
    const [first] = masters.map(({ reference }) => reference.contractId).toSorted();
    const workers = await database.inInstitution(akagi.code, async (tx) => {
      await lockContract(tx, first ?? "");
      const both = [applyTransitions(context), applyTransitions(context)];
      while ((await waiting()) < 2) await pause(5);
      return { both };
    });
    const done = await Promise.all(workers.both);
    assert.deepEqual(
      done.map(({ transitions }) => transitions).toSorted((left, right) => left - right),
      [0, 3],
    );
    for (const master of masters) {
      assert.deepEqual(await standing(master), OVER);
      assert.deepEqual(await actsOn(master), [BEGAN, ENDED]);
    }
  });
});

describe("what is refused", () => {
  const asMaster = (master: User, institution = akagi) => ({
    institution,
    administrator: master,
    origin: ORIGIN,
  });
  const dates = { acquireFrom: day("2026-06-10"), passwordEndsOn: day("2026-07-10") };
  const plannedBy = (who: "nobody" | "institution"): InstitutionPolicy => ({
    ...akagi,
    transition: { ...akagi.transition, plannedBy: who },
  });

  test("TRANSITION_NOT_OFFERED: to anybody where no plans are made, to administrators where staff make them", async () => {
    const master = await newMaster();
    assert.equal(await codeOf(plan(master.reference, plannedBy("nobody"))), "TRANSITION_NOT_OFFERED");
    for (const who of ["nobody", "institution"] as const) {
      const by = asMaster(master, plannedBy(who));
      assert.equal(await codeOf(planAsAdministrator(context, by, dates)), "TRANSITION_NOT_OFFERED", who);
      assert.equal(await codeOf(finishAsAdministrator(context, by)), "TRANSITION_NOT_OFFERED", who);
    }
    assert.deepEqual((await standing(master)).stage, "unplanned");
    assert.equal(await codeOf(plan(master.reference, plannedBy("institution"))), "done");
    assert.deepEqual(await standing(master), ANNOUNCED);
    assert.equal(await codeOf(plan({ contractId: "nowhere" })), "CONTRACT_UNKNOWN");
  });

  test("TRANSITION_OVER: finishing where both are not allowed, and anything once ID and password have ended", async () => {
    const master = await newMaster();
    const { contractId } = master.reference;
    assert.equal(await codeOf(finish("nowhere")), "TRANSITION_OVER");
    assert.equal(await codeOf(finish(contractId)), "TRANSITION_OVER", "no plan");
    assert.equal(await codeOf(plan(master.reference)), "done");
    assert.equal(await codeOf(finish(contractId)), "TRANSITION_OVER", "announced");
    clock.set(ACQUIRE_FROM);
    assert.equal(await codeOf(finish(contractId)), "done");
    assert.deepEqual(await standing(master), OVER);
    assert.deepEqual(await actsOn(master), ["contract.passwordLoginEnded staff"]);
    assert.equal(await codeOf(finish(contractId)), "TRANSITION_OVER");
    assert.equal(await codeOf(planAsAdministrator(context, asMaster(master), dates)), "TRANSITION_OVER");
    assert.equal(await codeOf(finishAsAdministrator(context, asMaster(master))), "TRANSITION_OVER");
    await workAt(PASSWORD_ENDS);
    assert.deepEqual(await actsOn(master), ["contract.passwordLoginEnded staff"], "nothing is left to do");
  });

  test("TRANSITION_DATES_UNFIT: too near, too far, in the past, or another beginning than the one that was", async () => {
    const { reference } = await newMaster();
    const refusedDates = [
      ["2026-05-31", "2026-07-10"],
      ["2026-06-10", "2026-06-23"],
      ["2026-06-10", "2026-06-10"],
      ["2026-06-10", "2026-06-01"],
      ["2026-06-10", "2026-11-29"],
    ] as const;
    for (const [acquireFrom, passwordEndsOn] of refusedDates)
      assert.equal(
        await codeOf(plan({ ...reference, acquireFrom, passwordEndsOn })),
        "TRANSITION_DATES_UNFIT",
        `${acquireFrom} ${passwordEndsOn}`,
      );
    for (const [acquireFrom, passwordEndsOn] of [
      ["2026-06-10", "2026-06-24"],
      ["2026-06-10", "2026-11-28"],
      ["2026-06-01", "2026-07-10"],
    ] as const)
      assert.equal(await codeOf(plan({ ...reference, acquireFrom, passwordEndsOn })), "done", passwordEndsOn);
    // It has begun, today: its end may move, its beginning may not.
    clock.set(ACQUIRE_FROM);
    assert.equal(await codeOf(plan({ ...reference, acquireFrom: "2026-06-20" })), "TRANSITION_DATES_UNFIT");
    const moved = { ...reference, acquireFrom: "2026-06-01", passwordEndsOn: "2026-08-01" };
    assert.equal(await codeOf(plan(moved)), "done");
    assert.equal(await workAt(PASSWORD_ENDS), 0);
    assert.equal(await workAt(tokyo("2026-08-01T00:00")), 1);
  });

  test("NOBODY_TO_REMIND: where nobody may acquire, or whoever may has no mail address", async () => {
    const master = await newMaster();
    assert.equal(await codeOf(remindAll(context, asMaster(master))), "NOBODY_TO_REMIND", "no certificates");
    const begun = { ...master.reference, acquireFrom: "2026-06-01" };
    assert.equal(await codeOf(plan(begun)), "done");
    assert.equal(await codeOf(remindAll(context, asMaster(master))), "NOBODY_TO_REMIND", "no address");
    await database.asOwner(
      "update contract_user set mail_address = 'a@customer.example' where contract_id = $1",
      [master.reference.contractId],
    );
    assert.equal(await codeOf(remindAll(context, asMaster(master))), "done");
    assert.equal(await codeOf(remindAll(context, asMaster(master))), "REMINDED_TODAY");
  });
});
