import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createContract } from "#domain/contract/contracts.ts";
import { prepareSecrets } from "#domain/credential/secrets.ts";
import { familyOf } from "#domain/institution/families.ts";
import { issueLetter } from "#domain/registration/letter.ts";
import { normalised } from "#test/support/access/normalised.ts";
import { codeOnPage } from "#test/support/access/markup.ts";
import { LOGIN_PASSWORD } from "#test/support/login.ts";
import { acceptedValue } from "#test/support/population.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalAnswer } from "#test/support/portal.ts";

/**
 * Whether an ID exists is told neither by words nor by work. Work is measured as CPU time of this process, in which
 * passwords are hashed, not by the clock on the wall, which tells how busy the machine is. The issuing application's
 * side: test/e2e/hostile-enrollment.test.ts.
 */

const world = await portalWorld();

interface Known {
  readonly institution: string;
  /** The fields of a login as this user, whom the institution knows. */
  readonly known: Readonly<Record<string, string>>;
  /** As somebody whom it does not know. */
  readonly unknown: Readonly<Record<string, string>>;
}

const loginFields = async (institution: string): Promise<Known> => {
  const user = await world.newUser(institution, { loginMethod: "password" });
  const names: Record<string, string> =
    user.loginId === null
      ? { contractId: user.reference.contractId, userId: user.reference.userId }
      : { loginId: user.loginId };
  const last = Object.keys(names).at(-1) ?? "";
  return { institution, known: names, unknown: { ...names, [last]: "nosuch0001" } };
};

const secretField = (institution: string): string =>
  familyOf(world.institution(institution)).secretFields.login.name;

const tryLogin = async (
  institution: string,
  fields: Readonly<Record<string, string>>,
  secret: string,
): Promise<PortalAnswer> => {
  const visitor = world.browser(institution);
  await visitor.get("/login");
  return visitor.post("/login/password", { ...fields, [secretField(institution)]: secret });
};

const pageOf = (answer: PortalAnswer, fields: Readonly<Record<string, string>>): readonly unknown[] => [
  answer.status,
  answer.location,
  normalised(answer, Object.values(fields)),
];

const WRONG = "machigai99";

/** More failures than any institution takes before it stops a secret for good. */
const MANY = 20;

for (const id of ["daishin", "yukiguni"]) {
  describe(`login by ID and password at ${id}`, () => {
    test("the pages for an ID that exists and one that does not are the same, at every failure and at the stop", async () => {
      const { known, unknown } = await loginFields(id);
      const codes = new Set<string | undefined>();
      for (let index = 0; index < MANY; index += 1) {
        const answer = await tryLogin(id, known, WRONG);
        const other = await tryLogin(id, unknown, WRONG);
        assert.deepEqual(pageOf(other, unknown), pageOf(answer, known), `failure ${index + 1}`);
        codes.add(codeOnPage(answer.text));
      }
      assert.ok(codes.size > 1, `the secret was stopped on the way: ${[...codes].join(", ")}`);
    });

    test("the work for both is the same", async () => {
      const cost = async (fields: Readonly<Record<string, string>>): Promise<number> => {
        const before = process.cpuUsage();
        const answer = await tryLogin(id, fields, WRONG);
        assert.equal(codeOnPage(answer.text), "CREDENTIAL_REFUSED");
        const { user, system } = process.cpuUsage(before);
        return user + system;
      };
      const costs: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
      // Each pair is a new user and a new name, so that no secret is stopped, which would cost less.
      for (let index = 0; index < 9; index += 1) {
        const { known, unknown } = await loginFields(id);
        const name = Object.keys(unknown).at(-1) ?? "";
        costs.known.push(await cost(known));
        costs.unknown.push(await cost({ ...unknown, [name]: `nosuch${String(index).padStart(4, "1")}` }));
      }
      const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[4] ?? 0;
      const ratio = median(costs.unknown) / median(costs.known);
      // Leaving the hash out makes it a tenth; two medians of nine lie within a quarter of one another.
      assert.ok(ratio > 0.6 && ratio < 1.67, `unknown : known = ${ratio.toFixed(2)}`);
    });
  });
}

test("whoever knows the password is not told before that the ID is stopped for others", async () => {
  const { known } = await loginFields("daishin");
  const right = await tryLogin("daishin", known, LOGIN_PASSWORD);
  assert.equal(right.location, "/top");
});

const ACCOUNT = { branchNumber: "012", accountType: "ordinary", accountNumber: "0034567" } as const;

const giveLetter = async (): Promise<void> => {
  const institution = world.institution("hisui");
  const change = { at: world.context.clock.now(), actor: { kind: "staff", name: "tester" } } as const;
  const secrets = { login: "Kx7wmR4tQ9vb", confirmation: "Zp3nHs8dLf6c" };
  const hashes = acceptedValue(await prepareSecrets(institution, [], secrets, world.context));
  await world.context.database.inInstitution(institution.code, async (tx) => {
    const draft = { contractId: "LETTER1", companyName: "試験商事", loginMethod: "certificate" } as const;
    acceptedValue(await createContract(tx, institution, draft, change));
    acceptedValue(
      await issueLetter(tx, institution, { contractId: "LETTER1", account: ACCOUNT, hashes }, change),
    );
  });
};

test("ログインID取得: account data that exist and such that do not are refused in the same words", async () => {
  await giveLetter();
  const answers = [];
  for (const accountNumber of [ACCOUNT.accountNumber, "7654321"]) {
    const visitor = world.browser("hisui");
    await visitor.get("/registration");
    const secrets = { provisionalLogin: WRONG, provisionalConfirmation: WRONG };
    const answer = await visitor.post("/registration", { ...ACCOUNT, accountNumber, ...secrets });
    assert.equal(codeOnPage(answer.text), "CREDENTIAL_REFUSED");
    answers.push(pageOf(answer, { accountNumber }));
  }
  assert.deepEqual(answers[0], answers[1]);
});
