import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { approveProposal } from "#domain/approval/decide.ts";
import { listTokens } from "#domain/second-factor/one-time-password/manage.ts";
import { startToken } from "#domain/second-factor/one-time-password/start-of-use.ts";
import type { User } from "#domain/user/users.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "#test/support/login.ts";
import { handOut, newToken, type TestToken } from "#test/support/one-time-passwords.ts";
import { acceptedValue } from "#test/support/population.ts";
import { portalWorld, type PortalAnswer, type PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const akagi = world.institution("akagi");
const REVOKE = "/administration/users/tokens/revocation";
const INITIALISE = "/administration/users/tokens/initialisation";
const secret = CONFIRMATION_PASSWORD;

const enter = async (user: User, id = "akagi"): Promise<PortalBrowser> =>
  world.loggedIn(id, user, await world.newCertificate(user.reference));

/** A hardware token of the user's in use. */
const inUse = async (user: User): Promise<TestToken> => {
  const token = newToken();
  await handOut(context, akagi, user, [token]);
  const prover = { institution: akagi, user, origin: ORIGIN };
  const value = token.shows(context.clock.now());
  acceptedValue(await startToken(context, prover, { serial: token.serial, value }));
  return token;
};

const contractOf = async () => {
  const master = await world.newUser("akagi", { role: "master" });
  const { contractId } = master.reference;
  const user = await world.newUser("akagi", { contractId });
  const visitor = await enter(master);
  return { master, user, contractId, visitor, token: await inUse(user) };
};

const stateOf = async (serial: string) =>
  (await listTokens(context, akagi.code)).find((token) => token.serial === serial)?.state;
const isRefused = (answer: PortalAnswer, status: number, code: string): void => {
  assert.match(answer.text, new RegExp(`<code>${code}</code>`));
  assert.equal(answer.status, status);
};

describe("BRSK031 トークン失効", () => {
  test("list, confirmation with password, result with the time from which another can begin; a mail", async () => {
    const { visitor, user, token } = await contractOf();
    const to = `${user.reference.userId.toLowerCase()}@customer.example`;
    await context.database.asOwner("update contract_user set mail_address = $2 where user_id = $1", [
      user.reference.userId,
      to,
    ]);
    assert.match((await visitor.get("/administration/users")).text, new RegExp(`href="${REVOKE}"`));
    const list = await visitor.get(REVOKE);
    assert.equal(list.screen, "BRSK031");
    assert.match(list.text, new RegExp(`${token.serial}.*利用中`, "s"));
    const path = `${REVOKE}/${token.serial}`;
    const confirmation = await visitor.get(path);
    assert.equal(confirmation.screen, "TOTP011");
    assert.match(confirmation.text, /30分間利用を開始できません.*確認用パスワード/s);
    isRefused(await visitor.post(path, { secret: "" }), 400, "FORM_INCOMPLETE");
    isRefused(await visitor.post(path, { secret: LOGIN_PASSWORD }), 403, "CREDENTIAL_REFUSED");
    assert.equal(await stateOf(token.serial), "active", "not yet");
    const result = await visitor.post(path, { secret });
    assert.equal(result.screen, "TOTP012");
    assert.equal(await stateOf(token.serial), "revoked");
    const until = context.clock.now().add({ seconds: 1800 }).toZonedDateTimeISO("Asia/Tokyo");
    const shown = `datetime="${until.toString({ timeZoneName: "never", smallestUnit: "second" })}"`;
    assert.ok(result.text.includes(shown));
    const after = await visitor.get(REVOKE);
    assert.ok(after.text.includes(shown), "the list tells it, too");
    assert.match(after.text, /失効済み/);
    isRefused(await visitor.get(path), 409, "OTP_TOKEN_STATE");
    isRefused(await visitor.post(path, { secret }), 409, "OTP_TOKEN_STATE");
    const [mail] = await context.database.asOwner<{ text: string }>(
      "select payload->>'text' as text from graphile_worker._private_jobs where payload->>'to' = $1",
      [to],
    );
    assert.match(mail?.text ?? "", new RegExp(`サービスID: 9003\nユーザID: ${token.serial}`));
    assert.match(mail?.text ?? "", /新しいトークンの利用開始: /);
    assert.doesNotMatch(mail?.text ?? "", /https?:/);
  });

  test("never one's own", async () => {
    const { visitor, master } = await contractOf();
    const own = await inUse(master);
    assert.match((await visitor.get(REVOKE)).text, /ご自身では行えません/);
    for (const list of [REVOKE, INITIALISE]) {
      isRefused(await visitor.get(`${list}/${own.serial}`), 403, "OTP_OWN_TOKEN");
      isRefused(await visitor.post(`${list}/${own.serial}`, { secret }), 403, "OTP_OWN_TOKEN");
    }
    assert.equal(await stateOf(own.serial), "active");
  });

  test("tokens of other contracts look like unknown ones", async () => {
    const { visitor } = await contractOf();
    const other = await contractOf();
    for (const serial of [other.token.serial, "T-NOBODY"])
      for (const list of [REVOKE, INITIALISE]) {
        isRefused(await visitor.get(`${list}/${serial}`), 404, "OTP_TOKEN_UNKNOWN");
        isRefused(await visitor.post(`${list}/${serial}`, { secret }), 404, "OTP_TOKEN_UNKNOWN");
      }
    assert.equal(await stateOf(other.token.serial), "active");
  });

  test("a token that nobody uses yet can be revoked, and stays nobody's", async () => {
    const { visitor, user } = await contractOf();
    const spare = newToken();
    await handOut(context, akagi, user, [spare], "contract");
    assert.match(
      (await visitor.get(REVOKE)).text,
      new RegExp(`利用者未定.*${spare.serial}.*利用開始待ち`, "s"),
    );
    const result = await visitor.post(`${REVOKE}/${spare.serial}`, { secret });
    assert.match(result.text, new RegExp(`${spare.serial}.*失効済み`, "s"));
    assert.equal(await stateOf(spare.serial), "revoked");
  });

  test("is for administrators who have the right, at institutions that offer tokens", async () => {
    const { user, contractId, token } = await contractOf();
    const plain = await enter(user);
    isRefused(await plain.get(REVOKE), 403, "ACTION_NOT_PERMITTED");
    const administrator = await world.newUser("akagi", { contractId, role: "administrator" });
    await context.database.asOwner(
      "update contract_user set withheld_rights = array['administerTokens'] where user_id = $1",
      [administrator.reference.userId],
    );
    const withheld = await enter(administrator);
    assert.doesNotMatch((await withheld.get("/administration/users")).text, new RegExp(REVOKE));
    for (const path of [REVOKE, INITIALISE, `${REVOKE}/${token.serial}`])
      isRefused(await withheld.get(path), 403, "ACTION_NOT_PERMITTED");
    isRefused(await withheld.post(`${REVOKE}/${token.serial}`, { secret }), 403, "ACTION_NOT_PERMITTED");
    const hisui = await enter(await world.newUser("hisui", { role: "master" }), "hisui");
    assert.doesNotMatch((await hisui.get("/administration/users")).text, new RegExp(REVOKE));
    isRefused(await hisui.get(REVOKE), 403, "ACTION_NOT_PERMITTED");
  });

  test("two administrators at once: one does, the other is told so", async () => {
    const { visitor, contractId, token } = await contractOf();
    const second = await enter(await world.newUser("akagi", { contractId, role: "administrator" }));
    await second.get(`${REVOKE}/${token.serial}`);
    await visitor.get(`${REVOKE}/${token.serial}`);
    const both = await Promise.all(
      [visitor, second].map((one) => one.post(`${REVOKE}/${token.serial}`, { secret })),
    );
    assert.deepEqual(both.map(({ status }) => String(status)).toSorted(), ["200", "409"]);
  });

  test("waits for another administrator where the contract asks for that", async () => {
    const { visitor, contractId, user, token } = await contractOf();
    const approver = await world.newUser("akagi", { contractId, role: "administrator" });
    await context.database.asOwner("update contract set dual_approval = true where contract_id = $1", [
      contractId,
    ]);
    await visitor.get(`${REVOKE}/${token.serial}`);
    const answer = await visitor.post(`${REVOKE}/${token.serial}`, { secret });
    assert.equal(answer.screen, "TAPR001");
    assert.equal(await stateOf(token.serial), "active", "not yet");
    const [proposal] = await context.database.asOwner<{ proposal_id: string; description: unknown }>(
      "select proposal_id, description from approval_proposal where contract_id = $1",
      [contractId],
    );
    assert.ok(JSON.stringify(proposal?.description).includes(token.serial));
    assert.ok(JSON.stringify(proposal?.description).includes(user.userName));
    const proposalId = proposal?.proposal_id ?? "";
    const by = { institution: akagi, administrator: approver, origin: ORIGIN, proposalId };
    acceptedValue(await approveProposal(context, by));
    assert.equal(await stateOf(token.serial), "revoked");
  });
});

describe("BRSK037, BRSK038 トークン初期化", () => {
  test("list of hardware tokens, confirmation, result; the token waits for its start of use again", async () => {
    const { visitor, token } = await contractOf();
    const list = await visitor.get(INITIALISE);
    assert.equal(list.screen, "BRSK037");
    const path = `${INITIALISE}/${token.serial}`;
    assert.equal((await visitor.get(path)).screen, "BRSK038");
    isRefused(await visitor.post(path, { secret: LOGIN_PASSWORD }), 403, "CREDENTIAL_REFUSED");
    const result = await visitor.post(path, { secret });
    assert.equal(result.screen, "TOTP013");
    assert.match(result.text, /利用開始待ち/);
    assert.equal(await stateOf(token.serial), "assigned");
    isRefused(await visitor.post(path, { secret }), 409, "OTP_TOKEN_STATE");
  });
});
