import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deleteUserAct } from "#domain/approval/acts/delete-user.ts";
import { revokeCertificateAct } from "#domain/approval/acts/revoke-certificate.ts";
import { stopUserAct } from "#domain/approval/acts/stop-user.ts";
import { suspendUser } from "#domain/user/suspend.ts";
import { findUser, type User } from "#domain/user/users.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { approveProposal, declineProposal, withdrawProposal } from "./decide.ts";
import { setDualApproval } from "./dual-approval.ts";
import { performAct } from "./perform.ts";
import { listProposals, tidyProposals, waitingProposals } from "./proposals.ts";

const world = await loginWorld();
const { context } = world;
const institution = world.institution("akagi");
const staff = { kind: "staff", name: "branch" } as const;

const dual = (contractId: string, dualApproval = true) =>
  context.database.inInstitution(institution.code, (tx) =>
    setDualApproval(tx, institution, { contractId, dualApproval }, { at: context.clock.now(), actor: staff }),
  );

/** A contract under dual approval: master, administrator, user. */
const contractOf = async () => {
  const master = await world.newUser("akagi", { role: "master" });
  const { contractId } = master.reference;
  const administrator = await world.newUser("akagi", { contractId, role: "administrator" });
  const user = await world.newUser("akagi", { contractId });
  assert.ok((await dual(contractId)).ok);
  return { master, administrator, user, contractId };
};

const by = (administrator: User) => ({ institution, administrator, origin: ORIGIN });

const propose = async (administrator: User, user: User): Promise<string> => {
  const performed = await performAct(context, by(administrator), stopUserAct, {
    userId: user.reference.userId,
  });
  assert.ok(performed.ok && performed.value.kind === "proposed", performed.ok ? "" : performed.refusal.code);
  return performed.value.proposal.proposalId;
};

const codeOf = async (
  answer: Promise<{ ok: true } | { ok: false; refusal: { code: string } }>,
): Promise<string> => {
  const result = await answer;
  return result.ok ? "done" : result.refusal.code;
};

const stateOf = async (user: User) => (await findUser(context, user.reference))?.state;

describe("an act under dual approval", () => {
  test("is done only when another administrator approves it, with everything recorded", async () => {
    const { master, administrator, user } = await contractOf();
    const proposalId = await propose(master, user);
    assert.equal(await stateOf(user), "active");
    assert.equal(await waitingProposals(context, by(administrator)), 1);
    assert.equal(
      await codeOf(approveProposal(context, { ...by(master), proposalId })),
      "OWN_PROPOSAL_REFUSED",
    );
    assert.equal(await codeOf(approveProposal(context, { ...by(administrator), proposalId })), "done");
    assert.equal(await stateOf(user), "suspended");
    const rows = await context.database.asOwner<{ event: string; actor: string }>(
      "select event, actor from audit_event where contract_id = $1 and (event like 'proposal.%' or event = 'user.suspended') order by event_id",
      [master.reference.contractId],
    );
    const [masterId, administratorId] = [master.reference.userId, administrator.reference.userId];
    assert.deepEqual(
      rows.map(({ event, actor }) => [event, actor.split("/").at(-1)]),
      [
        ["proposal.made", masterId],
        ["user.suspended", masterId],
        ["proposal.approved", administratorId],
      ],
    );
    const [proposal] = await listProposals(context, by(administrator));
    assert.deepEqual([proposal?.state, proposal?.deciderId], ["approved", administratorId]);
  });

  test("approved by two at once: done once", async () => {
    const { master, administrator, user, contractId } = await contractOf();
    const third = await world.newUser("akagi", { contractId, role: "administrator" });
    const proposalId = await propose(master, user);
    const codes = await Promise.all(
      [administrator, third].map((one) => codeOf(approveProposal(context, { ...by(one), proposalId }))),
    );
    assert.deepEqual(codes.toSorted(), ["PROPOSAL_DECIDED", "done"]);
  });

  test("ALREADY_PROPOSED, PROPOSAL_UNKNOWN, PROPOSAL_OF_ANOTHER, DECLINE_REASON_MISSING", async () => {
    const { master, administrator, user } = await contractOf();
    const proposalId = await propose(master, user);
    const again = performAct(context, by(master), stopUserAct, { userId: user.reference.userId });
    assert.equal(await codeOf(again), "ALREADY_PROPOSED");
    const elsewhere = await contractOf();
    const unknown = approveProposal(context, { ...by(elsewhere.master), proposalId });
    assert.equal(await codeOf(unknown), "PROPOSAL_UNKNOWN");
    const taking = withdrawProposal(context, { ...by(administrator), proposalId });
    assert.equal(await codeOf(taking), "PROPOSAL_OF_ANOTHER");
    for (const reason of [" ", "あ".repeat(201), "a\u0000b"]) {
      const declining = declineProposal(context, { ...by(administrator), proposalId, reason });
      assert.equal(await codeOf(declining), "DECLINE_REASON_MISSING");
    }
    const declined = declineProposal(context, { ...by(administrator), proposalId, reason: "不要なため" });
    assert.equal(await codeOf(declined), "done");
    assert.equal(await stateOf(user), "active");
    const late = approveProposal(context, { ...by(administrator), proposalId });
    assert.equal(await codeOf(late), "PROPOSAL_DECIDED");
    const [row] = await context.database.asOwner<{ payload: unknown }>(
      "select payload from approval_proposal where proposal_id = $1",
      [proposalId],
    );
    assert.equal(row?.payload, null);
  });

  test("is withdrawn by whoever proposed it, and can then be proposed again", async () => {
    const { master, user } = await contractOf();
    const proposalId = await propose(master, user);
    assert.equal(await codeOf(withdrawProposal(context, { ...by(master), proposalId })), "done");
    await propose(master, user);
  });

  test("PROPOSAL_ABOUT_ONESELF and APPROVAL_BY_NOBODY", async () => {
    const { master, administrator, contractId } = await contractOf();
    const { userId } = administrator.reference;
    const alone = performAct(context, by(master), stopUserAct, { userId });
    assert.equal(await codeOf(alone), "APPROVERS_TOO_FEW");
    const third = await world.newUser("akagi", { contractId, role: "administrator" });
    const proposalId = await propose(master, administrator);
    const oneself = approveProposal(context, { ...by(administrator), proposalId });
    assert.equal(await codeOf(oneself), "PROPOSAL_ABOUT_ONESELF");
    const at = context.clock.now();
    const user = await world.newUser("akagi", { contractId });
    for (const { reference } of [third, administrator])
      await context.database.inInstitution(institution.code, (tx) =>
        suspendUser(tx, { user: reference, at, actor: staff }),
      );
    const { userId: target } = user.reference;
    assert.equal(
      await codeOf(performAct(context, by(master), stopUserAct, { userId: target })),
      "APPROVAL_BY_NOBODY",
    );
  });

  test("lapses: PROPOSAL_EXPIRED, and the worker says so once", async () => {
    const { master, administrator, user } = await contractOf();
    const proposalId = await propose(master, user);
    const start = context.clock.now();
    try {
      context.clock.advance({ hours: 24 * institution.userAdministration.proposalDays });
      const late = approveProposal(context, { ...by(administrator), proposalId });
      assert.equal(await codeOf(late), "PROPOSAL_EXPIRED");
      assert.ok((await tidyProposals(context)).proposals >= 1);
      assert.equal((await tidyProposals(context)).proposals, 0);
    } finally {
      context.clock.set(start);
    }
  });

  test("rules are checked again when it is approved", async () => {
    const { master, administrator, user, contractId } = await contractOf();
    const third = await world.newUser("akagi", { contractId, role: "administrator" });
    const ofThird = await propose(third, user);
    const at = context.clock.now();
    const suspend = (whom: User) =>
      context.database.inInstitution(institution.code, (tx) =>
        suspendUser(tx, { user: whom.reference, at, actor: staff }),
      );
    await suspend(third);
    const gone = approveProposal(context, { ...by(administrator), proposalId: ofThird });
    assert.equal(await codeOf(gone), "PROPOSER_MAY_NO_LONGER");
    const declining = { ...by(administrator), proposalId: ofThird, reason: "本人が停止されたため" };
    assert.equal(await codeOf(declineProposal(context, declining)), "done");
    const proposalId = await propose(master, user);
    await suspend(user);
    const stale = approveProposal(context, { ...by(administrator), proposalId });
    assert.equal(await codeOf(stale), "USER_ALREADY_SUSPENDED");
  });

  test("what would be refused is refused when it is proposed, and leaves nothing behind", async () => {
    const { master, contractId } = await contractOf();
    const { userId } = master.reference;
    const own = performAct(context, by(master), deleteUserAct, { userId, revision: 0 });
    assert.equal(await codeOf(own), "OWN_DELETION_REFUSED");
    const rows = await context.database.asOwner(
      "select 1 from approval_proposal where contract_id = $1 and institution_code = $2",
      [contractId, institution.code],
    );
    assert.equal(rows.length, 0);
  });

  test("a certificate waits for approval, and is then revoked", async () => {
    const { master, administrator, user } = await contractOf();
    const { serial } = await world.newCertificate(user.reference);
    const payload = { userId: user.reference.userId, serial, reason: "keyCompromise" } as const;
    const performed = await performAct(context, by(master), revokeCertificateAct, payload);
    assert.ok(performed.ok && performed.value.kind === "proposed");
    const stateOfCertificate = async () => {
      const [row] = await context.database.asOwner<{ state: string }>(
        "select state from certificate where serial = $1",
        [serial],
      );
      return row?.state;
    };
    assert.equal(await stateOfCertificate(), "active");
    const { proposalId } = performed.value.proposal;
    assert.equal(await codeOf(approveProposal(context, { ...by(administrator), proposalId })), "done");
    assert.equal(await stateOfCertificate(), "revoked");
  });
});

describe("switching approval on", () => {
  test("CONTRACT_NEEDS_SECOND_APPROVER, CONTRACT_APPROVAL_NOT_OFFERED, CONTRACT_UNKNOWN", async () => {
    const master = await world.newUser("akagi", { role: "master" });
    assert.equal(await codeOf(dual(master.reference.contractId)), "CONTRACT_NEEDS_SECOND_APPROVER");
    assert.equal(await codeOf(dual("nowhere")), "CONTRACT_UNKNOWN");
    const hisui = world.institution("hisui");
    const there = await world.newUser("hisui", { role: "master" });
    const { contractId } = there.reference;
    const refused = context.database.inInstitution(hisui.code, (tx) =>
      setDualApproval(
        tx,
        hisui,
        { contractId, dualApproval: true },
        { at: context.clock.now(), actor: staff },
      ),
    );
    assert.equal(await codeOf(refused), "CONTRACT_APPROVAL_NOT_OFFERED");
  });

  test("switched off again, acts are done at once", async () => {
    const { master, user, contractId } = await contractOf();
    assert.ok((await dual(contractId, false)).ok);
    const { userId } = user.reference;
    const performed = await performAct(context, by(master), stopUserAct, { userId });
    assert.equal(performed.ok ? performed.value.kind : performed.refusal.code, "done");
  });
});
