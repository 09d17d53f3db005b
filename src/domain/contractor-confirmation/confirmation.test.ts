import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { UserReference } from "#domain/context.ts";
import { loginWorld, ORIGIN } from "#test/support/login.ts";
import { readAnswers } from "./answers.ts";
import {
  acceptAnswers,
  answerQuestions,
  askContract,
  contractorDemand,
  listOpenRounds,
  listRounds,
  openRound,
  returnAnswers,
} from "./confirmation.ts";
import { demandOn, refusalOfDemand } from "./demand.ts";

const world = await loginWorld();
const { context } = world;
const daishin = world.institution("daishin");
const change = () => ({ at: context.clock.now(), actor: { kind: "staff", name: "ueda" } as const });

const VALUES = { businessChanged: "no", purpose: "2", contactPerson: " 総務部 翡翠 花子 " };

const withPolicy = (policy: Partial<InstitutionPolicy["contractorConfirmation"]>): InstitutionPolicy => ({
  ...daishin,
  contractorConfirmation: { ...daishin.contractorConfirmation, ...policy },
});

const newContract = async (): Promise<UserReference> => {
  const { reference } = await world.newUser("daishin", { role: "master" });
  return reference;
};

const asked = async (): Promise<UserReference> => {
  const user = await newContract();
  assert.deepEqual(await askContract(context, daishin, user.contractId, change()), { ok: true, value: 1 });
  return user;
};

const answer = (user: UserReference, round: number, values: Readonly<Record<string, string>> = VALUES) =>
  answerQuestions(context, { institution: daishin, user, round, values, origin: ORIGIN });

const codeOf = (result: { readonly ok: boolean; readonly refusal?: { readonly code: string } }): string =>
  result.refusal?.code ?? "accepted";

const auditOf = async ({ contractId }: UserReference): Promise<string[]> => {
  const rows = await context.database.asOwner<{ event: string }>(
    "select event from audit_event where event like 'contractor.%' and facts ->> 'contractId' = $1 order by event_id",
    [contractId],
  );
  return rows.map(({ event }) => event);
};

const mailsTo = async (user: UserReference): Promise<string[]> => {
  const rows = await context.database.asOwner<{ subject: string }>(
    `select j.payload ->> 'subject' as subject from graphile_worker._private_jobs j
      where j.payload ->> 'to' = $1 order by j.id`,
    [`${user.contractId}@customer.example`],
  );
  return rows.map(({ subject }) => subject);
};

describe("a round", () => {
  test("is asked, answered, returned with a reason, answered again and accepted; each once on record", async () => {
    const user = await asked();
    const { contractId } = user;
    assert.equal(codeOf(await answer(user, 1)), "accepted");
    const [first] = await listRounds(context, daishin.code, contractId);
    assert.deepEqual(
      first?.answers.map(({ name, value, chosen }) => [name, value, chosen?.en]),
      [
        ["businessChanged", "no", "No"],
        ["purpose", "salaries", "Salaries and bonuses"],
        ["contactPerson", "総務部 翡翠 花子", undefined],
      ],
    );
    const seen = { institution: daishin, contractId, round: 1 };
    assert.equal(
      codeOf(await returnAnswers(context, seen, change(), "部署名を\nご記入ください")),
      "accepted",
    );
    const open = await openRound(context, daishin, contractId);
    assert.deepEqual([open?.round, open?.state, open?.reason], [2, "asked", "部署名を\nご記入ください"]);
    assert.equal(codeOf(await answer(user, 2)), "accepted");
    assert.equal(codeOf(await acceptAnswers(context, { ...seen, round: 2 }, change())), "accepted");
    assert.equal(await openRound(context, daishin, contractId), undefined);
    const rounds = await listRounds(context, daishin.code, contractId);
    assert.deepEqual(
      rounds.map(({ round, state, decidedBy }) => [round, state, decidedBy]),
      [
        [2, "accepted", "ueda"],
        [1, "returned", "ueda"],
      ],
    );
    assert.deepEqual(await auditOf(user), [
      "contractor.asked",
      "contractor.answered",
      "contractor.returned",
      "contractor.answered",
      "contractor.accepted",
    ]);
  });

  test("tells everybody who may answer by mail", async () => {
    const user = await newContract();
    const { contractId } = user;
    await context.database.asOwner("update contract_user set mail_address = $2 where contract_id = $1", [
      contractId,
      `${contractId}@customer.example`,
    ]);
    await askContract(context, daishin, contractId, change());
    await answer(user, 1);
    const seen = { institution: daishin, contractId, round: 1 };
    await returnAnswers(context, seen, change(), "もう一度");
    await answer(user, 2);
    await acceptAnswers(context, { ...seen, round: 2 }, change());
    assert.deepEqual(await mailsTo(user), [
      "契約者確認のお願い",
      "契約者確認の回答受付のお知らせ",
      "契約者確認の再回答のお願い",
      "契約者確認の回答受付のお知らせ",
      "契約者確認完了のお知らせ",
    ]);
  });

  test("keeps what was answered out of the audit record", async () => {
    const user = await asked();
    await answer(user, 1);
    const [row] = await context.database.asOwner<{ facts: unknown }>(
      "select facts from audit_event where event = 'contractor.answered' and contract_id = $1",
      [user.contractId],
    );
    assert.deepEqual(row?.facts, { contractId: user.contractId, round: 1, answers: 3 });
  });
});

describe("what is refused", () => {
  test("asking where the institution has no questions, an unknown contract, or one that is asked already", async () => {
    const { contractId } = await asked();
    const empty = withPolicy({ questions: [] });
    assert.equal(
      codeOf(await askContract(context, empty, contractId, change())),
      "CONTRACTOR_CONFIRMATION_NOT_USED",
    );
    assert.equal(codeOf(await askContract(context, daishin, "nobody", change())), "CONTRACT_UNKNOWN");
    assert.equal(
      codeOf(await askContract(context, daishin, contractId, change())),
      "CONTRACTOR_CONFIRMATION_OPEN",
    );
  });

  test("answers that are missing, not offered, too long, or no text", async () => {
    const user = await asked();
    for (const values of [
      {},
      { ...VALUES, purpose: "5" },
      { ...VALUES, purpose: "0" },
      { ...VALUES, businessChanged: "toString" },
      { ...VALUES, contactPerson: "x".repeat(61) },
      { ...VALUES, contactPerson: "a\u0000b" },
      { ...VALUES, contactPerson: "   " },
    ])
      assert.equal(codeOf(await answer(user, 1, values)), "CONTRACTOR_ANSWERS_INCOMPLETE");
    assert.equal((await openRound(context, daishin, user.contractId))?.state, "asked");
    const { problems } = readAnswers(daishin.contractorConfirmation.questions, {
      purpose: "gifts",
      contactPerson: "😀".repeat(60),
      businessNow: "あ".repeat(101),
    });
    assert.deepEqual(
      [...problems],
      [
        ["businessChanged", "missing"],
        ["businessNow", "tooLong"],
        ["purpose", "notOffered"],
      ],
      "sixty emoji are sixty characters",
    );
  });

  test("answering twice, or a round that is over", async () => {
    const user = await asked();
    await answer(user, 1);
    assert.equal(codeOf(await answer(user, 1)), "CONTRACTOR_ANSWERED_MEANWHILE");
    assert.equal(codeOf(await answer(user, 7)), "CONTRACTOR_ANSWERED_MEANWHILE");
  });

  test("deciding what nobody has answered, or another round than was looked at", async () => {
    const user = await asked();
    const seen = { institution: daishin, contractId: user.contractId, round: 1 };
    assert.equal(
      codeOf(await acceptAnswers(context, seen, change())),
      "CONTRACTOR_CONFIRMATION_NOT_ANSWERED",
    );
    await answer(user, 1);
    await returnAnswers(context, seen, change(), "もう一度");
    await answer(user, 2);
    assert.equal(
      codeOf(await acceptAnswers(context, seen, change())),
      "CONTRACTOR_CONFIRMATION_NOT_ANSWERED",
      "who looked at round 1 does not accept round 2",
    );
    for (const reason of ["", "  ", "x".repeat(501), "a\u0007"])
      assert.equal(
        codeOf(await returnAnswers(context, { ...seen, round: 2 }, change(), reason)),
        "CONTRACTOR_REASON_INVALID",
      );
  });
});

describe("several at once", () => {
  test("of those who ask, answer and decide, exactly one does", async () => {
    const user = await newContract();
    const { contractId } = user;
    const count = (codes: readonly string[]): number => codes.filter((code) => code === "accepted").length;
    const eight = Array.from({ length: 8 });
    const asks = await Promise.all(eight.map(() => askContract(context, daishin, contractId, change())));
    assert.equal(count(asks.map(codeOf)), 1);
    const answers = await Promise.all(eight.map(() => answer(user, 1)));
    assert.equal(count(answers.map(codeOf)), 1);
    const seen = { institution: daishin, contractId, round: 1 };
    const decisions = await Promise.all(
      eight.map((_, index) =>
        index % 2 === 0
          ? acceptAnswers(context, seen, change())
          : returnAnswers(context, seen, change(), "もう一度"),
      ),
    );
    assert.equal(count(decisions.map(codeOf)), 1);
    assert.equal((await auditOf(user)).length, 3);
    const rounds = await listRounds(context, daishin.code, contractId);
    assert.equal(rounds.length, rounds.at(-1)?.state === "returned" ? 2 : 1);
  });
});

test("the list of staff has what waits for them first", async () => {
  const early = await asked();
  const late = await asked();
  await answer(late, 1);
  const contracts = (await listOpenRounds(context, daishin.code)).map(({ contractId }) => contractId);
  assert.ok(contracts.indexOf(late.contractId) < contracts.indexOf(early.contractId));
});

describe("what is wanted of whom", () => {
  const at = context.clock.now();
  const open = (state: "asked" | "answered") => ({ round: 1, state, reason: null, askedAt: at });
  const blocked = withPolicy({ untilAccepted: "blocked", answerRoles: ["master"] });
  const usable = withPolicy({ untilAccepted: "usable", answerRoles: ["master"] });
  for (const [policy, role, state, demand] of [
    [blocked, "master", "asked", "answer"],
    [blocked, "administrator", "asked", "othersAnswer"],
    [blocked, "user", "asked", "othersAnswer"],
    [blocked, "master", "answered", "institutionChecks"],
    [blocked, "user", "answered", "institutionChecks"],
    [usable, "master", "asked", "answer"],
    [usable, "user", "asked", "none"],
    [usable, "master", "answered", "none"],
  ] as const)
    test(`${policy.contractorConfirmation.untilAccepted}, ${role}, ${state}: ${demand}`, () => {
      assert.equal(demandOn(policy, role, open(state)), demand);
    });

  test("nothing where nothing is open, or the questions were taken out of the policy", () => {
    assert.equal(demandOn(blocked, "master", undefined), "none");
    assert.equal(demandOn(withPolicy({ questions: [] }), "master", open("asked")), "none");
  });

  test("each has its refusal", async () => {
    assert.deepEqual(
      (["none", "answer", "othersAnswer", "institutionChecks"] as const).map(
        (demand) => refusalOfDemand(demand)?.code,
      ),
      [
        undefined,
        "CONTRACTOR_CONFIRMATION_NEEDED",
        "CONTRACTOR_CONFIRMATION_BY_OTHERS",
        "CONTRACTOR_CONFIRMATION_WAITING",
      ],
    );
    const hisui = await world.newUser("hisui", { role: "master" });
    assert.equal(await contractorDemand(context, world.institution("hisui"), hisui), "none");
  });
});
