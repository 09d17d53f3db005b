import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DomainContext, Origin } from "#domain/context.ts";
import { unlockCredentials } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import type { User } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { Result } from "#shared/result.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { testDatabase } from "#test/support/database.ts";
import {
  appShows,
  handOut,
  newToken,
  testSecretBox,
  wrongValue,
  type TestToken,
} from "#test/support/one-time-passwords.ts";
import { acceptedValue, populate, shippedInstitution } from "#test/support/population.ts";
import { contractFactor, contractFactorsIn, endContractFactor } from "../contract-factors.ts";
import { assignToken, importTokens } from "./import.ts";
import { initialiseToken, listTokens, revokeToken, tokenOf } from "./manage.ts";
import { confirmSoftwareToken, issueSoftwareToken } from "./software.ts";
import { startToken } from "./start-of-use.ts";
import { synchroniseToken, verifyOneTimePassword } from "./verify.ts";
import { wantedOneTimePassword } from "./wanted.ts";

const origin: Origin = { address: "192.0.2.1", supportId: "00000-00000" };
const staff = { kind: "staff", name: "tester" } as const;
const quick = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };
const base = shippedInstitution("akagi");
const institution: InstitutionPolicy = {
  ...base,
  lockout: { ...base.lockout, oneTimePassword: quick },
};
const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const context: DomainContext = {
  database,
  clock,
  random: systemRandom,
  institutions: createRegistry([institution]),
  secretBox: testSecretBox(),
};

let contracts = 0;
const newUsers = async (count = 1): Promise<User[]> => {
  contracts += 1;
  const contractId = `8000${String(contracts).padStart(4, "0")}`;
  const names = Array.from({ length: count }, (_, index) => [
    `u${contracts}x${index}`,
    index === 0 ? "master" : "user",
  ]);
  return populate(context, { institution, contractId, users: Object.fromEntries(names) });
};

const one = <Value>(values: readonly Value[]): Value => {
  const [first] = values;
  assert.ok(first !== undefined);
  return first;
};

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "ok" : result.refusal.code);
const verify = async (user: User, value: string) =>
  codeOf(await verifyOneTimePassword(context, { institution, user, origin }, value));
const start = async (user: User, serial: string, value: string) =>
  codeOf(await startToken(context, { institution, user, origin }, { serial, value }));
const synchronise = async (user: User, current: string, next: string) =>
  codeOf(await synchroniseToken(context, { institution, user, origin }, { current, next }));
const later = (seconds: number): void => clock.set(clock.now().add({ seconds }));
const wrong = (token: TestToken) => wrongValue(token, clock.now());

/** A user whose token is in use, whose clock is `aheadSeconds` off; a step later, so that the next value is fresh. */
const started = async (aheadSeconds = 0): Promise<{ user: User; token: TestToken }> => {
  const user = one(await newUsers());
  const token = newToken();
  await handOut(context, institution, user, [token]);
  assert.equal(await start(user, token.serial, token.shows(clock.now(), aheadSeconds)), "ok");
  later(60);
  return { user, token };
};
const driftOf = async (user: User) => (await tokenOf(context, user.reference))?.driftSteps;

describe("start of use", () => {
  test("learns the drift from one value, ten minutes and not eleven", async () => {
    for (const minutes of [-10, -3, 0, 10]) {
      const { user } = await started(minutes * 60);
      assert.equal(await driftOf(user), minutes);
    }
    for (const minutes of [-11, 11]) {
      const user = one(await newUsers());
      const token = newToken();
      await handOut(context, institution, user, [token]);
      const value = token.shows(clock.now(), minutes * 60);
      assert.equal(await start(user, token.serial, value), "OTP_START_REFUSED");
    }
  });

  test("takes the serial and the value as people write them", async () => {
    const user = one(await newUsers());
    const token = newToken();
    await handOut(context, institution, user, [token]);
    const value = token.shows(clock.now());
    const wide = Array.from(value, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join("");
    assert.equal(
      await start(user, ` ${token.serial.toLowerCase()} `, `${wide.slice(0, 3)} ${wide.slice(3)}`),
      "ok",
    );
  });

  test("an unknown, somebody else's, revoked or stocked serial and a wrong value are one refusal", async () => {
    const [user, colleague] = await newUsers(2);
    const stranger = one(await newUsers());
    assert.ok(user !== undefined && colleague !== undefined);
    const [own, others, strangers, revoked, stocked] = [
      newToken(),
      newToken(),
      newToken(),
      newToken(),
      newToken(),
    ];
    await handOut(context, institution, user, [own]);
    await handOut(context, institution, colleague, [others]);
    await handOut(context, institution, stranger, [strangers]);
    await handOut(context, institution, user, [revoked], "contract");
    const act = { institution, actor: staff, origin };
    acceptedValue(await revokeToken(context, { ...act, serial: revoked.serial }));
    acceptedValue(await importTokens(context, act, [stocked]));
    const patient = {
      ...institution,
      lockout: { ...institution.lockout, oneTimePassword: { ...quick, temporaryStopFailures: 100 } },
    };
    const now = clock.now();
    const unknown = newToken();
    for (const [serial, value] of [
      ...[others, strangers, revoked, stocked, unknown].map(
        (token) => [token.serial, token.shows(now)] as const,
      ),
      ["!", own.shows(now)],
      [own.serial, wrong(own)],
    ] as const) {
      const typed = { serial, value };
      const answer = await startToken(context, { institution: patient, user, origin }, typed);
      assert.equal(codeOf(answer), "OTP_START_REFUSED", serial);
    }
    assert.equal(await start(user, own.serial, own.shows(now)), "ok");
  });

  test("a contract's token becomes the user's who starts it; two at once: one", async () => {
    const users = await newUsers(2);
    const token = newToken();
    await handOut(context, institution, one(users), [token], "contract");
    const value = token.shows(clock.now());
    const answers = await Promise.all(users.map((user) => start(user, token.serial, value)));
    assert.deepEqual(answers.toSorted(), ["OTP_START_REFUSED", "ok"]);
  });

  test("is refused to a user whose token is in use", async () => {
    const { user } = await started();
    const second = newToken();
    await handOut(context, institution, user, [second], "contract");
    assert.equal(await start(user, second.serial, second.shows(clock.now())), "OTP_TOKEN_IN_USE");
  });
});

describe("a value", () => {
  test("is taken one step about the known drift, which follows it", async () => {
    const { user, token } = await started();
    later(120);
    assert.equal(await verify(user, token.shows(clock.now(), 60)), "ok");
    assert.equal(await driftOf(user), 1);
    later(120);
    assert.equal(await verify(user, token.shows(clock.now(), 120)), "ok");
    assert.equal(await driftOf(user), 2);
    later(240);
    assert.equal(await verify(user, token.shows(clock.now(), 60)), "ok");
    assert.equal(await driftOf(user), 1);
  });

  test("is taken once, and no earlier one after it", async () => {
    const { user, token } = await started();
    const value = token.shows(clock.now());
    assert.equal(await verify(user, value), "ok");
    assert.equal(await verify(user, value), "OTP_ALREADY_USED");
    later(60);
    assert.equal(await verify(user, value), "OTP_ALREADY_USED");
    assert.equal(await verify(user, token.shows(clock.now())), "ok");
  });

  test("twenty uses of one value at once: one is taken, and nobody is stopped", async () => {
    const { user, token } = await started();
    const value = token.shows(clock.now());
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(user, value)));
    assert.equal(answers.filter((code) => code === "ok").length, 1);
    assert.equal(answers.filter((code) => code === "OTP_ALREADY_USED").length, 19);
  });

  test("twenty wrong ones at once: no more are compared than the policy allows", async () => {
    const { user, token } = await started();
    const value = wrong(token);
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(user, value)));
    assert.equal(answers.filter((code) => code === "OTP_REFUSED").length, 2);
    assert.equal(answers.filter((code) => code === "CREDENTIAL_STOPPED_TEMPORARILY").length, 18);
    assert.equal(await verify(user, token.shows(clock.now())), "CREDENTIAL_STOPPED_TEMPORARILY");
    later(600);
    for (let count = 0; count < 3; count += 1) await verify(user, wrong(token));
    later(6000);
    assert.equal(await verify(user, token.shows(clock.now())), "CREDENTIAL_STOPPED");
    await database.inInstitution(institution.code, (tx) =>
      unlockCredentials(tx, institution, user, { at: clock.now(), actor: staff }),
    );
    assert.equal(await verify(user, token.shows(clock.now())), "ok");
  });

  test("that is no number is told so and not counted", async () => {
    const { user, token } = await started();
    for (const value of ["", "12345", "123456789", "12a456", "😀"])
      assert.equal(await verify(user, value), "OTP_VALUE_FORM");
    assert.equal(await verify(user, token.shows(clock.now())), "ok");
  });

  test("proves nothing without a token in use", async () => {
    assert.equal(await verify(one(await newUsers()), "123456"), "OTP_TOKEN_NOT_STARTED");
  });
});

describe("synchronisation (CCHK004)", () => {
  test("a clock that ran five minutes away is put right by two values in a row", async () => {
    const { user, token } = await started();
    later(86_400);
    assert.equal(await verify(user, token.shows(clock.now(), 300)), "OTP_OUT_OF_STEP");
    assert.deepEqual(await wantedOneTimePassword(context, institution, user), {
      kind: "synchronisation",
      periodSeconds: 60,
    });
    const current = token.shows(clock.now(), 300);
    assert.equal(await verify(user, current), "OTP_OUT_OF_STEP");
    later(60);
    const next = token.shows(clock.now(), 300);
    assert.equal(await synchronise(user, next, current), "OTP_REFUSED");
    assert.equal(await synchronise(user, current, current), "OTP_REFUSED");
    assert.equal(await synchronise(user, current, next), "ok");
    assert.equal(await driftOf(user), 5);
    assert.equal(await verify(user, next), "OTP_ALREADY_USED");
    later(60);
    assert.equal(await verify(user, token.shows(clock.now(), 300)), "ok");
  });

  test("beyond ten steps nothing is found", async () => {
    const { user, token } = await started();
    later(86_400);
    assert.equal(await verify(user, token.shows(clock.now(), 660)), "OTP_REFUSED");
    assert.equal(await verify(user, token.shows(clock.now(), -660)), "OTP_REFUSED");
  });

  test("is not taken for a token that is in step", async () => {
    const { user, token } = await started();
    const values = [token.shows(clock.now()), token.shows(clock.now(), 60)] as const;
    assert.equal(await synchronise(user, ...values), "OTP_TOKEN_STATE");
    assert.equal(await synchronise(user, "x", values[1]), "OTP_VALUE_FORM");
  });
});

describe("software tokens", () => {
  const issue = (user: User, procedure: string, policy = institution) =>
    issueSoftwareToken(context, { institution: policy, user, origin }, procedure);
  const confirm = async (user: User, procedure: string, value: string) =>
    codeOf(await confirmSoftwareToken(context, { institution, user, origin }, { procedure, value }));

  test("the key is shown again in its procedure only, and confirmed there only", async () => {
    const user = one(await newUsers());
    const first = acceptedValue(await issue(user, "one"));
    assert.deepEqual(acceptedValue(await issue(user, "one")), first);
    const second = acceptedValue(await issue(user, "two"));
    assert.notEqual(second.key, first.key);
    assert.equal(await confirm(user, "one", appShows(first.key, clock.now())), "OTP_TOKEN_STATE");
    assert.equal(await confirm(user, "two", appShows(first.key, clock.now())), "OTP_REFUSED");
    assert.equal(await confirm(user, "two", appShows(second.key, clock.now())), "ok");
    later(30);
    assert.equal(await verify(user, appShows(second.key, clock.now())), "ok");
    assert.equal(codeOf(await issue(user, "two")), "OTP_TOKEN_IN_USE");
  });

  test("twenty issues at once in one procedure show one key", async () => {
    const user = one(await newUsers());
    const all = await Promise.all(Array.from({ length: 20 }, () => issue(user, "one")));
    assert.equal(new Set(all.map((result) => acceptedValue(result).key)).size, 1);
  });

  test("the address is one that apps read", async () => {
    const user = one(await newUsers());
    const { uri, key } = acceptedValue(await issue(user, "one"));
    const parsed = new URL(uri);
    const label = decodeURIComponent(uri.slice(0, uri.indexOf("?")));
    assert.equal(label, `otpauth://totp/${institution.displayName.ja}:${user.loginId ?? ""}`);
    assert.match(key, /^[A-Z2-7]{32}$/);
    assert.deepEqual(Object.fromEntries(parsed.searchParams), {
      secret: key,
      issuer: institution.displayName.ja,
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });

  test("are refused by policy and to whom a hardware token was assigned", async () => {
    const user = one(await newUsers());
    const hardwareOnly = {
      ...institution,
      secondFactor: {
        ...institution.secondFactor,
        oneTimePassword: { ...institution.secondFactor.oneTimePassword, tokens: ["hardware" as const] },
      },
    };
    assert.equal(codeOf(await issue(user, "one", hardwareOnly)), "OTP_SOFTWARE_NOT_OFFERED");
    await handOut(context, institution, user, [newToken()]);
    assert.equal(codeOf(await issue(user, "one")), "OTP_SOFTWARE_NOT_OFFERED");
  });
});

describe("administration", () => {
  const act = (serial: string, actor: Parameters<typeof revokeToken>[1]["actor"] = staff) => ({
    institution,
    serial,
    actor,
    origin,
  });
  const asUser = (user: User) => ({ kind: "user", user: user.reference }) as const;

  test("after a revocation no token begins for half an hour, hardware or software", async () => {
    const { user, token } = await started();
    acceptedValue(await revokeToken(context, act(token.serial)));
    assert.equal(codeOf(await revokeToken(context, act(token.serial))), "OTP_TOKEN_STATE");
    assert.equal(await verify(user, token.shows(clock.now())), "OTP_TOKEN_NOT_STARTED");
    const next = newToken();
    await handOut(context, institution, user, [next], "contract");
    const software = () => issueSoftwareToken(context, { institution, user, origin }, "p");
    later(1799);
    assert.equal(await start(user, next.serial, next.shows(clock.now())), "OTP_TOKEN_WAIT");
    assert.equal(codeOf(await software()), "OTP_TOKEN_WAIT");
    later(1);
    assert.equal(codeOf(await software()), "ok");
    assert.equal(await start(user, next.serial, next.shows(clock.now())), "ok");
  });

  test("an initialised token begins anew with its user, but takes no used value", async () => {
    const { user, token } = await started(300);
    const value = token.shows(clock.now(), 300);
    assert.equal(await verify(user, value), "ok");
    for (let count = 0; count < 3; count += 1) await verify(user, wrong(token));
    acceptedValue(await initialiseToken(context, act(token.serial)));
    assert.equal(codeOf(await initialiseToken(context, act(token.serial))), "OTP_TOKEN_STATE");
    assert.deepEqual(await wantedOneTimePassword(context, institution, user), { kind: "startOfUse" });
    assert.equal(await start(user, token.serial, value), "OTP_START_REFUSED");
    later(60);
    assert.equal(await start(user, token.serial, token.shows(clock.now(), 300)), "ok");
  });

  test("masters act on others of their contract, never on their own; users on nobody", async () => {
    const [master, user] = await newUsers(2);
    const stranger = one(await newUsers());
    assert.ok(master !== undefined && user !== undefined);
    const [own, others] = [newToken(), newToken()];
    await handOut(context, institution, master, [own]);
    await handOut(context, institution, user, [others]);
    assert.equal(codeOf(await revokeToken(context, act(own.serial, asUser(master)))), "OTP_OWN_TOKEN");
    assert.equal(codeOf(await initialiseToken(context, act(own.serial, asUser(master)))), "OTP_OWN_TOKEN");
    for (const actor of [asUser(stranger), asUser(user), { kind: "unidentified" } as const])
      assert.equal(codeOf(await revokeToken(context, act(others.serial, actor))), "OTP_TOKEN_UNKNOWN");
    assert.equal(codeOf(await revokeToken(context, act("NO-SUCH-1", asUser(master)))), "OTP_TOKEN_UNKNOWN");
    const both = await Promise.all(
      [1, 2].map(() => revokeToken(context, act(others.serial, asUser(master)))),
    );
    assert.deepEqual(both.map(codeOf).toSorted(), ["OTP_TOKEN_STATE", "ok"]);
  });

  test("an import is whole or nothing; a serial comes once", async () => {
    const [first, second] = [newToken(), newToken()];
    const by = { institution, actor: staff, origin };
    assert.equal(acceptedValue(await importTokens(context, by, [first])), 1);
    assert.equal(codeOf(await importTokens(context, by, [second, first])), "OTP_IMPORT_SERIAL_TAKEN");
    const serials = new Set((await listTokens(context, institution.code)).map(({ serial }) => serial));
    assert.ok(serials.has(first.serial) && !serials.has(second.serial));
  });

  test("what cannot be assigned is refused", async () => {
    const { user, token } = await started();
    const spare = newToken();
    const by = { institution, actor: staff, origin };
    acceptedValue(await importTokens(context, by, [spare]));
    const { contractId, userId } = user.reference;
    const assign = async (serial: string, owner: { contractId: string; userId?: string }) =>
      codeOf(await assignToken(context, by, serial, owner));
    assert.equal(await assign(spare.serial, { contractId: "none" }), "CONTRACT_UNKNOWN");
    assert.equal(await assign(spare.serial, { contractId, userId: "none" }), "USER_UNKNOWN");
    assert.equal(await assign("NO-SUCH-2", { contractId }), "OTP_TOKEN_UNKNOWN");
    assert.equal(await assign(token.serial, { contractId }), "OTP_TOKEN_STATE");
    assert.equal(await assign(spare.serial, { contractId, userId }), "OTP_TOKEN_IN_USE");
    assert.equal(await assign(spare.serial, { contractId }), "ok");
  });

  test("a contract contracts what its institution offers and we have", async () => {
    const { contractId } = one(await newUsers()).reference;
    const change = { at: clock.now(), actor: staff };
    const run = <Value>(work: Parameters<typeof database.inInstitution<Value>>[1]) =>
      database.inInstitution(institution.code, work);
    const factor = "oneTimePassword";
    const contract = async (id = contractId, policy = institution) =>
      codeOf(await run((tx) => contractFactor(tx, policy, { contractId: id, factor }, change)));
    const without = { ...institution, acquisition: { ...institution.acquisition, furtherProof: [] } };
    assert.equal(await contract(contractId, without), "FACTOR_NOT_OFFERED");
    assert.equal(await contract("none"), "CONTRACT_UNKNOWN");
    assert.equal(await contract(), "ok");
    assert.equal(await contract(), "ok");
    const factors = (policy = institution) => run((tx) => contractFactorsIn(tx, policy, contractId));
    assert.deepEqual(await factors(), ["oneTimePassword"]);
    assert.deepEqual(await factors(without), []);
    const end = () => run((tx) => endContractFactor(tx, { contractId, factor: "oneTimePassword" }, change));
    assert.equal(await end(), true);
    assert.equal(await end(), false);
    assert.deepEqual(await factors(), []);
  });
});

test("neither seeds nor values are in the database in the clear, nor in the audit record", async () => {
  const { user, token } = await started();
  const value = token.shows(clock.now());
  assert.equal(await verify(user, value), "ok");
  const rows = await database.asOwner<{ row: string }>(
    "select row_to_json(otp_token)::text as row from otp_token union all select facts::text from audit_event",
  );
  const text = rows.map(({ row }) => row).join("\n");
  for (const form of ["hex", "base64", "base64url"] as const)
    assert.ok(!text.includes(token.seed.toString(form)));
  assert.ok(!text.includes(`"${value}"`));
});
