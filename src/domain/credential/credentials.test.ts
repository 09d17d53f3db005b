import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { listAudit } from "#domain/audit/list.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { testDatabase } from "#test/support/database.ts";
import { acceptedValue, populate, shippedInstitution } from "#test/support/population.ts";
import { NOBODYS_HASH } from "./hashing.ts";
import { verifyIdentity, verifySecret } from "./credentials.ts";
import { stopsOfUser, unlockCredentials } from "./secrets.ts";

const origin: Origin = { address: "192.0.2.1", supportId: "00000-00000" };
const secrets = { login: "Kazahana47", confirmation: "mizube82iro" };
const staff = { kind: "staff", name: "tester" } as const;

const quick = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };

const bizsol: InstitutionPolicy = {
  ...shippedInstitution("hisui"),
  lockout: { ...shippedInstitution("hisui").lockout, login: quick, confirmation: quick },
};
const shinkin: InstitutionPolicy = {
  ...shippedInstitution("minato"),
  lockout: {
    ...shippedInstitution("minato").lockout,
    login: quick,
    confirmation: { ...quick, temporaryStopFailures: 4 },
  },
};

const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const context: DomainContext = {
  database,
  clock,
  random: systemRandom,
  institutions: createRegistry([bizsol, shinkin]),
};

let contracts = 0;
/** A user of a contract of its own, so that tests do not count each other's failures. */
const newUser = async (institution: InstitutionPolicy) => {
  contracts += 1;
  const userId = `u${contracts}`;
  const contractId = `c${contracts}`;
  const [user] = await populate(context, { institution, contractId, users: { [userId]: "user" }, secrets });
  assert.ok(user);
  return user;
};

const prove = (loginId: string, loginPassword: string, institution = bizsol) =>
  verifyIdentity(context, { institution, values: { loginId, loginPassword }, origin });

const codeOf = (result: Awaited<ReturnType<typeof prove>>): string =>
  result.ok ? "OK" : result.refusal.code;

const inOwn = <T>(run: Parameters<typeof database.inInstitution<T>>[1]) =>
  database.inInstitution(bizsol.code, run);

describe("proof of identity, BizSOL family", () => {
  test("the right password gives the user and is audited", async () => {
    const user = await newUser(bizsol);
    const proved = acceptedValue(await prove(user.loginId ?? "", secrets.login));
    assert.deepEqual(proved, user);
    const rows = await listAudit(context, bizsol.code, { ...user.reference, limit: 10 });
    assert.equal(rows[0]?.event, "credential.verified");
    assert.equal(rows[0].actorKind, "user");
    assert.equal(rows[0].supportId, origin.supportId);
  });

  test("CREDENTIAL_REFUSED: wrong password, other case, unknown ID, and a user without secrets", async () => {
    const user = await newUser(bizsol);
    assert.equal(codeOf(await prove(user.loginId ?? "", "Wrong1234")), "CREDENTIAL_REFUSED");
    assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login.toLowerCase())), "CREDENTIAL_REFUSED");
    assert.equal(
      codeOf(await prove((user.loginId ?? "").toUpperCase(), secrets.login)),
      "CREDENTIAL_REFUSED",
    );
    assert.equal(codeOf(await prove("nobody1", secrets.login)), "CREDENTIAL_REFUSED");
    const [bare] = await populate(context, {
      institution: bizsol,
      contractId: "bare",
      users: { bare: "user" },
    });
    assert.equal(codeOf(await prove(bare?.loginId ?? "", secrets.login)), "CREDENTIAL_REFUSED");
  });

  test("CREDENTIAL_INCOMPLETE: an empty or overlong field, which counts as no attempt", async () => {
    const user = await newUser(bizsol);
    for (const values of [
      { loginId: "", loginPassword: "x" },
      { loginId: user.loginId ?? "" },
      { loginId: user.loginId ?? "", loginPassword: "x".repeat(65) },
    ]) {
      const result = await verifyIdentity(context, { institution: bizsol, values, origin });
      assert.equal(codeOf(result), "CREDENTIAL_INCOMPLETE");
    }
    for (let attempt = 1; attempt < quick.temporaryStopFailures; attempt += 1)
      assert.equal(codeOf(await prove(user.loginId ?? "", "Wrong1234")), "CREDENTIAL_REFUSED");
  });

  test("USER_SUSPENDED is told only after a right proof", async () => {
    const user = await newUser(bizsol);
    await inOwn((tx) => suspendUser(tx, { user: user.reference, at: clock.now(), actor: staff }));
    assert.equal(codeOf(await prove(user.loginId ?? "", "Wrong1234")), "CREDENTIAL_REFUSED");
    assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login)), "USER_SUSPENDED");
  });

  test("failures stop temporarily, then for good, and a known ID answers exactly like an unknown one", async () => {
    const user = await newUser(bizsol);
    const answersFor = async (loginId: string): Promise<unknown[]> => {
      const answers: unknown[] = [];
      const attempt = async (): Promise<void> => {
        const result = await prove(loginId, "Wrong1234");
        answers.push(result.ok ? "OK" : [result.refusal.code, result.refusal.facts]);
      };
      for (let count = 0; count < 4; count += 1) await attempt();
      clock.advance({ seconds: quick.temporaryStopSeconds - 1 });
      await attempt();
      clock.advance({ seconds: 1 });
      for (let count = 0; count < 4; count += 1) await attempt();
      clock.advance({ hours: 24 });
      await attempt();
      return answers;
    };
    const start = clock.now();
    const known = await answersFor(user.loginId ?? "");
    clock.set(start);
    const unknown = await answersFor("nobody2");
    assert.deepEqual(known, unknown);
    const temporarily = ["CREDENTIAL_STOPPED_TEMPORARILY", { until: "2026-04-01 09:10" }];
    const refused = ["CREDENTIAL_REFUSED", undefined];
    const stopped = ["CREDENTIAL_STOPPED", undefined];
    assert.deepEqual(known, [
      refused,
      refused,
      temporarily,
      temporarily,
      temporarily,
      refused,
      refused,
      stopped,
      stopped,
      stopped,
    ]);
    assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login)), "CREDENTIAL_STOPPED");
  });

  test("a success forgets the failures before it", async () => {
    const user = await newUser(bizsol);
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 1; attempt < quick.temporaryStopFailures; attempt += 1)
        assert.equal(codeOf(await prove(user.loginId ?? "", "Wrong1234")), "CREDENTIAL_REFUSED");
      assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login)), "OK");
    }
  });

  test("attempts at the same time: as many reach the comparison as the policy allows, no more", async () => {
    const user = await newUser(bizsol);
    for (const loginId of [user.loginId ?? "", "nobody3"]) {
      const codes = await Promise.all(
        Array.from({ length: 40 }, async () => codeOf(await prove(loginId, "Wrong1234"))),
      );
      // Two failures and the one that stops; the other 37 find the stop.
      assert.equal(codes.filter((code) => code === "CREDENTIAL_REFUSED").length, 2);
      assert.equal(codes.filter((code) => code === "CREDENTIAL_STOPPED_TEMPORARILY").length, 38);
    }
    const guesses = Array.from({ length: 40 }, (_, index) => (index === 39 ? secrets.login : "Wrong1234"));
    const other = await newUser(bizsol);
    const codes = await Promise.all(
      guesses.map(async (guess) => codeOf(await prove(other.loginId ?? "", guess))),
    );
    assert.equal(codes.includes("OK"), false);
  });

  test("two failures at the same time both count", async () => {
    const user = await newUser(bizsol);
    await Promise.all([prove(user.loginId ?? "", "Wrong1234"), prove(user.loginId ?? "", "Wrong5678")]);
    assert.equal(codeOf(await prove(user.loginId ?? "", "Wrong1234")), "CREDENTIAL_STOPPED_TEMPORARILY");
  });

  test("a stop of one ID stops no other, and none in another institution", async () => {
    const [user, other] = [await newUser(bizsol), await newUser(bizsol)];
    for (let attempt = 0; attempt < quick.temporaryStopFailures; attempt += 1)
      await prove(user.loginId ?? "", "Wrong1234");
    assert.equal(codeOf(await prove(other.loginId ?? "", secrets.login)), "OK");
    assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login)), "CREDENTIAL_STOPPED_TEMPORARILY");
    const elsewhere = await verifyIdentity(context, {
      institution: shinkin,
      values: {
        contractId: "c0",
        userId: user.loginId ?? "",
        pin: "Wrong1234",
        confirmationPin: "Wrong1234",
      },
      origin,
    });
    assert.equal(codeOf(elsewhere), "CREDENTIAL_REFUSED");
  });

  test("no audit row holds a claimed ID or a secret", async () => {
    await prove("Secret99InTheIdField", "Hunter2222");
    const rows = await database.asOwner("select row_to_json(audit_event)::text as text from audit_event");
    assert.equal(rows.length > 0, true);
    const all = JSON.stringify(rows);
    for (const word of ["Secret99InTheIdField", "Hunter2222", "Wrong1234", secrets.login, "argon2"])
      assert.equal(all.includes(word), false, word);
  });
});

describe("proof of identity, Shinkin family", () => {
  const four = (
    user: { reference: { contractId: string; userId: string } },
    pin: string,
    confirmationPin: string,
  ) =>
    verifyIdentity(context, {
      institution: shinkin,
      values: { contractId: user.reference.contractId, userId: user.reference.userId, pin, confirmationPin },
      origin,
    });

  test("all four credentials must be right, and no answer tells which was not", async () => {
    const user = await newUser(shinkin);
    assert.equal(codeOf(await four(user, secrets.login, secrets.confirmation)), "OK");
    const wrong = [
      await four(user, "Wrong1234", secrets.confirmation),
      await four(user, secrets.login, "Wrong1234"),
    ];
    assert.deepEqual(wrong.map(codeOf), ["CREDENTIAL_REFUSED", "CREDENTIAL_REFUSED"]);
    assert.equal(wrong[0]?.ok === false && wrong[0].refusal.detail, "wrong secret");
    assert.deepEqual(wrong[0], wrong[1]);
  });

  test("a failure counts against both secrets; the stricter rule stops first", async () => {
    const user = await newUser(shinkin);
    for (let attempt = 0; attempt < 3; attempt += 1) await four(user, secrets.login, "Wrong1234");
    const result = await verifySecret(context, { user, kind: "login", secret: secrets.login, origin });
    assert.equal(codeOf(result), "CREDENTIAL_STOPPED_TEMPORARILY");
    const confirmation = { user, kind: "confirmation", secret: secrets.confirmation, origin } as const;
    assert.equal(codeOf(await verifySecret(context, confirmation)), "OK");
  });

  test("login asks for the PIN alone", async () => {
    const user = await newUser(shinkin);
    const values = { ...user.reference, pin: secrets.login };
    const result = await verifyIdentity(context, { institution: shinkin, values, origin, fields: "login" });
    assert.equal(codeOf(result), "OK");
    assert.equal(
      codeOf(await verifyIdentity(context, { institution: shinkin, values, origin })),
      "CREDENTIAL_INCOMPLETE",
    );
  });
});

describe("a known user's secret", () => {
  test("is compared with the kind that was asked for", async () => {
    const user = await newUser(bizsol);
    const check = async (kind: "login" | "confirmation", secret: string): Promise<string> =>
      codeOf(await verifySecret(context, { user, kind, secret, origin }));
    assert.equal(await check("confirmation", secrets.confirmation), "OK");
    assert.equal(await check("confirmation", secrets.login), "CREDENTIAL_REFUSED");
    assert.equal(await check("login", secrets.login), "OK");
    assert.equal(await check("login", ""), "CREDENTIAL_INCOMPLETE");
  });

  test("shares its count with the proof by ID, and staff can unlock it", async () => {
    const user = await newUser(bizsol);
    await prove(user.loginId ?? "", "Wrong1234");
    await prove(user.loginId ?? "", "Wrong1234");
    const wrong = { user, kind: "login", secret: "Wrong1234", origin } as const;
    assert.equal(codeOf(await verifySecret(context, wrong)), "CREDENTIAL_STOPPED_TEMPORARILY");
    const at = clock.now();
    assert.deepEqual(Object.keys(await inOwn((tx) => stopsOfUser(tx, bizsol, user, at))), ["login"]);
    assert.equal(await inOwn((tx) => unlockCredentials(tx, bizsol, user, { at, actor: staff })), true);
    assert.equal(await inOwn((tx) => unlockCredentials(tx, bizsol, user, { at, actor: staff })), false);
    assert.deepEqual(await inOwn((tx) => stopsOfUser(tx, bizsol, user, at)), {});
    assert.equal(codeOf(await prove(user.loginId ?? "", secrets.login)), "OK");
  });
});

describe("nothing tells whether an ID exists", () => {
  test("unknown IDs are compared with a hash of the same parameters as stored ones", async () => {
    const user = await newUser(bizsol);
    const stored = await database.asOwner<{ secret_hash: string }>(
      "select secret_hash from credential where user_id = $1 and kind = 'login'",
      [user.reference.userId],
    );
    const parameters = (hash: string): string => hash.split("$").slice(0, 4).join("$");
    assert.equal(parameters(stored[0]?.secret_hash ?? ""), parameters(NOBODYS_HASH));
    assert.equal(parameters(NOBODYS_HASH), "$argon2id$v=19$m=19456,t=2,p=1");
    const lengths = (hash: string): number[] => hash.split("$").map((part) => part.length);
    assert.deepEqual(lengths(stored[0]?.secret_hash ?? ""), lengths(NOBODYS_HASH));
  });

  test("known and unknown IDs take the same time", async () => {
    const patient = {
      temporaryStopFailures: 100,
      temporaryStopSeconds: 1,
      permanentAfterTemporaryStops: 100,
    };
    const institution = { ...bizsol, lockout: { ...bizsol.lockout, login: patient, confirmation: patient } };
    const user = await newUser(bizsol);
    const timeOf = async (loginId: string): Promise<number> => {
      const start = performance.now();
      assert.equal(codeOf(await prove(loginId, "Wrong1234", institution)), "CREDENTIAL_REFUSED");
      return performance.now() - start;
    };
    const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
    await timeOf("warmup1");
    for (let round = 0; round < 30; round += 1) {
      times.known.push(await timeOf(user.loginId ?? ""));
      times.unknown.push(await timeOf("nobody4"));
    }
    const median = (values: number[]): number => values.sort((left, right) => left - right)[15] ?? 0;
    const [known, unknown] = [median(times.known), median(times.unknown)];
    // One comparison takes some 20 ms; leaving it out would show as a factor of more than two.
    assert.ok(Math.abs(known - unknown) < 0.35 * Math.max(known, unknown), `${known} ms and ${unknown} ms`);
  });
});
