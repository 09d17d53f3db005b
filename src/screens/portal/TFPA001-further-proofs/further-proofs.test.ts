import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "#domain/user/users.ts";
import { contractProof, registerTestAnswers } from "#test/support/additional-authentication.ts";
import { CONFIRMATION_PASSWORD } from "#test/support/login.ts";
import { portalWorld, type PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const akagi = world.institution("akagi");
const LIST = "/administration/users/further-proofs";

/** A master logged in, and a user of the contract with answers registered; the contract has both proofs. */
const contract = async (): Promise<{ master: User; user: User; browser: PortalBrowser }> => {
  const master = await world.newUser("akagi", { role: "master", loginMethod: "password" });
  const { contractId } = master.reference;
  const user = await world.newUser("akagi", { contractId });
  const browser = await world.loggedInByPassword("akagi", master);
  await contractProof(context, akagi, master, "additionalAuthentication");
  await contractProof(context, akagi, master, "userRegistrationCode");
  await registerTestAnswers(context, akagi, user);
  return { master, user, browser };
};

const act = (user: User, name: string): string => `${LIST}/${user.reference.userId}/${name}`;
const secret = CONFIRMATION_PASSWORD;

test("an administrator sees how users stand, and makes a code that is shown once", async () => {
  const { user, browser } = await contract();
  assert.match((await browser.get("/administration/users")).text, new RegExp(`href="${LIST}"`));
  const list = await browser.get(LIST);
  assert.equal(list.screen, "TFPA001");
  assert.match(list.text, /未発行/);
  assert.equal((await browser.get(act(user, "make-code"))).screen, "TFPA004");
  assert.match((await browser.post(act(user, "make-code"))).text, /FORM_INCOMPLETE/);
  const wrong = await browser.post(act(user, "make-code"), { secret: "wrong47pass" });
  assert.match(wrong.text, /CREDENTIAL_REFUSED/);
  const made = await browser.post(act(user, "make-code"), { secret });
  assert.equal(made.screen, "TFPA005");
  const code = /<code>((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})<\/code>/.exec(made.text)?.[1] ?? "";
  assert.notEqual(code, "");
  const later = await browser.get(LIST);
  assert.match(later.text, /発行済み・未入力/);
  assert.ok(!later.text.includes(code));
});

test("clearing answers takes two steps; the user registers anew", async () => {
  const { user, browser } = await contract();
  assert.equal((await browser.get(act(user, "reset-answers"))).screen, "TFPA002");
  assert.equal((await browser.post(act(user, "reset-answers"), { secret })).screen, "TFPA003");
  assert.match((await browser.get(act(user, "reset-answers"))).text, /USER_UNKNOWN/);
});

test("nobody does it for themselves, for another contract, or without the right", async () => {
  const { master, user, browser } = await contract();
  const other = await contract();
  for (const target of [master, other.user])
    for (const name of ["make-code", "reset-answers"]) {
      assert.match((await browser.get(act(target, name))).text, /USER_UNKNOWN/);
      assert.match((await browser.post(act(target, name), { secret })).text, /USER_UNKNOWN/);
    }
  const plain = await world.newUser("akagi", { loginMethod: "password" });
  const visitor = await world.loggedInByPassword("akagi", plain);
  assert.match((await visitor.get(LIST)).text, /ACTION_NOT_PERMITTED/);
  assert.match((await visitor.post(act(user, "make-code"), { secret })).text, /ACTION_NOT_PERMITTED/);
});
