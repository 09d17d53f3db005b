import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "#domain/user/users.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { appShows, handOut, newToken } from "#test/support/one-time-passwords.ts";
import { acceptedValue } from "#test/support/population.ts";
import { holdingOfUser, holdingsOfContract } from "./holdings.ts";
import { revokeToken, tokenOf } from "./manage.ts";
import { beginPhoneChange, confirmPhoneChange, shownSuccessor } from "./phone-change.ts";
import { confirmSoftwareToken, issueSoftwareToken, shownSoftwareToken } from "./software.ts";
import { startToken } from "./start-of-use.ts";
import { verifyOneTimePassword } from "./verify.ts";

const world = await loginWorld();
const { context } = world;
const institution = world.institution("akagi");
const staff = { kind: "staff", name: "tester" } as const;
const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "ok" : result.refusal.code);
const later = (seconds: number): void => context.clock.set(context.clock.now().add({ seconds }));
const proverOf = (user: User) => ({ institution, user, origin: ORIGIN });
const now = (key: string): string => appShows(key, context.clock.now());

/** A user whose app is in use, a step later. */
const withApp = async (): Promise<{ user: User; key: string }> => {
  const made = await world.newUser("akagi");
  const user = { ...made, mailAddress: `${made.reference.userId.toLowerCase()}@customer.example` };
  const { key } = acceptedValue(await issueSoftwareToken(context, proverOf(user), "first"));
  const input = { procedure: "first", value: now(key) };
  acceptedValue(await confirmSoftwareToken(context, proverOf(user), input));
  later(30);
  return { user, key };
};

const begin = async (user: User, value: string, procedure = "p") =>
  beginPhoneChange(context, proverOf(user), { procedure, value });
const confirm = async (user: User, value: string, procedure = "p") =>
  codeOf(await confirmPhoneChange(context, proverOf(user), { procedure, value }));
const verify = async (user: User, value: string) =>
  codeOf(await verifyOneTimePassword(context, proverOf(user), value));

const mailsTo = async (user: User): Promise<string[]> => {
  const rows = await context.database.asOwner<{ text: string }>(
    "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1 order by id",
    [user.mailAddress],
  );
  return rows.map(({ text }) => text);
};

test("a software token moves to another phone; the present one works until then, and not afterwards", async () => {
  const { user, key } = await withApp();
  const next = acceptedValue(await begin(user, now(key)));
  assert.notEqual(next.key, key);
  assert.deepEqual(acceptedValue(await shownSuccessor(context, proverOf(user), "p")), next);
  later(30);
  assert.equal(await verify(user, now(key)), "ok", "until it is confirmed");
  assert.equal(await confirm(user, now(next.key)), "ok");
  later(30);
  assert.equal(await verify(user, now(key)), "OTP_REFUSED");
  assert.equal(await verify(user, now(next.key)), "ok");
  assert.equal(await confirm(user, now(next.key)), "OTP_TOKEN_STATE");
  assert.equal((await tokenOf(context, user.reference))?.serial, next.serial);
  assert.equal((await holdingOfUser(context, institution, user)).startableFrom, undefined);
  const mails = await mailsTo(user);
  assert.match(mails.at(-1) ?? "", new RegExp(`サービスID: 9003\nユーザID: ${next.serial}`));
  assert.ok(mails.every((mail) => !/https?:/.test(mail) && !mail.includes(key) && !mail.includes(next.key)));
});

test("begins with a fresh value of the present token only", async () => {
  const { user, key } = await withApp();
  assert.equal(codeOf(await begin(user, "12")), "OTP_VALUE_FORM");
  const used = now(key);
  assert.equal(await verify(user, used), "ok");
  assert.equal(codeOf(await begin(user, used)), "OTP_ALREADY_USED");
  later(30);
  const [one, other] = await Promise.all([begin(user, now(key)), begin(user, now(key))]);
  assert.deepEqual([codeOf(one), codeOf(other)].toSorted(), ["OTP_ALREADY_USED", "ok"]);
  assert.equal(codeOf(await begin(user, now(key) === "000000" ? "000001" : "000000")), "OTP_REFUSED");
  const hardwareOnly = {
    ...institution,
    secondFactor: {
      ...institution.secondFactor,
      oneTimePassword: { ...institution.secondFactor.oneTimePassword, tokens: ["hardware" as const] },
    },
  };
  later(30);
  const input = { procedure: "p", value: now(key) };
  const refused = await beginPhoneChange(context, { ...proverOf(user), institution: hardwareOnly }, input);
  assert.equal(codeOf(refused), "OTP_SOFTWARE_NOT_OFFERED");
});

test("is for software tokens in use", async () => {
  const user = await world.newUser("akagi");
  assert.equal(codeOf(await begin(user, "123456")), "OTP_TOKEN_STATE");
  const token = newToken();
  await handOut(context, institution, user, [token]);
  const typed = { serial: token.serial, value: token.shows(context.clock.now()) };
  acceptedValue(await startToken(context, proverOf(user), typed));
  later(60);
  assert.equal(codeOf(await begin(user, token.shows(context.clock.now()))), "OTP_TOKEN_STATE");
});

test("a key is confirmed in its own procedure, by its own value, and for the token it replaces", async () => {
  const { user, key } = await withApp();
  const first = acceptedValue(await begin(user, now(key), "one"));
  assert.equal(await confirm(user, now(first.key), "two"), "OTP_TOKEN_STATE");
  assert.equal(codeOf(await shownSuccessor(context, proverOf(user), "two")), "OTP_TOKEN_STATE");
  assert.equal(await confirm(user, now(key), "one"), "OTP_REFUSED", "a value of the present phone");
  assert.equal(await confirm(user, "x", "one"), "OTP_VALUE_FORM");
  later(30);
  const second = acceptedValue(await begin(user, now(key), "two"));
  assert.equal(await confirm(user, now(first.key), "one"), "OTP_TOKEN_STATE", "the later one counts");
  const serial = (await tokenOf(context, user.reference))?.serial ?? "";
  acceptedValue(await revokeToken(context, { institution, serial, actor: staff, origin: ORIGIN }));
  assert.equal(await confirm(user, now(second.key), "two"), "OTP_TOKEN_STATE", "its token was revoked");
});

test("a new token that began after a revocation is not replaced by an older change", async () => {
  const { user, key } = await withApp();
  const old = acceptedValue(await begin(user, now(key)));
  const serial = (await tokenOf(context, user.reference))?.serial ?? "";
  acceptedValue(await revokeToken(context, { institution, serial, actor: staff, origin: ORIGIN }));
  later(1800);
  const { key: fresh } = acceptedValue(await issueSoftwareToken(context, proverOf(user), "again"));
  const input = { procedure: "again", value: now(fresh) };
  acceptedValue(await confirmSoftwareToken(context, proverOf(user), input));
  assert.equal(await confirm(user, now(old.key)), "OTP_TOKEN_STATE");
});

test("the key of a procedure is shown again without making one", async () => {
  const user = await world.newUser("akagi");
  const shown = (procedure: string) => shownSoftwareToken(context, proverOf(user), procedure);
  assert.equal(codeOf(await shown("p")), "OTP_TOKEN_STATE");
  const issued = acceptedValue(await issueSoftwareToken(context, proverOf(user), "p"));
  assert.deepEqual(acceptedValue(await shown("p")), issued);
  assert.equal(codeOf(await shown("q")), "OTP_TOKEN_STATE");
});

test("administrators see who holds what, what is nobody's, and from when another can begin", async () => {
  const { user } = await withApp();
  const { contractId } = user.reference;
  const colleague = await world.newUser("akagi", { contractId });
  const spare = newToken();
  await handOut(context, institution, user, [spare], "contract");
  const holdings = async () => {
    const all = await holdingsOfContract(context, institution, contractId);
    return all.map((one) => [
      one.user?.reference.userId,
      one.token?.state,
      one.startableFrom === undefined ? undefined : "later",
    ]);
  };
  const [mine, theirs] = [user.reference.userId, colleague.reference.userId];
  const spareRow = [undefined, "assigned", undefined];
  assert.deepEqual(await holdings(), [[mine, "active", undefined], [theirs, undefined, undefined], spareRow]);
  const serial = (await tokenOf(context, user.reference))?.serial ?? "";
  acceptedValue(await revokeToken(context, { institution, serial, actor: staff, origin: ORIGIN }));
  const revoked = [mine, "revoked", "later"];
  assert.deepEqual(await holdings(), [revoked, [theirs, undefined, undefined], spareRow]);
  const { startableFrom } = await holdingOfUser(context, institution, user);
  assert.equal(startableFrom?.toString(), context.clock.now().add({ seconds: 1800 }).toString());
  later(1800);
  assert.deepEqual((await holdings())[0], [mine, "revoked", undefined]);
});
