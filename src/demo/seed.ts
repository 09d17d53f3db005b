import type { Actor, DomainContext } from "#domain/context.ts";
import { createContract, findContractIn, listContractsIn } from "#domain/contract/contracts.ts";
import { prepareSecrets, storedSecretKinds, storeSecrets } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { publishNotice } from "#domain/notice/notices.ts";
import { contractFactor } from "#domain/second-factor/contract-factors.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { createUser } from "#domain/user/create.ts";
import { findUserIn, grantAcquisition, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { seedLetters } from "./letters.ts";
import { demonstrationNotices } from "./notices.ts";
import {
  demonstrationContracts,
  factorContracts,
  type DemonstrationContract,
  type DemonstrationPerson,
  type FactorContract,
} from "./people.ts";

const actor: Actor = { kind: "system", name: "demonstration" };

/**
 * Puts the demonstration's contracts, users and notices into the database: once, whatever is already there stays as
 * it is. Institutions of the demonstration that this installation does not have are left out.
 *
 * @throws Error when an institution has customers who are not the demonstration's: nobody's real database gets users
 *   with public passwords.
 */
export const seedDemonstration = async (context: DomainContext): Promise<void> => {
  for (const contract of demonstrationContracts) {
    const institution = context.institutions.byId(contract.institution);
    if (institution !== undefined) await seedContract(context, institution, contract);
  }
  await seedLetters(context);
  for (const contract of factorContracts) await seedFactorContract(context, contract);
};

/** A further contract of an institution, with its further proofs. */
const seedFactorContract = async (context: DomainContext, contract: FactorContract): Promise<void> => {
  const institution = context.institutions.byId(contract.institution);
  if (institution === undefined) return;
  await seedContract(context, institution, contract, true);
  await context.database.inInstitution(institution.code, async (tx) => {
    const change = { at: context.clock.now(), actor };
    for (const factor of contract.factors)
      expectAccepted(
        await contractFactor(tx, institution, { contractId: contract.contractId, factor }, change),
      );
  });
};

const seedContract = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  contract: DemonstrationContract,
  isFurther = false,
): Promise<void> => {
  const missing = await context.database.inInstitution(institution.code, async (tx) => {
    await ensureContract(context, tx, institution, contract, isFurther);
    const people = [];
    for (const person of contract.people) if (!(await isComplete(tx, contract, person))) people.push(person);
    return people;
  });
  await Promise.all(missing.map((person) => seedPerson(context, institution, contract, person)));
};

const ensureContract = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, companyName }: DemonstrationContract,
  isFurther: boolean,
): Promise<void> => {
  if ((await findContractIn(tx, contractId)) !== undefined) return;
  const others = await listContractsIn(tx);
  if (!isFurther && others.length > 0)
    throw new Error(
      `${institution.id} has customers who are not the demonstration's; start without the demonstration`,
    );
  const at = context.clock.now();
  const draft = { contractId, companyName, loginMethod: "certificate" } as const;
  expectAccepted(await createContract(tx, institution, draft, { at, actor }));
  if (isFurther) return;
  for (const notice of demonstrationNotices(institution, at)) await publishNotice(tx, notice);
};

const isComplete = async (
  tx: InstitutionTransaction,
  { contractId }: DemonstrationContract,
  { userId }: DemonstrationPerson,
): Promise<boolean> => {
  const user = await findUserIn(tx, { contractId, userId });
  if (user === undefined || user.acquisitionGrantedAt === null) return false;
  return (await storedSecretKinds(tx, user)).length > 0;
};

/** Makes the person, or what is missing of a person whose making was interrupted. */
const seedPerson = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  { contractId }: DemonstrationContract,
  person: DemonstrationPerson,
): Promise<void> => {
  const { login, confirmation, ...data } = person;
  const ids = [data.userId, data.loginId, contractId];
  const hashes = expectAccepted(await prepareSecrets(institution, ids, { login, confirmation }, context));
  await context.database.inInstitution(institution.code, async (tx) => {
    const at = context.clock.now();
    const found = await findUserIn(tx, { contractId, userId: data.userId });
    const user: User =
      found ?? expectAccepted(await createUser(tx, institution, { ...data, contractId, at }, { actor }));
    if ((await storedSecretKinds(tx, user)).length === 0) await storeSecrets(tx, user, hashes, { at, actor });
    if (user.acquisitionGrantedAt === null) await grantAcquisition(tx, { user: user.reference, at, actor });
  });
};

const expectAccepted = <Value>(result: Result<Value, Refusal>): Value => {
  invariant(result.ok, `the demonstration obeys the rules: ${result.ok ? "" : result.refusal.code}`);
  return result.value;
};
