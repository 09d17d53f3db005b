import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { grantAcquisition } from "#domain/enrollment/grant.ts";
import type { UserRole } from "#domain/institution/policy.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import type { User } from "#domain/user/users.ts";
import { portalWorld } from "#test/support/portal.ts";

const world = await portalWorld();
const LIST = "/administration/users/list";
const staff = { kind: "staff", name: "branch" } as const;

/** A contract with somebody who is logged in by certificate. */
const contractOf = async (id: string, role: UserRole) => {
  const actor = await world.newUser(id, { role });
  const own = await world.newCertificate(actor.reference);
  const { contractId } = actor.reference;
  const add = (): Promise<User> => world.newUser(id, { contractId });
  return { actor, add, contractId, visitor: await world.loggedIn(id, actor, own) };
};

/** The row of the table that begins with this text. */
const rowOf = (text: string, identity: string): string => {
  const row = text.split("<tr").find((part) => part.includes(`>${identity}</span></span></th>`));
  assert.ok(row !== undefined, `no row of ${identity}`);
  return row;
};

describe("BRSK005 利用者一覧", () => {
  test("shows account, certificate and days left, and filters", async () => {
    const { visitor, actor, add } = await contractOf("hisui", "master");
    const [bare, stopped, ending] = [await add(), await add(), await add()];
    await world.newCertificate(ending.reference, {
      notAfter: world.context.clock.now().add({ hours: 24 * 12 }),
    });
    await world.context.database.inInstitution("9001", (tx) =>
      suspendUser(tx, { user: stopped.reference, at: world.context.clock.now(), actor: staff }),
    );
    const menu = await visitor.get("/administration/users");
    assert.ok(menu.text.includes(`href="${LIST}"`));
    const all = await visitor.get(LIST);
    assert.equal(all.screen, "BRSK005");
    assert.match(rowOf(all.text, actor.loginId ?? ""), /ご自身.*マスターユーザ.*利用中.*発行済み.*あと366日/);
    assert.match(rowOf(all.text, bare.loginId ?? ""), /利用中.*未発行.*取得できます/);
    assert.match(rowOf(all.text, stopped.loginId ?? ""), /停止中/);
    assert.match(rowOf(all.text, ending.loginId ?? ""), /あと12日/);
    const shownBy = async (filter: string): Promise<string[]> => {
      const { text } = await visitor.get(`${LIST}?show=${filter}`);
      return Array.from(
        text.matchAll(/data-label="ログインID"><span><span class="nowrap">([^<]*)</g),
        ([, id = ""]) => id,
      );
    };
    const ids = (...users: User[]) => users.map(({ loginId }) => loginId ?? "");
    assert.deepEqual(await shownBy("withoutCertificate"), ids(bare, stopped));
    assert.deepEqual(await shownBy("suspended"), ids(stopped));
    assert.deepEqual(await shownBy("expiring"), ids(ending));
    assert.deepEqual(await shownBy("nonsense"), ids(actor, bare, stopped, ending));
    assert.doesNotMatch((await visitor.get(`${LIST}?show=<script>`)).text, /<script/);
  });

  test("a filter that leaves nobody says so", async () => {
    const { visitor } = await contractOf("hisui", "master");
    assert.match((await visitor.get(`${LIST}?show=suspended`)).text, /停止中の利用者はいません/);
    assert.match((await visitor.get(`${LIST}?show=expiring`)).text, /近い電子証明書はありません/);
  });

  test("Shinkin: the days of the acquisition deadline are counted down, and then it says what to do", async () => {
    const { visitor, add } = await contractOf("yukiguni", "administrator");
    const [ungiven, given] = [await add(), await add()];
    const institution = world.institution("yukiguni");
    await grantAcquisition(world.context, { institution, user: given.reference, actor: staff });
    const first = await visitor.get(LIST);
    assert.match(rowOf(first.text, ungiven.reference.userId), /未発行（発行が必要）/);
    assert.match(rowOf(first.text, given.reference.userId), /2026年08月20日.*あと80日/);
  });

  test("other contracts' users are not there", async () => {
    const { visitor } = await contractOf("hisui", "master");
    const stranger = await world.newUser("hisui");
    assert.ok(!(await visitor.get(LIST)).text.includes(`>${stranger.loginId ?? ""}<`));
  });
});
