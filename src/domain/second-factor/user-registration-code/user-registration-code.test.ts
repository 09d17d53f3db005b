import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { Result } from "#shared/result.ts";
import { contractProof } from "#test/support/additional-authentication.ts";
import { testDatabase } from "#test/support/database.ts";
import { acceptedValue, populate, shippedInstitution } from "#test/support/population.ts";
import { factorsOfUser } from "../contract-factors.ts";
import { newCode, readCode } from "./code.ts";
import { makeRegistrationCode } from "./make.ts";
import { verifyRegistrationCode } from "./verify.ts";

const origin: Origin = { address: "192.0.2.1", supportId: "00000-00000" };
const staff = { kind: "staff", name: "tester" } as const;
const quick = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };
const base = shippedInstitution("akagi");
const institution: InstitutionPolicy = {
  ...base,
  lockout: { ...base.lockout, userRegistrationCode: quick },
};
const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const institutions = createRegistry([institution]);
const context: DomainContext = { database, clock, random: systemRandom, institutions };

let contracts = 0;
const newUsers = async (): Promise<readonly [User, User]> => {
  contracts += 1;
  const contractId = `8200${String(contracts).padStart(4, "0")}`;
  const users = { [`m${contracts}`]: "master", [`u${contracts}`]: "user" } as const;
  const [master, user] = await populate(context, { institution, contractId, users });
  assert.ok(master !== undefined && user !== undefined);
  return [master, user];
};

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "ok" : result.refusal.code);
const make = (user: User, actor: Actor = staff, policy = institution) =>
  database.inInstitution(institution.code, (tx) =>
    makeRegistrationCode(context, tx, { institution: policy, user, actor, origin }),
  );
const made = async (user: User): Promise<string> => acceptedValue(await make(user)).code;
const verify = async (user: User, typed: string) =>
  codeOf(await verifyRegistrationCode(context, { institution, user, origin }, typed));
const later = (seconds: number): void => clock.set(clock.now().add({ seconds }));
const WRONG = "0000-0000-0000";

test("a code reads as it is written by hand", () => {
  assert.match(newCode(systemRandom), /^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/);
  assert.equal(readCode("7k2q ９ｘｍ0－c4tb"), "7K2Q9XM0C4TB");
  assert.equal(readCode("oIl0-0000-0000"), "011000000000");
  for (const none of ["", "7K2Q-9XM0", "7K2Q-9XM0-C4TBX", "7K2Q-9XM0-C4T!", "7K2Q-9XM0-C4TU"])
    assert.equal(readCode(none), undefined, none);
});

describe("user registration code", () => {
  test("is right once, from then on never asked again, and stored as a digest alone", async () => {
    const [, user] = await newUsers();
    await contractProof(context, institution, user, "userRegistrationCode");
    assert.deepEqual(await factorsOfUser(context, institution, user.reference), ["userRegistrationCode"]);
    const code = await made(user);
    const rows = await database.asOwner<{ row: string }>(
      "select row_to_json(c)::text || (select coalesce(string_agg(facts::text, ''), '') from audit_event) as row from user_registration_code c where contract_id = $1",
      [user.reference.contractId],
    );
    assert.ok(!JSON.stringify(rows).includes(code) && !JSON.stringify(rows).includes(readCode(code) ?? "?"));
    assert.equal(await verify(user, code.toLowerCase().replaceAll("-", " ")), "ok");
    assert.deepEqual(await factorsOfUser(context, institution, user.reference), []);
    assert.equal(await verify(user, code), "REGISTRATION_CODE_VERIFIED");
  });

  test("that is no code is not counted; a wrong one is, and stops by policy", async () => {
    const [, user] = await newUsers();
    const code = await made(user);
    for (let times = 0; times < 5; times += 1)
      assert.equal(await verify(user, "abc"), "REGISTRATION_CODE_FORM");
    assert.equal(await verify(user, WRONG), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, WRONG), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, WRONG), "CREDENTIAL_STOPPED_TEMPORARILY");
    assert.equal(await verify(user, code), "CREDENTIAL_STOPPED_TEMPORARILY");
    later(600);
    for (let times = 0; times < 2; times += 1)
      assert.equal(await verify(user, WRONG), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, WRONG), "CREDENTIAL_STOPPED");
    assert.equal(await verify(user, code), "CREDENTIAL_STOPPED");
    // A new code is handed out: the failures of the old one are its own.
    assert.equal(await verify(user, await made(user)), "ok");
  });

  test("of nobody, of somebody else, and one that was replaced are the same refusal", async () => {
    const [master, user] = await newUsers();
    assert.equal(await verify(user, WRONG), "REGISTRATION_CODE_REFUSED");
    const first = await made(user);
    const second = await made(user);
    assert.equal(await verify(user, first), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, await made(master)), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, second), "ok");
  });

  test("expires, which only whoever has it is told", async () => {
    const [, user] = await newUsers();
    const code = await made(user);
    later(30 * 86_400);
    assert.equal(await verify(user, WRONG), "REGISTRATION_CODE_REFUSED");
    assert.equal(await verify(user, code), "REGISTRATION_CODE_EXPIRED");
    assert.equal(await verify(user, await made(user)), "ok");
  });

  test("sent to ten requests at once, is right in one", async () => {
    const [, user] = await newUsers();
    const code = await made(user);
    const codes = await Promise.all(Array.from({ length: 10 }, () => verify(user, code)));
    assert.equal(codes.filter((one) => one === "ok").length, 1);
    assert.equal(codes.filter((one) => one === "REGISTRATION_CODE_VERIFIED").length, 9);
  });

  test("made anew, is asked again even of a user who has entered one", async () => {
    const [, user] = await newUsers();
    await contractProof(context, institution, user, "userRegistrationCode");
    assert.equal(await verify(user, await made(user)), "ok");
    await made(user);
    assert.deepEqual(await factorsOfUser(context, institution, user.reference), ["userRegistrationCode"]);
  });

  test("is made by administrators for others of their contract where policy says so", async () => {
    const [master, user] = await newUsers();
    const [stranger] = await newUsers();
    const by = (actor: User) => ({ kind: "user", user: actor.reference }) as const;
    assert.equal(codeOf(await make(user, by(master))), "ok");
    assert.equal(codeOf(await make(master, by(master))), "REGISTRATION_CODE_NOT_YOURS");
    assert.equal(codeOf(await make(user, by(stranger))), "REGISTRATION_CODE_NOT_YOURS");
    const { secondFactor } = institution;
    const byStaff: InstitutionPolicy = {
      ...institution,
      secondFactor: {
        ...secondFactor,
        userRegistrationCode: { ...secondFactor.userRegistrationCode, handedOutBy: "institution" },
      },
    };
    assert.equal(codeOf(await make(user, by(master), byStaff)), "REGISTRATION_CODE_NOT_YOURS");
  });
});
