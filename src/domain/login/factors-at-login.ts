import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { measuresOf, type RiskFacts } from "#domain/risk/facts.ts";
import { answersRegisteredAt } from "#domain/second-factor/additional-authentication/state.ts";
import { factorsOfUserIn } from "#domain/second-factor/contract-factors.ts";
import { offeredFactors } from "#domain/second-factor/factors.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";

type PolicyFactor = keyof InstitutionPolicy["login"]["factors"];

/** A further proof that may be asked at login; its policy is `login.factors`, but the code is asked until it is entered. */
export type LoginFactor = PolicyFactor | "userRegistrationCode";

/** In the order in which they are asked. */
export const loginFactors = [
  "userRegistrationCode",
  "oneTimePassword",
  "additionalAuthentication",
] as const satisfies readonly LoginFactor[];

/** A factor's name as stored. Another one is a newer version's: this one cannot ask for it. */
export const readLoginFactor = (name: string): LoginFactor => {
  const factor = loginFactors.find((known) => known === name);
  invariant(factor !== undefined, `no step of a login stands behind ${name}`);
  return factor;
};

const isDemanded: Readonly<
  Record<InstitutionPolicy["login"]["factors"][PolicyFactor], (facts: RiskFacts) => boolean>
> = {
  always: () => true,
  newDevice: ({ newDevice }) => newDevice,
  never: () => false,
};

/** What is set up at the first login after it was contracted, whatever the policy demands (B1). */
const isToBeSetUp = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { reference }: Pick<User, "reference">,
): Promise<boolean> => (await answersRegisteredAt(tx, institution, reference)) === undefined;

/**
 * What a login still has to prove after certificate or password, in the order in which it is asked: of the factors that
 * the user's contract has, those that `login.factors` or, for this login, `login.risk` demands, and what has to be set
 * up. Costs nothing where the institution offers none.
 */
export const factorsAtLogin = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: Pick<User, "reference">,
  facts: RiskFacts,
): Promise<readonly LoginFactor[]> => {
  if (offeredFactors(institution).length === 0) return [];
  const asked = await factorsOfUserIn(tx, institution, user.reference);
  const measures = measuresOf(institution, facts);
  const isSetUp = !asked.includes("additionalAuthentication") || !(await isToBeSetUp(tx, institution, user));
  return loginFactors.filter((factor) => {
    if (!asked.includes(factor) || factor === "userRegistrationCode") return asked.includes(factor);
    const { factors } = institution.login;
    return (
      isDemanded[factors[factor]](facts) ||
      measures.has(factor) ||
      (factor === "additionalAuthentication" && !isSetUp)
    );
  });
};
