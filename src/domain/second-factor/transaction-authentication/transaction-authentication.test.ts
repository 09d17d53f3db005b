import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DomainContext, Origin } from "#domain/context.ts";
import { unlockCredentials } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import type { Result } from "#shared/result.ts";
import { parseChallenge, type Transaction } from "#shared/transaction-token.ts";
import { testDatabase } from "#test/support/database.ts";
import { testSecretBox } from "#test/support/one-time-passwords.ts";
import { acceptedValue, populate, shippedInstitution } from "#test/support/population.ts";
import {
  otherNumber,
  registerPhone,
  registrationIn,
  startedPhone,
} from "#test/support/transaction-tokens.ts";
import { newDeviceKey } from "../../../browser/token/agreement.ts";
import { claimToken } from "./claim.ts";
import {
  listTransactionTokens,
  revokeTransactionToken,
  transactionTokenOf,
  unlockTransactionAuthentication,
} from "./manage.ts";
import { offerToken, startTransactionToken } from "./register.ts";
import { askSharing, shareToken } from "./share.ts";
import { tidyTransactions } from "./tidy.ts";
import { approveByTransaction, askApproval } from "./verify.ts";
import { wantedTransaction } from "./wanted.ts";

const origin: Origin = { address: "192.0.2.1", supportId: "00000-00000" };
const staff = { kind: "staff", name: "tester" } as const;
const quick = { temporaryStopFailures: 3, temporaryStopSeconds: 600, permanentAfterTemporaryStops: 2 };
const base = shippedInstitution("akagi");
const institution: InstitutionPolicy = {
  ...base,
  lockout: { ...base.lockout, transactionAuthentication: quick },
};
const unshared: InstitutionPolicy = {
  ...institution,
  secondFactor: {
    ...institution.secondFactor,
    transactionAuthentication: { ...institution.secondFactor.transactionAuthentication, sharing: false },
  },
};
const database = await testDatabase();
const clock = settableClock(Temporal.Instant.from("2026-04-01T00:00:00Z"));
const context: DomainContext = {
  database,
  clock,
  random: systemRandom,
  institutions: createRegistry([institution]),
  secretBox: testSecretBox(),
  portalAddressOf: (id) => `https://${id}.localhost:8443`,
};

let contracts = 0;
const newUsers = async <const Roles extends readonly User["role"][]>(
  ...roles: Roles
): Promise<{ [Index in keyof Roles]: User }> => {
  contracts += 1;
  const contractId = `8100${String(contracts).padStart(4, "0")}`;
  const names = roles.map((role, index) => [`t${contracts}x${index}`, role]);
  const users = await populate(context, { institution, contractId, users: Object.fromEntries(names) });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one user is made for each role
  return users as unknown as { [Index in keyof Roles]: User };
};

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "ok" : result.refusal.code);
const by = (user: User, policy = institution) => ({ institution: policy, user, origin });
const actOf = (user: User) => ({
  institution,
  actor: { kind: "user", user: user.reference } as const,
  origin,
});
const later = (seconds: number): void => clock.set(clock.now().add({ seconds }));
const payment: Transaction = { title: "利用者の登録", lines: [{ label: "利用者名", value: "佐渡 健一" }] };
const ask = async (user: User, procedure: string, transaction = payment): Promise<string> =>
  acceptedValue(await askApproval(context, by(user), { procedure, transaction }));
const approve = async (user: User, procedure: string, number: string) =>
  codeOf(await approveByTransaction(context, by(user), { procedure, number }));
const auditOf = async (user: User): Promise<string[]> => {
  const rows = await database.asOwner<{ event: string; facts: { because?: string } }>(
    "select event, facts from audit_event where contract_id = $1 and user_id = $2 order by event_id",
    [user.reference.contractId, user.reference.userId],
  );
  return rows
    .filter(({ event }) => event.startsWith("secondFactor."))
    .map(({ event, facts }) => `${event.slice(13)}${facts.because === undefined ? "" : ` ${facts.because}`}`);
};

describe("registration", () => {
  test("offer, device, number: the token is in use, and everything is in the audit record", async () => {
    const [user] = await newUsers("master");
    assert.equal((await wantedTransaction(context, by(user), "p")).kind, "registration");
    const offered = acceptedValue(await offerToken(context, by(user), "p"));
    assert.match(offered.address, /^https:\/\/akagi\.localhost:8443\/token\/#registration\.1\.akagi\./);
    assert.equal(offered.isClaimed, false);
    const phone = await registerPhone(context, institution, offered.address);
    const first = parseChallenge(phone.firstChallenge);
    assert.equal(first?.title, "トークンの利用開始登録");
    assert.equal(first.lines[0]?.value, user.loginId);
    assert.equal(acceptedValue(await offerToken(context, by(user), "p")).isClaimed, true);
    const number = await phone.shows(phone.firstChallenge);
    const start = async (typed: string) =>
      codeOf(await startTransactionToken(context, by(user), { procedure: "p", number: typed }));
    assert.equal(await start(otherNumber(number)), "TXA_REFUSED");
    assert.equal(await start(`${number.slice(0, 4)} ${number.slice(4)}`), "ok");
    assert.equal((await transactionTokenOf(context, user.reference))?.serial, phone.serial);
    assert.equal((await wantedTransaction(context, by(user), "q")).kind, "number");
    assert.deepEqual(await auditOf(user), [
      "tokenOffered",
      "tokenClaimed",
      "refused TXA_REFUSED",
      "tokenStarted",
    ]);
    assert.equal(codeOf(await offerToken(context, by(user), "r")), "TXA_TOKEN_IN_USE");
  });

  test("the key is nowhere in the database, and what is sealed opens only in its place", async () => {
    const [one, two] = await newUsers("master", "user");
    const [first, second] = [
      await startedPhone(context, institution, one),
      await startedPhone(context, institution, two),
    ];
    await database.asOwner(
      `update transaction_token set key_sealed = (select key_sealed from transaction_token where serial = $1)
       where serial = $2`,
      [first.serial, second.serial],
    );
    const text = await ask(two, "moved");
    await assert.rejects(approve(two, "moved", await second.shows(text)));
  });

  test("the same procedure shows the same code, another makes it void", async () => {
    const [user] = await newUsers("master");
    const offer = async (procedure: string) =>
      acceptedValue(await offerToken(context, by(user), procedure)).address;
    const first = await offer("p");
    assert.equal(await offer("p"), first);
    const second = await offer("q");
    assert.notEqual(second, first);
    await assert.rejects(registerPhone(context, institution, first), /TXA_OFFER_UNKNOWN/);
    const phone = await registerPhone(context, institution, second);
    const number = await phone.shows(phone.firstChallenge);
    const start = (procedure: string) => startTransactionToken(context, by(user), { procedure, number });
    assert.equal(codeOf(await start("p")), "TXA_NOT_REGISTERED_YET");
    assert.equal(codeOf(await start("q")), "ok");
  });

  test("the first device is taken; the same one may ask again, another may not", async () => {
    const [user] = await newUsers("master");
    const { address } = acceptedValue(await offerToken(context, by(user), "p"));
    const { offerId } = registrationIn(address);
    const [mine, thief] = [await newDeviceKey(), await newDeviceKey()];
    const claim = (deviceKey: string) => claimToken(context, { institution, offerId, deviceKey, origin });
    const first = acceptedValue(await claim(mine.publicKey));
    assert.deepEqual(acceptedValue(await claim(mine.publicKey)), first);
    assert.equal(codeOf(await claim(thief.publicKey)), "TXA_OFFER_UNKNOWN");
    assert.equal(codeOf(await claim("nonsense")), "TXA_DEVICE_KEY");
  });

  test("a device's key that is no point, an unknown and an expired offer are refused", async () => {
    const [user] = await newUsers("master");
    const { address } = acceptedValue(await offerToken(context, by(user), "p"));
    const { offerId } = registrationIn(address);
    const { publicKey } = await newDeviceKey();
    const claim = (more: { offerId?: string; deviceKey?: string }) =>
      claimToken(context, { institution, offerId, deviceKey: publicKey, origin, ...more });
    const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString("base64url");
    assert.equal(codeOf(await claim({ deviceKey: offCurve })), "TXA_DEVICE_KEY");
    assert.equal(codeOf(await claim({ offerId: "A".repeat(22) })), "TXA_OFFER_UNKNOWN");
    later(601);
    assert.equal(codeOf(await claim({})), "TXA_OFFER_UNKNOWN");
    assert.notEqual(acceptedValue(await offerToken(context, by(user), "p")).address, address);
    assert.equal(
      codeOf(await startTransactionToken(context, by(user), { procedure: "p", number: "12345678" })),
      "TXA_NOT_REGISTERED_YET",
    );
  });
});

describe("approval", () => {
  test("a number is right once, for what was shown, and for nobody else", async () => {
    const [user, colleague] = await newUsers("master", "user");
    const phone = await startedPhone(context, institution, user);
    const others = await startedPhone(context, institution, colleague);
    const text = await ask(user, "act");
    assert.equal(await ask(user, "act"), text);
    const number = await phone.shows(text);
    assert.equal(await approve(user, "act", "1234567"), "TXA_NUMBER_FORM");
    assert.equal(await approve(user, "act", await others.shows(text)), "TXA_REFUSED");
    assert.equal(await approve(colleague, "act", number), "TXA_EXPIRED");
    assert.equal(await approve(user, "other act", number), "TXA_EXPIRED");
    assert.equal(await approve(user, "act", number), "ok");
    assert.equal(await approve(user, "act", number), "TXA_ALREADY_USED");
    const again = await ask(user, "act");
    assert.notEqual(again, text);
    assert.equal(await approve(user, "act", number), "TXA_ALREADY_USED");
    assert.equal(await approve(user, "act", await phone.shows(again)), "ok");
  });

  test("what is asked for changes: the number of before is worth nothing", async () => {
    const [user] = await newUsers("master");
    const phone = await startedPhone(context, institution, user);
    const number = await phone.shows(await ask(user, "act"));
    const changed = { ...payment, lines: [{ label: "利用者名", value: "誰か" }] };
    const text = await ask(user, "act", changed);
    assert.equal(await approve(user, "act", number), "TXA_EXPIRED");
    assert.equal(await approve(user, "act", await phone.shows(text)), "ok");
  });

  test("after its time a number is refused, and it is no failure", async () => {
    const [user] = await newUsers("master");
    const phone = await startedPhone(context, institution, user);
    const text = await ask(user, "act");
    later(599);
    assert.equal(await ask(user, "act"), text);
    later(1);
    const number = await phone.shows(text);
    for (let round = 0; round < 5; round += 1)
      assert.equal(await approve(user, "act", number), "TXA_EXPIRED");
    const fresh = await ask(user, "act");
    assert.equal(await approve(user, "act", number), "TXA_EXPIRED");
    assert.equal(await approve(user, "act", await phone.shows(fresh)), "ok");
  });

  test("without a token nothing is asked", async () => {
    const [user] = await newUsers("master");
    const asked = await askApproval(context, by(user), { procedure: "act", transaction: payment });
    assert.equal(codeOf(asked), "TXA_NOT_STARTED");
    assert.equal(await approve(user, "act", "12345678"), "TXA_NOT_STARTED");
  });

  test("guessing is stopped, for a while and then for good, whatever procedure it is tried in", async () => {
    const [user] = await newUsers("master");
    const phone = await startedPhone(context, institution, user);
    for (let stop = 0; stop < 2; stop += 1) {
      for (let guess = 0; guess < 3; guess += 1) {
        const procedure = `act ${stop} ${guess}`;
        const number = otherNumber(await phone.shows(await ask(user, procedure)));
        const last = stop === 0 ? "CREDENTIAL_STOPPED_TEMPORARILY" : "CREDENTIAL_STOPPED";
        assert.equal(await approve(user, procedure, number), guess < 2 ? "TXA_REFUSED" : last);
      }
      if (stop === 0) later(601);
    }
    later(100_000);
    assert.equal(await approve(user, "act 1 0", "00000000"), "CREDENTIAL_STOPPED");
  });

  test("of two that send the same number at once, one is right", async () => {
    const [user] = await newUsers("master");
    const phone = await startedPhone(context, institution, user);
    const number = await phone.shows(await ask(user, "act"));
    const both = await Promise.all([approve(user, "act", number), approve(user, "act", number)]);
    assert.deepEqual(both.toSorted(), ["TXA_ALREADY_USED", "ok"]);
  });
});

describe("sharing", () => {
  test("a colleague joins with the token in hand", async () => {
    const [owner, colleague] = await newUsers("master", "user");
    const phone = await startedPhone(context, institution, owner);
    assert.equal((await wantedTransaction(context, by(colleague), "p")).kind, "selection");
    const serial = phone.serial.replace("-", "").toLowerCase();
    const text = acceptedValue(await askSharing(context, by(colleague), { procedure: "p", serial }));
    assert.equal(parseChallenge(text)?.title, "このトークンを共有する");
    assert.equal((await wantedTransaction(context, by(colleague), "p")).kind, "sharing");
    const share = async (number: string) =>
      codeOf(await shareToken(context, by(colleague), { procedure: "p", number }));
    const number = await phone.shows(text);
    assert.equal(await share("12"), "TXA_NUMBER_FORM");
    assert.equal(await share(otherNumber(number)), "TXA_REFUSED");
    assert.equal(await share(number), "ok");
    assert.equal(await share(number), "TXA_ALREADY_USED");
    const own = await ask(colleague, "act");
    assert.equal(await approve(colleague, "act", await phone.shows(own)), "ok");
    const tokens = await listTransactionTokens(context, institution.code, owner.reference.contractId);
    assert.deepEqual(
      tokens.map(({ users }) => users.map(({ userId }) => userId)),
      [[owner.reference.userId, colleague.reference.userId]],
    );
  });

  test("not by policy, not another contract's, not a second one, not without asking", async () => {
    const [owner, colleague] = await newUsers("master", "user");
    const [stranger] = await newUsers("master");
    const phone = await startedPhone(context, institution, owner);
    const join = async (user: User, policy = institution) =>
      codeOf(await askSharing(context, by(user, policy), { procedure: "p", serial: phone.serial }));
    assert.equal(await join(colleague, unshared), "TXA_SHARING_NOT_OFFERED");
    assert.equal((await wantedTransaction(context, by(colleague, unshared), "p")).kind, "registration");
    assert.equal(await join(stranger), "TXA_TOKEN_UNKNOWN");
    assert.equal(await join(owner), "TXA_TOKEN_IN_USE");
    const unasked = await shareToken(context, by(colleague), { procedure: "p", number: "12345678" });
    assert.equal(codeOf(unasked), "TXA_EXPIRED");
  });

  test("a token that was revoked meanwhile is not joined", async () => {
    const [owner, colleague] = await newUsers("master", "user");
    const phone = await startedPhone(context, institution, owner);
    const asked = { procedure: "p", serial: phone.serial };
    const text = acceptedValue(await askSharing(context, by(colleague), asked));
    acceptedValue(
      await revokeTransactionToken(context, { institution, actor: staff, origin, serial: phone.serial }),
    );
    const number = await phone.shows(text);
    assert.equal(
      codeOf(await shareToken(context, by(colleague), { procedure: "p", number })),
      "TXA_TOKEN_UNKNOWN",
    );
  });
});

const shareWith = async (owner: User, colleague: User) => {
  const phone = await startedPhone(context, institution, owner);
  const asked = { procedure: "share", serial: phone.serial };
  const text = acceptedValue(await askSharing(context, by(colleague), asked));
  const number = await phone.shows(text);
  acceptedValue(await shareToken(context, by(colleague), { procedure: "share", number }));
  return phone;
};

const stopped = async (user: User): Promise<void> => {
  for (let guess = 0; guess < 3; guess += 1) {
    await ask(user, "guess");
    await approve(user, "guess", String(guess).repeat(8));
  }
  assert.equal(await approve(user, "guess", "00000000"), "CREDENTIAL_STOPPED_TEMPORARILY");
};

describe("unlocking and revocation (B1)", () => {
  test("only by somebody who is not on the same token", async () => {
    const [master, administrator, user] = await newUsers("master", "administrator", "user");
    await shareWith(administrator, user);
    await stopped(user);
    const unlock = async (actor: User) =>
      codeOf(await unlockTransactionAuthentication(context, { ...actOf(actor), user: user.reference }));
    assert.equal(await unlock(administrator), "TXA_SAME_TOKEN");
    assert.equal(await unlock(user), "USER_UNKNOWN");
    const [stranger] = await newUsers("master");
    assert.equal(await unlock(stranger), "USER_UNKNOWN");
    assert.equal(await unlock(master), "ok");
    assert.equal(await approve(user, "guess", "00000000"), "TXA_REFUSED");
    await stopped(master).catch(() => undefined);
    const self = await unlockTransactionAuthentication(context, { ...actOf(master), user: master.reference });
    assert.equal(codeOf(self), "TXA_SAME_TOKEN");
  });

  test("the unlocking of secrets by an administrator leaves it stopped; that by staff does not", async () => {
    const [master, user] = await newUsers("master", "user");
    await startedPhone(context, institution, user);
    await stopped(user);
    const unlock = (actor: typeof staff | { kind: "user"; user: User["reference"] }) =>
      database.inInstitution(institution.code, (tx) =>
        unlockCredentials(tx, institution, user, { at: clock.now(), actor, origin }),
      );
    await unlock({ kind: "user", user: master.reference });
    assert.equal(await approve(user, "guess", "00000000"), "CREDENTIAL_STOPPED_TEMPORARILY");
    assert.equal(await unlock(staff), true);
    assert.equal(await approve(user, "guess", "00000000"), "TXA_REFUSED");
  });

  test("a revoked token is nobody's, its key is gone, and its users begin anew", async () => {
    const [master, administrator, user] = await newUsers("master", "administrator", "user");
    const phone = await shareWith(administrator, user);
    const text = await ask(user, "act");
    const revoke = (actor: User) =>
      revokeTransactionToken(context, { ...actOf(actor), serial: phone.serial });
    assert.equal(codeOf(await revoke(administrator)), "TXA_SAME_TOKEN");
    assert.equal(codeOf(await revoke(user)), "TXA_TOKEN_UNKNOWN");
    const [stranger] = await newUsers("master");
    assert.equal(codeOf(await revoke(stranger)), "TXA_TOKEN_UNKNOWN");
    const freed = acceptedValue(await revoke(master)).map(({ userId }) => userId);
    assert.deepEqual(freed, [administrator.reference.userId, user.reference.userId]);
    assert.equal(codeOf(await revoke(master)), "TXA_TOKEN_UNKNOWN");
    assert.equal(await approve(user, "act", await phone.shows(text)), "TXA_NOT_STARTED");
    const [row] = await database.asOwner<{ key_sealed: Buffer | null }>(
      "select key_sealed from transaction_token where serial = $1",
      [phone.serial],
    );
    assert.equal(row?.key_sealed, null);
    const another = await startedPhone(context, institution, user);
    assert.notEqual(another.serial, phone.serial);
  });
});

test("what ended is tidied away, what goes on stays", async () => {
  const [user, other] = await newUsers("master", "user");
  const phone = await startedPhone(context, institution, user);
  await ask(user, "old");
  acceptedValue(await offerToken(context, by(other), "p"));
  later(24 * 3600 + 700);
  const text = await ask(user, "new");
  const done = await tidyTransactions(context);
  assert.ok(done.challenges >= 1 && done.offers >= 1);
  assert.deepEqual(await tidyTransactions(context), { challenges: 0, offers: 0 });
  assert.equal(await approve(user, "new", await phone.shows(text)), "ok");
});
