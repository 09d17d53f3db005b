import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Act } from "#domain/approval/act.ts";
import { changeUserAct } from "#domain/approval/acts/change-user.ts";
import { deleteUserAct } from "#domain/approval/acts/delete-user.ts";
import { resetSecretsAct } from "#domain/approval/acts/reset-secrets.ts";
import { stopUserAct } from "#domain/approval/acts/stop-user.ts";
import { unlockUserAct } from "#domain/approval/acts/unlock-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import { createUser } from "#domain/user/create.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { findUser, listUsers, type User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, loginWorld, ORIGIN } from "#test/support/login.ts";
import type { UserChangeEntry } from "./change.ts";
import { newProvisionalSecrets } from "./reset-secrets.ts";

const world = await loginWorld();
const { context } = world;
const { database } = context;

/** A contract with a master, an administrator and two users; all of them have a mail address. */
const contractAt = async (id: string) => {
  const institution = world.institution(id);
  const master = await world.newUser(id, {
    role: institution.family === "bizsol" ? "master" : "administrator",
  });
  const { contractId } = master.reference;
  const administrator =
    institution.family === "bizsol" ? await world.newUser(id, { contractId, role: "administrator" }) : master;
  const user = await world.newUser(id, { contractId });
  await database.asOwner(
    "update contract_user set mail_address = user_id || '@customer.example' where contract_id = $1 and institution_code = $2",
    [contractId, institution.code],
  );
  return { institution, master, administrator, user: await present(user), contractId };
};

const present = async (user: User): Promise<User> => {
  const found = await findUser(context, user.reference);
  assert.ok(found);
  return found;
};

const perform = async <Payload, Done>(
  by: User,
  act: Act<Payload, Done>,
  payload: Payload,
): Promise<string> => {
  const institution = context.institutions.byCode(by.reference.institutionCode);
  assert.ok(institution);
  const performed = await performAct(
    context,
    { institution, administrator: by, origin: ORIGIN },
    act,
    payload,
  );
  return performed.ok ? performed.value.kind : performed.refusal.code;
};

const entryOf = (user: User, more: Partial<UserChangeEntry> = {}): UserChangeEntry => ({
  userId: user.reference.userId,
  revision: user.revision,
  userName: user.userName,
  mailAddress: user.mailAddress,
  role: user.role,
  withheldRights: user.withheldRights,
  ...more,
});

const mailsTo = async (address: string): Promise<string[]> => {
  const rows = await database.asOwner<{ subject: string }>(
    "select payload->>'subject' as subject from graphile_worker._private_jobs where payload->>'to' = $1 order by id",
    [address],
  );
  return rows.map(({ subject }) => subject);
};

const eventsOf = async (user: User): Promise<string[]> => {
  const rows = await database.asOwner<{ event: string }>(
    "select event from audit_event where contract_id = $1 and user_id = $2 order by event_id",
    [user.reference.contractId, user.reference.userId],
  );
  return rows.map(({ event }) => event);
};

describe("changing a user", () => {
  test("name, address and administrator rights; both addresses are told, and it is recorded", async () => {
    const { master, user } = await contractAt("hisui");
    const entry = entryOf(user, {
      userName: "新しい 名前",
      mailAddress: "new@customer.example",
      role: "administrator",
      withheldRights: ["deleteUsers"],
    });
    assert.equal(await perform(master, changeUserAct, entry), "done");
    const changed = await present(user);
    assert.deepEqual(
      [changed.userName, changed.mailAddress, changed.role, changed.withheldRights, changed.revision],
      ["新しい 名前", "new@customer.example", "administrator", ["deleteUsers"], user.revision + 1],
    );
    for (const address of [user.mailAddress ?? "", "new@customer.example"])
      assert.deepEqual(await mailsTo(address), ["利用者情報変更のお知らせ"], address);
    assert.equal((await eventsOf(user)).at(-1), "user.changed");
  });

  test("every refusal", async () => {
    const { master, administrator, user } = await contractAt("hisui");
    const stranger = (await contractAt("hisui")).user;
    const weak = await present(administrator);
    const cases: readonly (readonly [User, UserChangeEntry, string])[] = [
      [master, entryOf(user), "USER_UNCHANGED"],
      [master, entryOf(user, { userName: "x", revision: 7 }), "USER_CHANGED_MEANWHILE"],
      [master, entryOf(user, { userName: "" }), "USER_FIELD_INVALID"],
      [master, entryOf(user, { mailAddress: null }), "USER_FIELD_INVALID"],
      [master, entryOf(user, { role: "master" }), "USER_ROLE_NOT_OFFERED"],
      [master, entryOf(user, { withheldRights: ["deleteUsers"] }), "RIGHT_NOT_WITHHOLDABLE"],
      [
        master,
        entryOf(user, { role: "administrator", withheldRights: ["viewUsers"] }),
        "RIGHT_NOT_WITHHOLDABLE",
      ],
      [master, entryOf(stranger, { userName: "x" }), "USER_UNKNOWN"],
      [master, entryOf(await present(master), { mailAddress: "me@customer.example" }), "OWN_CHANGE_REFUSED"],
      [weak, entryOf(await present(master), { userName: "x" }), "HEAD_CHANGE_REFUSED"],
      [weak, entryOf(weak, { role: "user" }), "OWN_CHANGE_REFUSED"],
      [user, entryOf(weak, { userName: "x" }), "USER_ADMINISTRATION_FORBIDDEN"],
    ];
    for (const [by, entry, code] of cases) assert.equal(await perform(by, changeUserAct, entry), code);
    assert.deepEqual(await present(user), user);
  });

  test("nobody gives a right that they do not have; a withheld right is asked for at each act", async () => {
    const { master, administrator, user } = await contractAt("hisui");
    const entry = entryOf(await present(administrator), { withheldRights: ["deleteUsers"] });
    assert.equal(await perform(master, changeUserAct, entry), "done");
    const weak = await present(administrator);
    const makes = entryOf(user, { role: "administrator" });
    assert.equal(await perform(weak, changeUserAct, makes), "RIGHT_NOT_HELD");
    const target = { userId: user.reference.userId, revision: user.revision };
    assert.equal(await perform(weak, deleteUserAct, target), "USER_ADMINISTRATION_FORBIDDEN");
    assert.equal(await perform(weak, changeUserAct, { ...makes, withheldRights: ["deleteUsers"] }), "done");
  });

  test("of two administrators who change the same user at once, one is told so", async () => {
    const { master, administrator, user } = await contractAt("hisui");
    const answers = await Promise.all([
      perform(master, changeUserAct, entryOf(user, { userName: "甲" })),
      perform(administrator, changeUserAct, entryOf(user, { userName: "乙" })),
    ]);
    assert.deepEqual(answers.toSorted(), ["USER_CHANGED_MEANWHILE", "done"]);
  });
});

describe("deleting a user", () => {
  const target = (user: User) => ({ userId: user.reference.userId, revision: user.revision });

  test("certificate, secrets and sessions end; the ID is never given again; history stays", async () => {
    const { institution, master, user, contractId } = await contractAt("hisui");
    const { serial } = await world.newCertificate(user.reference);
    assert.equal(await perform(master, deleteUserAct, target(user)), "done");
    const deleted = await present(user);
    assert.ok(deleted.deletedAt !== null);
    assert.deepEqual(
      [deleted.state, deleted.mailAddress, deleted.userName],
      ["suspended", null, user.userName],
    );
    const [certificate] = await database.asOwner<{ state: string; revocation_reason: string }>(
      "select state, revocation_reason from certificate where serial = $1",
      [serial],
    );
    assert.deepEqual(certificate, { state: "revoked", revocation_reason: "affiliationChanged" });
    const users = await listUsers(context, institution.code, contractId);
    assert.ok(!users.some(({ reference }) => reference.userId === user.reference.userId));
    const proof = { user: deleted, kind: "login", secret: LOGIN_PASSWORD, origin: ORIGIN } as const;
    const verified = await verifySecret(context, proof);
    assert.equal(verified.ok ? "" : verified.refusal.code, "CREDENTIAL_REFUSED");
    for (const ids of [
      { userId: "another", loginId: user.loginId },
      { userId: user.reference.userId, loginId: "fresh123" },
    ]) {
      const draft = {
        contractId,
        role: "user",
        userName: "x",
        mailAddress: null,
        language: "ja",
        ...ids,
      } as const;
      const again = await database.inInstitution(institution.code, (tx) =>
        createUser(
          tx,
          institution,
          { ...draft, at: context.clock.now() },
          { actor: { kind: "system", name: "test" } },
        ),
      );
      assert.equal(again.ok ? "" : again.refusal.code, "USER_ID_TAKEN");
    }
    assert.deepEqual(await mailsTo(user.mailAddress ?? ""), ["利用者削除のお知らせ"]);
    const events = await eventsOf(user);
    for (const event of ["user.created", "certificate.revoked", "user.deleted"])
      assert.ok(events.includes(event), event);
    assert.equal(await perform(master, deleteUserAct, target(deleted)), "USER_UNKNOWN");
    assert.equal(await perform(master, stopUserAct, target(deleted)), "USER_UNKNOWN");
  });

  test("every refusal", async () => {
    const { master, administrator, user } = await contractAt("hisui");
    const stranger = (await contractAt("hisui")).user;
    const cases: readonly (readonly [User, { userId: string; revision: number }, string])[] = [
      [master, target(master), "OWN_DELETION_REFUSED"],
      [administrator, target(await present(master)), "HEAD_DELETION_REFUSED"],
      [master, target(stranger), "USER_UNKNOWN"],
      [master, { ...target(user), revision: user.revision + 1 }, "USER_CHANGED_MEANWHILE"],
      [user, target(administrator), "USER_ADMINISTRATION_FORBIDDEN"],
    ];
    for (const [by, payload, code] of cases) assert.equal(await perform(by, deleteUserAct, payload), code);
    assert.equal((await present(user)).deletedAt, null);
  });

  test("whoever acts stays an administrator, also where the head is stopped", async () => {
    const { master, administrator } = await contractAt("hisui");
    await database.inInstitution("9001", (tx) =>
      suspendUser(tx, {
        user: master.reference,
        at: context.clock.now(),
        actor: { kind: "system", name: "test" },
      }),
    );
    const other = await world.newUser("hisui", {
      contractId: master.reference.contractId,
      role: "administrator",
    });
    assert.equal(await perform(other, deleteUserAct, target(await present(administrator))), "done");
    const alone = entryOf(await present(other), { role: "user" });
    assert.equal(await perform(other, changeUserAct, alone), "OWN_CHANGE_REFUSED");
  });

  test("deleted and changed at once: deleted, and whoever was slower is told so", async () => {
    const { master, administrator, user } = await contractAt("hisui");
    const answers = await Promise.all([
      perform(master, deleteUserAct, target(user)),
      perform(administrator, changeUserAct, entryOf(user, { userName: "甲" })),
    ]);
    assert.equal(answers.filter((answer) => answer === "done").length, 1, answers.join(" "));
    assert.ok(answers.some((answer) => answer === "USER_UNKNOWN" || answer === "USER_CHANGED_MEANWHILE"));
  });
});

describe("resetting secrets", () => {
  test("the old ones end, the new ones must be changed, and the mail does not hold them", async () => {
    const { institution, master, user } = await contractAt("hisui");
    const { secrets, hashes } = await newProvisionalSecrets(context, institution, user);
    const payload = { userId: user.reference.userId, hashes };
    assert.equal(await perform(master, resetSecretsAct, payload), "done");
    for (const [kind, old] of [
      ["login", LOGIN_PASSWORD],
      ["confirmation", CONFIRMATION_PASSWORD],
    ] as const) {
      const wrong = await verifySecret(context, { user, kind, secret: old, origin: ORIGIN });
      assert.equal(wrong.ok ? "" : wrong.refusal.code, "CREDENTIAL_REFUSED");
      assert.ok((await verifySecret(context, { user, kind, secret: secrets[kind], origin: ORIGIN })).ok);
    }
    const rows = await database.asOwner<{ must_change: boolean }>(
      "select must_change from credential where contract_id = $1 and user_id = $2",
      [user.reference.contractId, user.reference.userId],
    );
    assert.deepEqual(rows, [{ must_change: true }, { must_change: true }]);
    const mails = await database.asOwner<{ text: string }>(
      "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1",
      [user.mailAddress],
    );
    assert.equal(mails.length, 1);
    for (const secret of Object.values(secrets)) assert.ok(!mails[0]?.text.includes(secret));
  });

  test("OWN_RESET_REFUSED, HEAD_RESET_REFUSED", async () => {
    const { institution, master, administrator } = await contractAt("hisui");
    const { hashes } = await newProvisionalSecrets(context, institution, master);
    const payload = { userId: master.reference.userId, hashes };
    assert.equal(await perform(master, resetSecretsAct, payload), "OWN_RESET_REFUSED");
    assert.equal(await perform(administrator, resetSecretsAct, payload), "HEAD_RESET_REFUSED");
  });
});

describe("unlocking a user", () => {
  const lock = async (user: User): Promise<void> => {
    const proof = { user, kind: "confirmation", secret: "wrong1wrong", origin: ORIGIN } as const;
    for (let failure = 0; failure < 7; failure += 1) await verifySecret(context, proof);
    const stopped = await verifySecret(context, proof);
    assert.match(stopped.ok ? "" : stopped.refusal.code, /^CREDENTIAL_STOPPED/);
  };

  for (const id of ["hisui", "yukiguni"])
    test(`${id}: another administrator lifts it, once; the user is told`, async () => {
      const { master, administrator, user } = await contractAt(id);
      const payload = { userId: user.reference.userId };
      assert.equal(await perform(master, unlockUserAct, payload), "USER_NOT_LOCKED");
      await lock(user);
      const answers = await Promise.all([
        perform(master, unlockUserAct, payload),
        perform(administrator, unlockUserAct, payload),
      ]);
      assert.deepEqual(answers.toSorted(), ["USER_NOT_LOCKED", "done"]);
      const secret = CONFIRMATION_PASSWORD;
      assert.ok((await verifySecret(context, { user, kind: "confirmation", secret, origin: ORIGIN })).ok);
      assert.ok((await mailsTo(user.mailAddress ?? "")).includes("利用停止解除のお知らせ"));
    });

  test("OWN_UNLOCK_REFUSED, UNLOCK_ONLY_BY_INSTITUTION", async () => {
    const { institution, master, administrator, user } = await contractAt("hisui");
    const own = { userId: administrator.reference.userId };
    await lock(administrator);
    assert.equal(await perform(administrator, unlockUserAct, own), "OWN_UNLOCK_REFUSED");
    const strict = {
      ...institution,
      userAdministration: { ...institution.userAdministration, unlockRoles: [] },
    };
    const by = { institution: strict, administrator: master, origin: ORIGIN };
    const refused = await performAct(context, by, unlockUserAct, { userId: user.reference.userId });
    assert.equal(refused.ok ? "" : refused.refusal.code, "UNLOCK_ONLY_BY_INSTITUTION");
  });
});
