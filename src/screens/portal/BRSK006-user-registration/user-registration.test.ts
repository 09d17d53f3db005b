import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { draftUser } from "#domain/user-administration/draft.ts";
import type { UserEntry } from "#domain/user-administration/draft.ts";
import { registerDraft } from "#domain/approval/register-draft.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { findUserByLoginId, listUsers } from "#domain/user/users.ts";
import type { UserRole } from "#domain/institution/policy.ts";
import type { PortalAnswer, PortalBrowser } from "#test/support/portal.ts";
import { portalWorld } from "#test/support/portal.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";

const world = await portalWorld();
const NEW = "/administration/users/new";
const PERSON = {
  userName: "新井 花子",
  mailAddress: "hanako@customer.example",
  secrets: "made",
  grants: "yes",
};

const contractOf = async (id: string, role: UserRole = "master") => {
  const actor = await world.newUser(id, { role });
  const own = await world.newCertificate(actor.reference);
  return { actor, contractId: actor.reference.contractId, visitor: await world.loggedIn(id, actor, own) };
};

let names = 0;
const newId = (): string => `shinki${(names += 1)}`;

const draftOf = (answer: PortalAnswer): string => /name="draft" value="([^"]+)"/.exec(answer.text)?.[1] ?? "";

const register = (visitor: PortalBrowser, draft: string, secret = CONFIRMATION_PASSWORD) =>
  visitor.post(`${NEW}/register`, { draft, secret });

const enter = async (visitor: PortalBrowser, fields: Readonly<Record<string, string>>) => {
  await visitor.get(NEW);
  return visitor.post(NEW, { ...PERSON, ...fields });
};

const secretsOn = ({ text }: PortalAnswer): string[] =>
  Array.from(text.matchAll(/<code>([A-Za-z0-9]{6,12})<\/code>/g), ([, secret = ""]) => secret);

const entryFor = (loginId: string, more: Partial<UserEntry> = {}): UserEntry => ({
  userId: undefined,
  loginId,
  userName: "新井 花子",
  mailAddress: "hanako@customer.example",
  role: "user",
  language: "ja",
  grantsAcquisition: false,
  secrets: undefined,
  ...more,
});

describe("BRSK006 利用者登録", () => {
  test("form, confirmation, result; the secrets that were made log in, and must be changed", async () => {
    const { visitor, actor, contractId } = await contractOf("daishin");
    const identity = newId();
    const form = await visitor.get(NEW);
    assert.equal(form.screen, "BRSK006");
    const confirmation = await enter(visitor, { identity, administrator: "yes" });
    assert.equal(confirmation.screen, "TRSK002");
    for (const shown of [identity, "新井 花子", "hanako@customer.example", "管理者ユーザ", "自動で作成"])
      assert.ok(confirmation.text.includes(shown), shown);
    assert.equal(await findUserByLoginId(world.context, "9004", identity), undefined);
    const result = await register(visitor, draftOf(confirmation));
    assert.equal(result.screen, "TRSK003");
    const [login = "", second = ""] = secretsOn(result);
    assert.notEqual(login, second);
    const user = await findUserByLoginId(world.context, "9004", identity);
    assert.deepEqual(
      [user?.role, user?.userName, user?.reference.contractId, user?.acquisitionGrantedAt],
      ["administrator", "新井 花子", contractId, null],
    );
    assert.ok((await visitor.get("/administration/users/list")).text.includes(identity));
    const events = await world.context.database.asOwner<{ event: string; actor_kind: string }>(
      "select event, actor_kind from audit_event where user_id = $1 order by event_id",
      [user?.reference.userId ?? ""],
    );
    assert.deepEqual(
      events.map((row) => `${row.event} by ${row.actor_kind}`),
      ["user.created by user", "credential.changed by user"],
    );
    assert.notEqual(actor.reference.userId, user?.reference.userId);
    const flags = await world.context.database.asOwner<{ must_change: boolean }>(
      "select must_change from credential where institution_code = '9004' and user_id = $1",
      [user?.reference.userId ?? ""],
    );
    assert.deepEqual(flags, [{ must_change: true }, { must_change: true }]);
    const newcomer = world.browser("daishin");
    await newcomer.get("/login");
    const done = await newcomer.post("/login/password", { loginId: identity, loginPassword: login });
    assert.ok(done.location !== undefined && done.location !== "/login", done.text);
  });

  test("sent twice, or at the same moment, it is one user and the same page", async () => {
    const { visitor, contractId } = await contractOf("hisui");
    const draft = draftOf(await enter(visitor, { identity: newId() }));
    const answers = await Promise.all([register(visitor, draft), register(visitor, draft)]);
    answers.push(await register(visitor, draft));
    const secrets = answers.map(secretsOn);
    assert.equal(secrets[0]?.length, 2);
    for (const again of secrets) assert.deepEqual(again, secrets[0]);
    assert.equal((await listUsers(world.context, "9001", contractId)).length, 2);
    const rows = await world.context.database.asOwner(
      "select 1 from audit_event where event = 'user.created' and contract_id = $1 and institution_code = '9001' and actor_kind = 'user'",
      [contractId],
    );
    assert.equal(rows.length, 1);
  });

  test("Shinkin: the user ID is typed, and the certificate is issued at once if asked", async () => {
    const { visitor, contractId } = await contractOf("yukiguni", "administrator");
    const form = await visitor.get(NEW);
    assert.doesNotMatch(form.text, /管理者権限/);
    for (const [grants, expected] of [
      ["yes", "2026-08-20"],
      ["", undefined],
    ] as const) {
      const userId = newId();
      const confirmation = await enter(visitor, { identity: userId, grants });
      const result = await register(visitor, draftOf(confirmation));
      assert.equal(result.screen, "TRSK003");
      assert.equal(/datetime="([0-9-]{10})/.exec(result.text)?.[1], expected);
      const users = await listUsers(world.context, "9002", contractId);
      const made = users.find(({ reference }) => reference.userId === userId);
      assert.equal(made?.acquisitionGrantedAt !== null, expected !== undefined);
    }
  });

  test("secrets of one's own choice are not shown and never sent back", async () => {
    const { visitor } = await contractOf("hisui");
    const chosen = { secrets: "chosen", login: "koori83yama", confirmation: "sabaku29fune" };
    const again = { loginAgain: chosen.login, confirmationAgain: chosen.confirmation };
    const confirmation = await enter(visitor, { identity: newId(), ...chosen, ...again });
    assert.equal(confirmation.screen, "TRSK002");
    assert.doesNotMatch(confirmation.text, /koori83yama|sabaku29fune/);
    const result = await register(visitor, draftOf(confirmation));
    assert.equal(result.screen, "TRSK003");
    assert.deepEqual(secretsOn(result), []);
    const kept = await world.context.database.asOwner<{ login_hash: string | null }>(
      "select login_hash from user_draft where registered_at is not null",
    );
    assert.ok(kept.every(({ login_hash: hash }) => hash === null));
  });

  test("what is not right is said beside its field", async () => {
    const { visitor } = await contractOf("hisui");
    const chosen = { secrets: "chosen", login: "koori83yama", confirmation: "sabaku29fune" };
    const same = { loginAgain: chosen.login, confirmationAgain: chosen.confirmation };
    const cases = [
      [{ identity: "" }, /id="field-identity-error"/],
      [{ identity: "short" }, /id="field-identity-error"/],
      [{ userName: "あ".repeat(31) }, /id="field-userName-error"/],
      [{ userName: "名\u202eまえ" }, /id="field-userName-error"/],
      [{ mailAddress: "nowhere" }, /id="field-mailAddress-error"/],
      [{ ...chosen, ...same, loginAgain: "koori83yamb" }, /id="field-loginAgain-error"/],
      [{ ...chosen, ...same, login: "" }, /id="field-login-error"/],
      [{ ...chosen, ...same, login: "abc12345", loginAgain: "abc12345" }, /SECRET_TRIVIAL/],
      [{ ...chosen, ...same, login: "sabaku29fune", loginAgain: "sabaku29fune" }, /SECRET_SAME_AS_OTHER/],
    ] as const;
    for (const [fields, expected] of cases) {
      const answer = await enter(visitor, { identity: newId(), ...fields });
      assert.equal(answer.status, 400);
      assert.equal(answer.screen, "BRSK006");
      assert.match(answer.text, expected);
      assert.doesNotMatch(answer.text, /koori83yama/);
    }
    const thirty = await enter(visitor, { identity: newId(), userName: `"<b>&'😀${"あ".repeat(23)}` });
    assert.equal(thirty.screen, "TRSK002");
    assert.doesNotMatch(thirty.text, /<b>/);
  });

  test("nothing is registered without the right confirmation password", async () => {
    const { visitor, contractId } = await contractOf("hisui");
    const draft = draftOf(await enter(visitor, { identity: newId() }));
    const wrong = await register(visitor, draft, LOGIN_PASSWORD);
    assert.match(wrong.text, /CREDENTIAL_REFUSED/);
    assert.equal(draftOf(wrong), draft);
    assert.match((await register(visitor, draft, "")).text, /id="field-secret-error"/);
    assert.equal((await listUsers(world.context, "9001", contractId)).length, 1);
    assert.equal((await register(visitor, draft)).screen, "TRSK003");
  });

  test("a draft belongs to who entered it, and for half an hour", async () => {
    const [mine, other] = [await contractOf("hisui"), await contractOf("hisui")];
    const draft = draftOf(await enter(mine.visitor, { identity: newId() }));
    await other.visitor.get(NEW);
    for (const token of [draft, "nonsense", ""]) {
      const answer = await register(other.visitor, token);
      assert.equal(answer.status, 404);
      assert.match(answer.text, /USER_DRAFT_UNKNOWN/);
    }
    const by = { institution: world.institution("hisui"), administrator: mine.actor };
    const late = await draftUser(world.context, by, entryFor(newId()));
    assert.ok(late.ok);
    const start = world.context.clock.now();
    try {
      world.context.clock.advance({ minutes: 30 });
      const answer = await registerDraft(world.context, by, { token: late.value.token, origin: ORIGIN });
      assert.equal(answer.ok ? "" : answer.refusal.code, "USER_DRAFT_UNKNOWN");
    } finally {
      world.context.clock.set(start);
    }
  });

  test("of two administrators who register the same ID one wins", async () => {
    const [mine, other] = [await contractOf("hisui"), await contractOf("hisui")];
    const identity = newId();
    const drafts = [
      draftOf(await enter(mine.visitor, { identity })),
      draftOf(await enter(other.visitor, { identity })),
    ];
    const answers = await Promise.all([
      register(mine.visitor, drafts[0] ?? ""),
      register(other.visitor, drafts[1] ?? ""),
    ]);
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 409]));
    const loser = answers.find(({ status }) => status === 409);
    assert.match(loser?.text ?? "", /USER_ID_TAKEN/);
    assert.match(loser?.text ?? "", /id="field-identity-error"/);
  });

  test("a full contract takes no more, neither at the form nor when others were faster", async () => {
    const { visitor, contractId, actor } = await contractOf("hisui");
    const confirmation = await enter(visitor, { identity: newId() });
    await world.context.database.asOwner(
      `insert into contract_user (institution_code, contract_id, user_id, role, login_id, user_name, created_at)
       select '9001', $1, 'many' || n, 'user', 'many' || $1 || n, 'x', now() from generate_series(1, 99) n`,
      [contractId],
    );
    const late = await register(visitor, draftOf(confirmation));
    assert.equal(late.status, 409);
    assert.match(late.text, /USER_CONTRACT_FULL/);
    assert.match((await enter(visitor, { identity: newId() })).text, /USER_CONTRACT_FULL/);
    assert.equal(actor.role, "master");
  });

  test("an administrator who was stopped meanwhile registers nobody", async () => {
    const { actor, contractId } = await contractOf("hisui");
    const administrator = await world.newUser("hisui", { role: "administrator", contractId });
    const by = { institution: world.institution("hisui"), administrator };
    const drafted = await draftUser(world.context, by, entryFor(newId()));
    assert.ok(drafted.ok);
    await world.context.database.inInstitution("9001", (tx) =>
      suspendUser(tx, {
        user: administrator.reference,
        at: world.context.clock.now(),
        actor: { kind: "user", user: actor.reference },
      }),
    );
    const { token } = drafted.value;
    const answers = [
      await registerDraft(world.context, by, { token, origin: ORIGIN }),
      await draftUser(world.context, by, entryFor(newId())),
    ];
    for (const answer of answers)
      assert.equal(answer.ok ? "" : answer.refusal.code, "USER_ADMINISTRATION_FORBIDDEN");
  });
});
