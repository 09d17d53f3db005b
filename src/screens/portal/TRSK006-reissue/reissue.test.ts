import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { UserRole } from "#domain/institution/policy.ts";
import { acquisitionRight } from "#domain/enrollment/rights.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD } from "#test/support/login.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const LIST = "/administration/users/list";

const contractOf = async (id: string, role: UserRole) => {
  const actor = await world.newUser(id, { role });
  const { contractId } = actor.reference;
  const user = await world.newUser(id, { contractId });
  const own = await world.newCertificate(actor.reference);
  return { actor, user, visitor: await world.loggedIn(id, actor, own) };
};

const pathOf = (user: User): string => `${LIST}/${user.reference.userId}/reissue`;

const rightOf = async (id: string, user: User): Promise<string> => {
  const present = await findUser(world.context, user.reference);
  assert.ok(present);
  const right = await acquisitionRight(world.context, world.institution(id), present);
  return right.ok ? right.value.basis : right.refusal.code;
};

describe("証明書の発行・再発行 (Shinkin)", () => {
  test("first, again while the days run, and after a revocation", async () => {
    const { visitor, user } = await contractOf("yukiguni", "administrator");
    assert.equal(await rightOf("yukiguni", user), "ACQUISITION_NOT_GRANTED");
    assert.ok((await visitor.get(LIST)).text.includes(`href="${pathOf(user)}"`));
    for (const secret of [LOGIN_PASSWORD, ""]) {
      await visitor.get(pathOf(user));
      assert.equal((await visitor.post(pathOf(user), { secret })).screen, "TRSK006");
      assert.equal(await rightOf("yukiguni", user), "ACQUISITION_NOT_GRANTED");
    }
    const result = await visitor.post(pathOf(user), { secret: CONFIRMATION_PASSWORD });
    assert.equal(result.screen, "TRSK007");
    assert.match(result.text, /2026年08月20日 23時59分59秒/);
    assert.equal(await rightOf("yukiguni", user), "first");
    assert.match((await visitor.get(LIST)).text, /あと80日.*再発行/s);
    assert.equal((await visitor.post(pathOf(user), { secret: CONFIRMATION_PASSWORD })).screen, "TRSK007");
    const other = await contractOf("yukiguni", "administrator");
    await world.newCertificate(other.user.reference, { state: "revoked" });
    assert.equal(await rightOf("yukiguni", other.user), "ACQUISITION_NEEDS_ADMINISTRATOR");
    await other.visitor.get(pathOf(other.user));
    await other.visitor.post(pathOf(other.user), { secret: CONFIRMATION_PASSWORD });
    const rows = await world.context.database.asOwner<{ actor_kind: string }>(
      "select actor_kind from audit_event where event = 'user.acquisitionGranted' and user_id = $1",
      [other.user.reference.userId],
    );
    assert.deepEqual(rows, [{ actor_kind: "user" }]);
  });

  test("not oneself, not whoever has one, nobody of another contract, and not where nobody needs it", async () => {
    const shinkin = await contractOf("yukiguni", "administrator");
    const holder = await world.newUser("yukiguni", { contractId: shinkin.actor.reference.contractId });
    await world.newCertificate(holder.reference);
    const stranger = await world.newUser("yukiguni");
    const bizsol = await contractOf("hisui", "master");
    const cases = [
      [shinkin.visitor, shinkin.actor, "ACQUISITION_GRANT_FORBIDDEN", 403],
      [shinkin.visitor, holder, "USER_REISSUE_NOT_NEEDED", 409],
      [shinkin.visitor, stranger, "USER_UNKNOWN", 404],
      [bizsol.visitor, bizsol.user, "USER_REISSUE_NOT_NEEDED", 409],
    ] as const;
    for (const [visitor, user, code, status] of cases) {
      const answers = [
        await visitor.get(pathOf(user)),
        await visitor.post(pathOf(user), { secret: CONFIRMATION_PASSWORD }),
      ];
      for (const answer of answers) {
        assert.equal(answer.status, status);
        assert.ok(answer.text.includes(code), code);
      }
      assert.equal((await findUser(world.context, user.reference))?.acquisitionGrantedAt, null);
    }
  });
});

describe("who may open 利用者管理 (A3), by institution and role", () => {
  const cases = [
    ["hisui", "master", 200],
    ["hisui", "administrator", 200],
    ["hisui", "user", 403],
    ["akagi", "master", 200],
    ["akagi", "administrator", 200],
    ["akagi", "user", 403],
    ["daishin", "master", 200],
    ["daishin", "administrator", 200],
    ["daishin", "user", 403],
    ["yukiguni", "administrator", 200],
    ["yukiguni", "user", 403],
    ["minato", "administrator", 200],
    ["minato", "user", 403],
  ] as const;
  for (const [id, role, status] of cases)
    test(`${id} ${role}: ${status}`, async () => {
      const { visitor, user } = await contractOf(id, role);
      const { userId } = user.reference;
      const paths = [LIST, "/administration/users/new", "/administration/users/suspension"];
      for (const path of [...paths, `/administration/users/suspension/${userId}`]) {
        const answer = await visitor.get(path);
        assert.equal(answer.status, status, path);
        assert.equal(answer.text.includes("ACTION_NOT_PERMITTED"), status === 403);
      }
      if (status === 200) return;
      const posts = [
        "/administration/users/new",
        "/administration/users/new/register",
        `/administration/users/suspension/${userId}`,
        pathOf(user),
      ];
      for (const path of posts) {
        const answer = await visitor.post(path, { act: "suspend", secret: CONFIRMATION_PASSWORD });
        assert.equal(answer.status, 403);
        assert.match(answer.text, /ACTION_NOT_PERMITTED/);
      }
      assert.equal((await findUser(world.context, user.reference))?.state, "active");
    });
});
