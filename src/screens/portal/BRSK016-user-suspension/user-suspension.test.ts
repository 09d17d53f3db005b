import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { UserRole } from "#domain/institution/policy.ts";
import { stopUserAct } from "#domain/approval/acts/stop-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const LIST = "/administration/users/suspension";

const enter = async (id: string, user: User): Promise<PortalBrowser> =>
  world.loggedIn(id, user, await world.newCertificate(user.reference));

const contractOf = async (id: string, role: UserRole = "master") => {
  const actor = await world.newUser(id, { role });
  const { contractId } = actor.reference;
  const user = await world.newUser(id, { contractId });
  return { actor, user, contractId, visitor: await enter(id, actor) };
};

const pathOf = (user: User): string => `${LIST}/${user.reference.userId}`;

const change = async (visitor: PortalBrowser, user: User, act: string, secret = CONFIRMATION_PASSWORD) => {
  await visitor.get(LIST);
  return visitor.post(pathOf(user), { act, secret });
};

const stateOf = async (user: User) => (await findUser(world.context, user.reference))?.state;

describe("BRSK016 利用者停止・解除一覧", () => {
  test("stopping ends the session at once and keeps the certificate; resuming lets the user in again", async () => {
    const { visitor, user } = await contractOf("hisui");
    const certificate = await world.newCertificate(user.reference);
    const other = await world.loggedIn("hisui", user, certificate);
    assert.match(
      (await visitor.get("/administration/users")).text,
      /href="\/administration\/users\/suspension"/,
    );
    const list = await visitor.get(LIST);
    assert.equal(list.screen, "BRSK016");
    assert.ok(list.text.includes(`href="${pathOf(user)}"`));
    const confirmation = await visitor.get(pathOf(user));
    assert.equal(confirmation.screen, "TRSK004");
    assert.match(confirmation.text, /直ちにログインできなくなります.*確認用パスワード/s);
    const stopped = await visitor.post(pathOf(user), { act: "suspend", secret: CONFIRMATION_PASSWORD });
    assert.equal(stopped.screen, "TRSK005");
    assert.match(stopped.text, /利用者を停止しました/);
    assert.match((await other.get("/top")).text, /SESSION_USER_SUSPENDED/);
    const resumed = await change(visitor, user, "resume");
    assert.match(resumed.text, /停止を解除しました/);
    assert.equal((await (await world.loggedIn("hisui", user, certificate)).get("/top")).status, 200);
    const rows = await world.context.database.asOwner<{ event: string }>(
      "select event from audit_event where event like 'user.%d' and user_id = $1 and actor_kind = 'user' order by event_id",
      [user.reference.userId],
    );
    assert.deepEqual(
      rows.map(({ event }) => event),
      ["user.suspended", "user.resumed"],
    );
  });

  test("nothing happens without the right confirmation password or without saying what", async () => {
    const { visitor, user } = await contractOf("hisui");
    const cases = [
      ["suspend", LOGIN_PASSWORD, 403, /CREDENTIAL_REFUSED/],
      ["suspend", "", 400, /id="field-secret-error"/],
      ["", CONFIRMATION_PASSWORD, 403, /PAGE_OUT_OF_DATE/],
      ["resume", CONFIRMATION_PASSWORD, 409, /USER_NOT_SUSPENDED/],
    ] as const;
    for (const [act, secret, status, expected] of cases) {
      const answer = await change(visitor, user, act, secret);
      assert.equal(answer.status, status);
      assert.match(answer.text, expected);
    }
    assert.equal(await stateOf(user), "active");
  });

  test("never oneself, and never the head of the contract", async () => {
    const { actor, contractId } = await contractOf("hisui");
    const administrator = await world.newUser("hisui", { role: "administrator", contractId });
    const visitor = await enter("hisui", administrator);
    const cases = [
      [administrator, "OWN_SUSPENSION_REFUSED"],
      [actor, "HEAD_SUSPENSION_REFUSED"],
    ] as const;
    for (const [user, code] of cases) {
      assert.ok((await visitor.get(pathOf(user))).text.includes(code));
      const answer = await change(visitor, user, "suspend");
      assert.equal(answer.status, 403);
      assert.ok(answer.text.includes(code));
      assert.equal(await stateOf(user), "active");
    }
    assert.match((await visitor.get(LIST)).text, /窓口での手続き/);
  });

  test("users of other contracts and institutions look like unknown ones", async () => {
    const { visitor } = await contractOf("hisui");
    const strangers = [await world.newUser("hisui"), await world.newUser("akagi")];
    const nobody = { ...strangers[0], reference: { ...strangers[0]?.reference, userId: "nobody" } };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a user who does not exist
    for (const user of [...strangers, nobody as User]) {
      const answers = [await visitor.get(pathOf(user)), await change(visitor, user, "suspend")];
      for (const { status, text } of answers) {
        assert.equal(status, 404);
        assert.match(text, /USER_UNKNOWN/);
      }
    }
    for (const user of strangers) assert.equal(await stateOf(user), "active");
  });

  test("two administrators who stop the same user at once: one does, the other is told so", async () => {
    const { actor, user, contractId } = await contractOf("hisui");
    const second = await world.newUser("hisui", { role: "administrator", contractId });
    const institution = world.institution("hisui");
    const { userId } = user.reference;
    const answers = await Promise.all(
      [actor, second].map((administrator) =>
        performAct(world.context, { institution, administrator, origin: ORIGIN }, stopUserAct, { userId }),
      ),
    );
    const codes = answers.map((answer) => (answer.ok ? "done" : answer.refusal.code)).sort();
    assert.deepEqual(codes, ["USER_ALREADY_SUSPENDED", "done"]);
  });

  test("two administrators who stop each other at once: the slower one is none any more", async () => {
    const { contractId } = await contractOf("hisui");
    const [one, other] = [
      await world.newUser("hisui", { role: "administrator", contractId }),
      await world.newUser("hisui", { role: "administrator", contractId }),
    ];
    const institution = world.institution("hisui");
    const stopEach = (administrator: User, user: User) =>
      performAct(world.context, { institution, administrator, origin: ORIGIN }, stopUserAct, {
        userId: user.reference.userId,
      });
    const answers = await Promise.all([stopEach(one, other), stopEach(other, one)]);
    const codes = answers.map((answer) => (answer.ok ? "done" : answer.refusal.code)).sort();
    assert.deepEqual(codes, ["USER_ADMINISTRATION_FORBIDDEN", "done"]);
  });
});
