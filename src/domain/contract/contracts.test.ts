import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listAudit } from "#domain/audit/list.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import {
  acceptedValue,
  populate,
  shippedInstitution,
  shippedInstitutions,
} from "#test/support/population.ts";
import {
  createContract,
  endPasswordLogin,
  findContract,
  listContracts,
  mayLogInByPassword,
  switchToCertificates,
  type LoginMethod,
} from "./contracts.ts";

const at = Temporal.Instant.from("2026-04-01T00:00:00Z");
const change = { at, actor: { kind: "staff", name: "tester" } } as const;
const database = await testDatabase();
const context: DomainContext = {
  database,
  clock: settableClock(at),
  random: systemRandom,
  institutions: shippedInstitutions(),
};

const create = (institution: InstitutionPolicy, contractId: string, loginMethod: LoginMethod) => {
  const draft = { contractId, companyName: "試験商事株式会社", loginMethod };
  return database.inInstitution(institution.code, (tx) => createContract(tx, institution, draft, change));
};

const switchOver = (institution: InstitutionPolicy, contractId: string) =>
  database.inInstitution(institution.code, (tx) => switchToCertificates(tx, institution, contractId, change));

const codeOf = (result: { ok: true } | { ok: false; refusal: { code: string } }): string =>
  result.ok ? "OK" : result.refusal.code;

const akagi = shippedInstitution("akagi");
const yukiguni = shippedInstitution("yukiguni");
const daishin = shippedInstitution("daishin");

describe("contracts", () => {
  test("a made contract is found and listed, in its institution only", async () => {
    const made = acceptedValue(await create(akagi, "1001", "password"));
    assert.deepEqual(made, {
      institutionCode: "9003",
      contractId: "1001",
      companyName: "試験商事株式会社",
      loginMethod: "password",
      passwordLoginEndedAt: null,
      createdAt: at,
      dualApproval: false,
    });
    assert.deepEqual(await findContract(context, "9003", "1001"), made);
    assert.equal(await findContract(context, "9004", "1001"), undefined);
    assert.deepEqual(await listContracts(context, "9003"), [made]);
  });

  test("CONTRACT_ID_TAKEN", async () => {
    assert.equal(codeOf(await create(akagi, "1002", "password")), "OK");
    assert.equal(codeOf(await create(akagi, "1002", "password")), "CONTRACT_ID_TAKEN");
    assert.equal(codeOf(await create(daishin, "1002", "password")), "OK");
  });

  test("CONTRACT_FIELD_INVALID", async () => {
    for (const contractId of ["", "a b", "x".repeat(21), "契約"])
      assert.equal(codeOf(await create(akagi, contractId, "password")), "CONTRACT_FIELD_INVALID", contractId);
    for (const companyName of ["", "x".repeat(101), "a\u001b[2J"]) {
      const draft = { contractId: "1004", companyName, loginMethod: "password" } as const;
      const result = await database.inInstitution(akagi.code, (tx) =>
        createContract(tx, akagi, draft, change),
      );
      assert.equal(codeOf(result), "CONTRACT_FIELD_INVALID", companyName);
    }
  });

  test("CONTRACT_METHOD_NOT_OFFERED: no login by password where certificates are mandatory", async () => {
    const hisui = shippedInstitution("hisui");
    assert.equal(codeOf(await create(hisui, "1", "password")), "CONTRACT_METHOD_NOT_OFFERED");
    assert.equal(codeOf(await create(hisui, "1", "certificate")), "OK");
  });

  test("CONTRACT_UNKNOWN, CONTRACT_USES_CERTIFICATES: switching goes one way, once", async () => {
    assert.equal(codeOf(await switchOver(akagi, "nowhere")), "CONTRACT_UNKNOWN");
    assert.equal(codeOf(await create(akagi, "1003", "password")), "OK");
    assert.equal(codeOf(await switchOver(akagi, "1003")), "OK");
    assert.equal(codeOf(await switchOver(akagi, "1003")), "CONTRACT_USES_CERTIFICATES");
  });
});

describe("the end of login by ID and password (A2.7)", () => {
  const passwordsOf = async (institution: InstitutionPolicy, user: User): Promise<boolean> => {
    const { contractId } = user.reference;
    const contract = await findContract(context, institution.code, contractId);
    const now = await findUser(context, user.reference);
    assert.ok(contract && now);
    return mayLogInByPassword(institution, contract, now);
  };
  const acquire = (institution: InstitutionPolicy, user: User): Promise<void> =>
    database.inInstitution(institution.code, (tx) => endPasswordLogin(tx, institution, user, change));
  const populated = async (institution: InstitutionPolicy, contractId: string) => {
    // A contract that logs in by password until the rule ends it.
    const loginMethod = "password";
    const [administrator, user, other] = await populate(context, {
      institution,
      contractId,
      loginMethod,
      users: { [`a${contractId}`]: "administrator", [`u${contractId}`]: "user", [`v${contractId}`]: "user" },
    });
    assert.ok(administrator && user && other);
    return { administrator, user, other };
  };

  test("[002] by application: ended for everybody as soon as the contract has certificates", async () => {
    assert.notEqual(acceptedValue(await create(akagi, "2001", "certificate")).passwordLoginEndedAt, null);
    acceptedValue(await create(akagi, "2002", "password"));
    const switched = acceptedValue(await switchOver(akagi, "2002"));
    assert.deepEqual([switched.loginMethod, switched.passwordLoginEndedAt], ["certificate", at]);
    const events = (await listAudit(context, akagi.code, { limit: 2 })).map(({ event }) => event);
    assert.deepEqual(events, ["contract.passwordLoginEnded", "contract.switchedToCertificates"]);
  });

  test("[001] ended for everybody when the administrator obtains a certificate, not when a user does", async () => {
    const { administrator, user, other } = await populated(yukiguni, "3001");
    await acquire(yukiguni, user);
    assert.equal(await passwordsOf(yukiguni, user), true);
    assert.equal((await findContract(context, yukiguni.code, "3001"))?.loginMethod, "password");
    await acquire(yukiguni, administrator);
    assert.equal((await findContract(context, yukiguni.code, "3001"))?.loginMethod, "certificate");
    for (const one of [administrator, user, other]) assert.equal(await passwordsOf(yukiguni, one), false);
  });

  test("[003] ended for each user when that user obtains one", async () => {
    const { administrator, user, other } = await populated(daishin, "4001");
    await acquire(daishin, user);
    assert.equal(await passwordsOf(daishin, user), false);
    for (const one of [administrator, other]) assert.equal(await passwordsOf(daishin, one), true);
  });

  test("never, where the policy says so; and offered nowhere it is not offered", async () => {
    const never: InstitutionPolicy = { ...daishin, login: { ...daishin.login, passwordLoginEnds: "never" } };
    const { administrator } = await populated(never, "4002");
    await acquire(never, administrator);
    assert.equal(await passwordsOf(never, administrator), true);
    const notOffered: InstitutionPolicy = { ...never, login: { ...never.login, methods: ["certificate"] } };
    assert.equal(await passwordsOf(notOffered, administrator), false);
  });

  test("ending it again changes nothing", async () => {
    const { administrator } = await populated(yukiguni, "3002");
    await acquire(yukiguni, administrator);
    const before = await listAudit(context, yukiguni.code, { limit: 100 });
    await acquire(yukiguni, administrator);
    assert.deepEqual(await listAudit(context, yukiguni.code, { limit: 100 }), before);
  });
});
