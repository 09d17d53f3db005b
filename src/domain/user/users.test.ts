import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listAudit } from "#domain/audit/list.ts";
import type { DomainContext } from "#domain/context.ts";
import { createContract } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { settableClock } from "#shared/clock.ts";
import { InvariantError } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import {
  acceptedValue,
  populate,
  shippedInstitution,
  shippedInstitutions,
} from "#test/support/population.ts";
import { createUser, type NewUser } from "./create.ts";
import { resumeUser, suspendUser } from "./suspend.ts";
import {
  endPasswordLoginOfUser,
  findUser,
  findUserByLoginId,
  grantAcquisition,
  isSameUser,
  listUsers,
} from "./users.ts";

const at = Temporal.Instant.from("2026-04-01T00:00:00Z");
const actor = { kind: "staff", name: "tester" } as const;
const hisui = shippedInstitution("hisui");
const minato = shippedInstitution("minato");
const database = await testDatabase();
const context: DomainContext = {
  database,
  clock: settableClock(at),
  random: systemRandom,
  institutions: shippedInstitutions(),
};

let contracts = 0;
const newContract = async (institution: InstitutionPolicy): Promise<string> => {
  contracts += 1;
  const contractId = `k${contracts}`;
  const draft = { contractId, companyName: "試験商事株式会社", loginMethod: "certificate" } as const;
  await database.inInstitution(institution.code, async (tx) =>
    acceptedValue(await createContract(tx, institution, draft, { at, actor })),
  );
  return contractId;
};

let logins = 0;
const draftOf = (contractId: string, changes: Partial<NewUser> = {}): NewUser => {
  logins += 1;
  return {
    contractId,
    userId: `u${logins}`,
    role: "user",
    loginId: `login${1000 + logins}`,
    userName: "試験花子",
    mailAddress: "a@b.example",
    language: "ja",
    at,
    ...changes,
  };
};

const make = (institution: InstitutionPolicy, draft: NewUser) =>
  database.inInstitution(institution.code, (tx) => createUser(tx, institution, draft, { actor }));

const codeFor = async (institution: InstitutionPolicy, draft: NewUser): Promise<string> => {
  const result = await make(institution, draft);
  return result.ok ? "OK" : `${result.refusal.code} ${String(result.refusal.facts?.["field"] ?? "")}`.trim();
};

describe("making users", () => {
  test("a made user is found by reference, by login ID and in the contract's list", async () => {
    const contractId = await newContract(hisui);
    const draft = draftOf(contractId, { language: "en", mailAddress: null });
    const user = acceptedValue(await make(hisui, draft));
    assert.deepEqual(user, {
      reference: { institutionCode: hisui.code, contractId, userId: draft.userId },
      role: "user",
      loginId: draft.loginId,
      userName: "試験花子",
      mailAddress: null,
      language: "en",
      state: "active",
      acquisitionGrantedAt: null,
      passwordLoginEndedAt: null,
      createdAt: at,
      deletedAt: null,
      revision: 0,
      withheldRights: [],
      acquisitionRemindedAt: null,
    });
    assert.deepEqual(await findUser(context, user.reference), user);
    assert.deepEqual(await findUserByLoginId(context, hisui.code, draft.loginId ?? ""), user);
    assert.deepEqual(await listUsers(context, hisui.code, contractId), [user]);
    const elsewhere = { ...user.reference, institutionCode: "9003" };
    assert.equal(await findUser(context, elsewhere), undefined);
    assert.equal(isSameUser(user.reference, elsewhere), false);
    assert.equal(isSameUser(user.reference, { ...user.reference }), true);
  });

  test("login IDs are case-sensitive (B1)", async () => {
    const user = acceptedValue(
      await make(hisui, draftOf(await newContract(hisui), { loginId: "CaseTest1" })),
    );
    assert.equal(await findUserByLoginId(context, hisui.code, "casetest1"), undefined);
    assert.equal(await codeFor(hisui, draftOf(user.reference.contractId, { loginId: "casetest1" })), "OK");
  });

  test("USER_FIELD_INVALID", async () => {
    const contractId = await newContract(hisui);
    const wrong: readonly Partial<NewUser>[] = [
      { userId: "" },
      { userId: "a/b" },
      { userId: "x".repeat(31) },
      { loginId: null },
      { loginId: "short" },
      { loginId: "exactly13char" },
      { loginId: "with space" },
      { userName: "" },
      { userName: "あ".repeat(31) },
      { userName: "a\nb" },
      { mailAddress: "a@b" },
      { mailAddress: `${"x".repeat(60)}@b.jp` },
      { mailAddress: "nobody" },
      { mailAddress: "a b@c.example" },
    ];
    for (const change of wrong)
      assert.equal(
        await codeFor(hisui, draftOf(contractId, change)),
        `USER_FIELD_INVALID ${Object.keys(change)[0] ?? ""}`,
        JSON.stringify(change),
      );
    const shinkin = draftOf(await newContract(minato));
    assert.equal(await codeFor(minato, shinkin), "USER_FIELD_INVALID loginId");
    assert.equal(await codeFor(minato, { ...shinkin, loginId: null }), "OK");
    assert.equal(await codeFor(hisui, draftOf(contractId, { userName: "𠮷".repeat(30) })), "OK");
  });

  test("USER_ROLE_NOT_OFFERED: the Shinkin family has no master", async () => {
    const draft = draftOf(await newContract(minato), { role: "master", loginId: null });
    assert.equal(await codeFor(minato, draft), "USER_ROLE_NOT_OFFERED");
  });

  test("USER_CONTRACT_UNKNOWN", async () => {
    assert.equal(await codeFor(hisui, draftOf("nowhere")), "USER_CONTRACT_UNKNOWN");
  });

  test("USER_HEAD_EXISTS: one master, or one administrator of the Shinkin family", async () => {
    const bizsol = await newContract(hisui);
    assert.equal(await codeFor(hisui, draftOf(bizsol, { role: "master" })), "OK");
    assert.equal(await codeFor(hisui, draftOf(bizsol, { role: "master" })), "USER_HEAD_EXISTS");
    assert.equal(await codeFor(hisui, draftOf(bizsol, { role: "administrator" })), "OK");
    assert.equal(await codeFor(hisui, draftOf(bizsol, { role: "administrator" })), "OK");
    const shinkin = await newContract(minato);
    const head = { role: "administrator", loginId: null } as const;
    assert.equal(await codeFor(minato, draftOf(shinkin, head)), "OK");
    assert.equal(await codeFor(minato, draftOf(shinkin, head)), "USER_HEAD_EXISTS");
  });

  test("USER_ID_TAKEN: the user ID in the contract, the login ID in the institution", async () => {
    const [one, other] = [await newContract(hisui), await newContract(hisui)];
    const first = draftOf(one);
    assert.equal(await codeFor(hisui, first), "OK");
    assert.equal(await codeFor(hisui, draftOf(one, { userId: first.userId })), "USER_ID_TAKEN");
    assert.equal(await codeFor(hisui, draftOf(other, { userId: first.userId })), "OK");
    assert.equal(await codeFor(hisui, draftOf(other, { loginId: first.loginId })), "USER_ID_TAKEN");
    const daishin = shippedInstitution("daishin");
    const abroad = draftOf(await newContract(daishin), { loginId: first.loginId });
    assert.equal(await codeFor(daishin, abroad), "OK");
  });

  test("USER_CONTRACT_FULL holds when users are made at the same time", async () => {
    const small = { ...hisui, contract: { maxUsers: 3 } };
    const contractId = await newContract(hisui);
    const codes = await Promise.all(Array.from({ length: 8 }, () => codeFor(small, draftOf(contractId))));
    assert.equal(codes.filter((code) => code === "OK").length, 3);
    assert.equal(codes.filter((code) => code === "USER_CONTRACT_FULL").length, 5);
    assert.equal((await listUsers(context, hisui.code, contractId)).length, 3);
  });
});

describe("changing users", () => {
  test("each change is seen and audited with who did it", async () => {
    const users = { a: "master", b: "user", c: "administrator" } as const;
    const [user] = await populate(context, {
      institution: hisui,
      contractId: "change",
      users,
      mayAcquire: false,
    });
    assert.ok(user);
    const change = { user: user.reference, at: at.add({ hours: 1 }), actor };
    const steps = [
      [grantAcquisition, { acquisitionGrantedAt: change.at }, "user.acquisitionGranted"],
      [suspendUser, { state: "suspended" }, "user.suspended"],
      [resumeUser, { state: "active" }, "user.resumed"],
      [endPasswordLoginOfUser, { passwordLoginEndedAt: change.at }, "user.passwordLoginEnded"],
    ] as const;
    for (const [act, expected, event] of steps) {
      await database.inInstitution(hisui.code, (tx) => act(tx, change));
      const now = await findUser(context, user.reference);
      assert.deepEqual({ ...now, ...expected }, now, event);
      const [row] = await listAudit(context, hisui.code, { ...user.reference, limit: 1 });
      assert.deepEqual([row?.event, row?.actor], [event, "tester"]);
    }
    const before = await listAudit(context, hisui.code, { limit: 100 });
    await database.inInstitution(hisui.code, (tx) => endPasswordLoginOfUser(tx, change));
    assert.deepEqual(await listAudit(context, hisui.code, { limit: 100 }), before);
    const list = await listUsers(context, hisui.code, "change");
    assert.deepEqual(
      list.map(({ role }) => role),
      ["master", "administrator", "user"],
    );
  });

  test("a change of nobody is a bug", async () => {
    const user = { institutionCode: hisui.code, contractId: "no", userId: "body" };
    for (const act of [grantAcquisition, suspendUser, resumeUser])
      await assert.rejects(
        database.inInstitution(hisui.code, (tx) => act(tx, { user, at, actor })),
        InvariantError,
      );
  });
});
