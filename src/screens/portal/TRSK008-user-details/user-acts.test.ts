import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setDualApproval } from "#domain/approval/dual-approval.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const LIST = "/administration/users/list";
const BOARD = "/administration/readiness";
const secret = CONFIRMATION_PASSWORD;

const enter = async (id: string, user: User): Promise<PortalBrowser> =>
  world.loggedIn(id, user, await world.newCertificate(user.reference));

const contractAt = async (id: string) => {
  const master = await world.newUser(id, { role: "master" });
  const { contractId } = master.reference;
  const user = await world.newUser(id, { contractId });
  return { master, user, contractId, visitor: await enter(id, master) };
};

const pathOf = (user: User): string => `${LIST}/${user.reference.userId}`;
const present = (user: User) => findUser(context, user.reference);

describe("利用者詳細 and what is done from there", () => {
  test("changed, locked and unlocked, reset, deleted: each in two steps", async () => {
    const { visitor, user } = await contractAt("hisui");
    const path = pathOf(user);
    assert.ok((await visitor.get(LIST)).text.includes(`href="${path}"`));
    assert.equal((await visitor.get(path)).screen, "TRSK008");
    const form = await visitor.get(`${path}/change`);
    assert.equal(form.screen, "TRSK009");
    const fields = { revision: "0", userName: "改名 花子", mailAddress: "hanako@customer.example" };
    const confirmation = await visitor.post(`${path}/change`, fields);
    assert.equal(confirmation.screen, "TRSK010");
    assert.match(confirmation.text, /試験 太郎.*改名 花子/s);
    assert.equal((await present(user))?.userName, "試験 太郎");
    const wrong = await visitor.post(`${path}/change/execute`, { ...fields, secret: LOGIN_PASSWORD });
    assert.match(wrong.text, /CREDENTIAL_REFUSED/);
    assert.equal((await visitor.post(`${path}/change/execute`, { ...fields, secret })).screen, "TRSK011");
    assert.equal((await present(user))?.userName, "改名 花子");
    const failing = { user, kind: "login", secret: "wrong1wrong", origin: ORIGIN } as const;
    for (let failure = 0; failure < 5; failure += 1) await verifySecret(context, failing);
    assert.match((await visitor.get(`${LIST}?show=locked`)).text, new RegExp(user.loginId ?? ""));
    assert.match((await visitor.get(`${path}/unlock`)).text, /ロックされている内容.*ログインパスワード/s);
    assert.equal((await visitor.post(`${path}/unlock`, { secret })).screen, "TRSK017");
    assert.match((await visitor.get(`${path}/unlock`)).text, /USER_NOT_LOCKED/);
    assert.equal((await visitor.get(`${path}/reset`)).screen, "TRSK014");
    assert.match((await visitor.post(`${path}/reset`, { secret })).text, /<code>[A-Za-z0-9]{12}<\/code>/);
    const deletion = await visitor.get(`${path}/delete`);
    const revision = /name="revision" value="(\d+)"/.exec(deletion.text)?.[1] ?? "";
    assert.match(
      (await visitor.post(`${path}/delete`, { revision: "99", secret })).text,
      /USER_CHANGED_MEANWHILE/,
    );
    assert.equal((await visitor.post(`${path}/delete`, { revision, secret: "" })).status, 400);
    assert.equal((await visitor.post(`${path}/delete`, { revision, secret })).screen, "TRSK013");
    assert.equal((await visitor.get(path)).status, 404);
  });

  test("users of other contracts look like unknown ones", async () => {
    const { visitor } = await contractAt("hisui");
    const stranger = pathOf((await contractAt("hisui")).user);
    for (const path of [stranger, `${stranger}/change`, `${stranger}/delete`, `${stranger}/unlock`])
      assert.match((await visitor.get(path)).text, /USER_UNKNOWN/);
  });
});

test("under dual approval the act waits, is seen by the other administrator, and is done by approving", async () => {
  const { master, user, visitor, contractId } = await contractAt("akagi");
  const second = await world.newUser("akagi", { contractId, role: "administrator" });
  const institution = world.institution("akagi");
  const change = { at: context.clock.now(), actor: { kind: "staff", name: "branch" } } as const;
  const switched = await context.database.inInstitution(institution.code, (tx) =>
    setDualApproval(tx, institution, { contractId, dualApproval: true }, change),
  );
  assert.ok(switched.ok);
  await visitor.get(`${pathOf(user)}/delete`);
  const proposed = await visitor.post(`${pathOf(user)}/delete`, { revision: "0", secret });
  assert.equal(proposed.screen, "TAPR001");
  assert.equal((await present(user))?.deletedAt, null);
  const other = await enter("akagi", second);
  const list = await other.get("/administration/proposals");
  const proposal = /href="(\/administration\/proposals\/[0-9a-f]{32})"/.exec(list.text)?.[1] ?? "";
  assert.match((await visitor.get(proposal)).text, /取り下げる/);
  assert.match((await visitor.post(proposal, { decision: "approve", secret })).text, /OWN_PROPOSAL_REFUSED/);
  assert.match((await other.get(proposal)).text, /承認する/);
  assert.equal((await other.post(proposal, { decision: "approve", secret })).screen, "TAPR004");
  assert.notEqual((await present(user))?.deletedAt, null);
  assert.equal(master.role, "master");
});

test("readiness: dates are set, reminders go out once a day, and ID/password ends by an act", async () => {
  const master = await world.newUser("akagi", { role: "master", loginMethod: "password" });
  const { contractId } = master.reference;
  await world.newUser("akagi", { contractId });
  await context.database.asOwner(
    "update contract_user set mail_address = 'a@b.example' where contract_id = $1",
    [contractId],
  );
  const visitor = await world.loggedInByPassword("akagi", master);
  assert.match((await visitor.get(BOARD)).text, /申し込むと、全員のID・パスワード方式が終了/);
  const unfit = { acquireFrom: "2026-06-01", passwordEndsOn: "2026-06-10" };
  await visitor.get(`${BOARD}/plan`);
  assert.match(
    (await visitor.post(`${BOARD}/plan/execute`, { ...unfit, secret })).text,
    /TRANSITION_DATES_UNFIT/,
  );
  const dates = { acquireFrom: "2026-06-01", passwordEndsOn: "2026-07-15" };
  assert.equal((await visitor.post(`${BOARD}/plan`, dates)).screen, "TRDY004");
  assert.equal((await visitor.post(`${BOARD}/plan/execute`, { ...dates, secret })).screen, "TRDY006");
  assert.match((await visitor.get(BOARD)).text, /両方を使えます.*2026年07月15日/s);
  assert.match((await visitor.post(`${BOARD}/remind`)).text, /2名の利用者へ送りました/);
  assert.match((await visitor.post(`${BOARD}/remind`)).text, /REMINDED_TODAY/);
  assert.match((await visitor.get(`${BOARD}/finish`)).text, /TRDY005/);
  assert.equal((await visitor.post(`${BOARD}/finish`, { secret })).screen, "TRDY006");
  const [contract] = await context.database.asOwner<{ ended: boolean }>(
    "select password_login_ended_at is not null as ended from contract where contract_id = $1",
    [contractId],
  );
  assert.deepEqual(contract, { ended: true });
});
