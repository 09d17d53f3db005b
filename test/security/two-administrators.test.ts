import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { draftUser } from "#domain/user-administration/draft.ts";
import { registerDraft } from "#domain/approval/register-draft.ts";
import { resumeUserAct } from "#domain/approval/acts/resume-user.ts";
import { stopUserAct } from "#domain/approval/acts/stop-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import { listUsers, type User } from "#domain/user/users.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { acceptedValue } from "#test/support/population.ts";

/** Two administrators of one contract who act at the same moment, many times over, on the real database. */

const world = await loginWorld();
const { context } = world;
const ROUNDS = 8;

const codeOf = (result: Result<unknown, Refusal>): string => (result.ok ? "done" : result.refusal.code);

interface Pair {
  readonly institution: ReturnType<typeof world.institution>;
  readonly master: User;
  readonly administrator: User;
  readonly user: User;
}

const contractAt = async (id: string): Promise<Pair> => {
  const master = await world.newUser(id, { role: "master" });
  const { contractId } = master.reference;
  const administrator = await world.newUser(id, { role: "administrator", contractId });
  const user = await world.newUser(id, { role: "user", contractId });
  return { institution: world.institution(id), master, administrator, user };
};

const eventsOf = async (event: string, userId: string): Promise<number> => {
  const [row] = await context.database.asOwner<{ count: string }>(
    "select count(*) from audit_event where event = $1 and user_id = $2",
    [event, userId],
  );
  return Number(row?.count);
};

describe("at the same moment", () => {
  test("both revoke one certificate: it is revoked once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { institution, master, administrator, user } = await contractAt("hisui");
      const { serial } = await world.newCertificate(user.reference);
      const revoke = (by: User) =>
        revokeCertificate(context, {
          institution,
          serial,
          reason: "cessationOfOperation",
          actor: { kind: "user", user: by.reference },
          origin: ORIGIN,
        });
      const codes = (await Promise.all([revoke(master), revoke(administrator)])).map(codeOf);
      assert.equal(codes.filter((code) => code === "done").length, 1, codes.join(" "));
      assert.equal(await eventsOf("certificate.revoked", user.reference.userId), 1);
    }
  });

  test("both stop one user: stopped once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { institution, master, administrator, user } = await contractAt("hisui");
      const { userId } = user.reference;
      const stop = (by: User) =>
        performAct(context, { institution, administrator: by, origin: ORIGIN }, stopUserAct, { userId });
      const codes = (await Promise.all([stop(master), stop(administrator)])).map(codeOf).toSorted();
      assert.deepEqual(codes, ["USER_ALREADY_SUSPENDED", "done"]);
    }
  });

  test("an administrator who is being stopped does nothing afterwards", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { institution, master, administrator, user } = await contractAt("hisui");
      const suspend = (by: User, { reference: { userId } }: User) =>
        performAct(context, { institution, administrator: by, origin: ORIGIN }, stopUserAct, { userId });
      await Promise.all([suspend(master, administrator), suspend(administrator, user)]);
      const late = await suspend(administrator, master);
      assert.notEqual(codeOf(late), "done");
      const { userId } = user.reference;
      const by = { institution, administrator, origin: ORIGIN };
      assert.notEqual(codeOf(await performAct(context, by, resumeUserAct, { userId })), "done");
    }
  });

  const entry = (loginId: string) => ({
    userId: undefined,
    loginId,
    userName: "新井 花子",
    mailAddress: "hanako@customer.example",
    role: "user" as const,
    language: "ja" as const,
    grantsAcquisition: false,
    secrets: undefined,
  });

  test("both register the same login ID: one gets it", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { institution, master, administrator } = await contractAt("hisui");
      const loginId = `same${String(round).padStart(4, "0")}`;
      const register = async (by: User) => {
        const actor = { institution, administrator: by };
        const drafted = await draftUser(context, actor, entry(loginId));
        if (!drafted.ok) return drafted;
        return registerDraft(context, actor, { token: drafted.value.token, origin: ORIGIN });
      };
      const codes = (await Promise.all([register(master), register(administrator)])).map(codeOf);
      assert.deepEqual(codes.toSorted(), ["USER_ID_TAKEN", "done"]);
    }
  });

  test("both register the last user whom the contract may have: one is registered", async () => {
    const { institution: shipped, master, administrator } = await contractAt("hisui");
    const institution = { ...shipped, contract: { ...shipped.contract, maxUsers: 4 } };
    const narrow = { ...context, institutions: createRegistry([institution]) };
    const tokens: string[] = [];
    for (const by of [master, administrator]) {
      const actor = { institution, administrator: by };
      tokens.push(acceptedValue(await draftUser(narrow, actor, entry(`last000${tokens.length}`))).token);
    }
    const codes = (
      await Promise.all(
        [master, administrator].map((by, index) =>
          registerDraft(
            narrow,
            { institution, administrator: by },
            { token: tokens[index] ?? "", origin: ORIGIN },
          ),
        ),
      )
    ).map(codeOf);
    assert.deepEqual(codes.toSorted(), ["USER_CONTRACT_FULL", "done"]);
    const users = await listUsers(context, institution.code, master.reference.contractId);
    assert.equal(users.length, 4);
  });
});
