import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acceptAnswers, askContract, returnAnswers } from "#domain/contractor-confirmation/confirmation.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalBrowser } from "#test/support/portal.ts";

const world = await portalWorld();
const { context } = world;
const daishin = world.institution("daishin");
const change = () => ({ at: context.clock.now(), actor: { kind: "staff", name: "ueda" } as const });

const VALUES = { "q-businessChanged": "no", "q-purpose": "payments", "q-contactPerson": "総務部 <花子>" };

const roundOf = (text: string): string => /name="round" value="(\d+)"/.exec(text)?.[1] ?? "";

/** Somebody of a contract who is logged in, by certificate. */
const visitorOf = async (role: UserRole = "master", contractId?: string) => {
  const user = await world.newUser("daishin", { role, ...(contractId !== undefined && { contractId }) });
  const certificate = await world.newCertificate(user.reference);
  return { user, visitor: await world.loggedIn("daishin", user, certificate) };
};

const ask = async (contractId: string): Promise<void> => {
  assert.ok((await askContract(context, daishin, contractId, change())).ok);
};

const answer = async (visitor: PortalBrowser, values: Readonly<Record<string, string>> = VALUES) => {
  const round = roundOf((await visitor.get("/confirmation")).text);
  return visitor.post("/confirmation/submit", { ...values, round, act: "submit" });
};

describe("契約者確認 where the contract waits until it is accepted", () => {
  test("is asked before everything else, checked, answered, waited for and over", async () => {
    const { user, visitor } = await visitorOf();
    const { contractId } = user.reference;
    assert.equal((await visitor.get("/top")).screen, "BTOP001");
    assert.equal((await visitor.get("/confirmation")).location, "/top", "nothing is asked");
    await ask(contractId);
    for (const path of ["/top", "/settings", "/administration", "/certificate/renew", "/confirmation/status"])
      assert.equal((await visitor.get(path)).location, "/confirmation", path);

    const page = await visitor.get("/confirmation");
    assert.equal(page.screen, "TCNF001");
    const round = roundOf(page.text);
    const missing = await visitor.post("/confirmation", { round, "q-purpose": "gifts" });
    assert.equal(missing.status, 400);
    assert.match(missing.text, /CONTRACTOR_ANSWERS_INCOMPLETE/);
    assert.match(missing.text, /選択肢の中から選んでください/);

    const check = await visitor.post("/confirmation", { ...VALUES, round });
    assert.equal(check.screen, "TCNF002");
    assert.match(check.text, /総務部 &lt;花子&gt;/);
    const back = await visitor.post("/confirmation/submit", { ...VALUES, round, act: "change" });
    assert.equal(back.screen, "TCNF001");
    assert.match(back.text, /value="payments"[^>]*checked|checked[^>]*value="payments"/);

    const sent = await visitor.post("/confirmation/submit", { ...VALUES, round, act: "submit" });
    assert.equal(sent.location, "/confirmation/status");
    const status = await visitor.get("/confirmation/status");
    assert.equal(status.screen, "TCNF003");
    assert.match(status.text, /確認しています/);
    assert.equal((await visitor.get("/top")).location, "/confirmation/status");
    assert.equal((await visitor.get("/confirmation")).location, "/confirmation/status");

    assert.ok((await acceptAnswers(context, { institution: daishin, contractId, round: 1 }, change())).ok);
    assert.equal((await visitor.get("/top")).screen, "BTOP001");
    assert.equal((await visitor.get("/confirmation/status")).location, "/top");
  });

  test("comes back with the reason when it was returned", async () => {
    const { user, visitor } = await visitorOf();
    const { contractId } = user.reference;
    await ask(contractId);
    await answer(visitor);
    const seen = { institution: daishin, contractId, round: 1 };
    assert.ok((await returnAnswers(context, seen, change(), "<b>部署名</b>をどうぞ")).ok);
    const again = await visitor.get("/confirmation");
    assert.match(again.text, /&lt;b&gt;部署名&lt;\/b&gt;をどうぞ/);
    const stale = await visitor.post("/confirmation/submit", { ...VALUES, round: "1", act: "submit" });
    assert.equal(stale.location, "/confirmation", "what was shown for round 1 does not answer round 2");
    assert.equal((await answer(visitor)).location, "/confirmation/status");
  });

  test("lets others of the contract wait, and revoke meanwhile", async () => {
    const { user } = await visitorOf();
    const { contractId } = user.reference;
    const { visitor: member } = await visitorOf("user", contractId);
    await ask(contractId);
    assert.equal((await member.get("/top")).location, "/confirmation/status");
    const waits = await member.get("/confirmation/status");
    assert.match(waits.text, /マスターユーザ、管理者/);
    assert.doesNotMatch(waits.text, /証明書失効へ/);
    assert.equal((await member.get("/confirmation")).location, "/confirmation/status");
    assert.equal((await member.get("/certificates")).screen, "TOWN001", "“this was not me” cannot wait");
    assert.equal(
      (await member.post("/confirmation/submit", { ...VALUES, round: "1", act: "submit" })).location,
      "/confirmation/status",
      "a user's answers are not taken",
    );
    const { visitor: administrator } = await visitorOf("administrator", contractId);
    assert.equal((await administrator.get("/administration/users/certificates")).screen, "BRSK018");
  });
});

describe("契約者確認 where the contract stays usable", () => {
  const usable: InstitutionPolicy["contractorConfirmation"] = {
    ...daishin.contractorConfirmation,
    untilAccepted: "usable",
    answerRoles: ["master"],
  };

  test("only keeps those who answer, and only until they have", async (t) => {
    const original = daishin.contractorConfirmation;
    Object.assign(daishin, { contractorConfirmation: usable });
    t.after(() => Object.assign(daishin, { contractorConfirmation: original }));
    const { user, visitor } = await visitorOf();
    const { contractId } = user.reference;
    const { visitor: member } = await visitorOf("user", contractId);
    await ask(contractId);
    assert.equal((await member.get("/top")).screen, "BTOP001");
    assert.equal((await member.get("/confirmation/status")).location, "/top");
    assert.equal((await visitor.get("/top")).location, "/confirmation");
    assert.equal((await answer(visitor)).location, "/confirmation/status");
    assert.match((await visitor.get("/confirmation/status")).text, /ご回答を受け付けました/);
    assert.equal((await visitor.get("/top")).screen, "BTOP001");
  });
});
