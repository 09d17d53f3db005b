import { prepareSecrets, storeSecrets, type NewSecrets } from "#domain/credential/secrets.ts";
import type { DomainContext } from "#domain/context.ts";
import { createContract, type LoginMethod } from "#domain/contract/contracts.ts";
import { familyOf } from "#domain/institution/families.ts";
import { loadInstitutions } from "#domain/institution/load.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { createUser } from "#domain/user/create.ts";
import { findUserIn, grantAcquisition, type User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../institutions");

const actor = { kind: "system", name: "test" } as const;

/** The value of a result that a test expects to be accepted. */
export const acceptedValue = <Value>(result: Result<Value, Refusal | readonly unknown[]>): Value => {
  invariant(result.ok, `expected acceptance, got ${JSON.stringify(result)}`);
  return result.value;
};

/** The institutions that come with the product. */
export const shippedInstitutions = (): InstitutionRegistry => acceptedValue(loadInstitutions(FOLDER));

/** One of them. */
export const shippedInstitution = (id: string): InstitutionPolicy => {
  const institution = shippedInstitutions().byId(id);
  invariant(institution !== undefined, `no institution ${id}`);
  return institution;
};

/** What {@link populate} makes. */
export interface Population {
  readonly institution: InstitutionPolicy;
  readonly contractId?: string;
  readonly loginMethod?: LoginMethod;
  /** Users by user ID; a BizSOL user's login ID is `login` and the user ID. */
  readonly users: Readonly<Record<string, UserRole>>;
  /** Undefined: no secrets are stored. They take some 50 ms for everybody together. */
  readonly secrets?: NewSecrets;
  /** Whether the right to acquire is given; true unless told. */
  readonly mayAcquire?: boolean;
}

/** Makes a contract with users, all with the same secrets; gives the users in the order named. */
export const populate = async (context: DomainContext, population: Population): Promise<User[]> => {
  const { institution, secrets, contractId = "90000001", loginMethod = "certificate" } = population;
  const at = context.clock.now();
  const hashes =
    secrets === undefined
      ? undefined
      : acceptedValue(await prepareSecrets(institution, [], secrets, context));
  const hasLoginId = familyOf(institution).identityFields.some((field) => field.name === "loginId");
  return context.database.inInstitution(institution.code, async (tx) => {
    const contract = { contractId, companyName: "試験商事株式会社", loginMethod };
    acceptedValue(await createContract(tx, institution, contract, { at, actor }));
    const users: User[] = [];
    for (const [userId, role] of Object.entries(population.users)) {
      const loginId = hasLoginId ? `login${userId}` : null;
      const mailAddress = `${userId}@customer.example`;
      const draft = { contractId, userId, role, loginId, userName: "試験花子", mailAddress, at };
      const made = acceptedValue(await createUser(tx, institution, { ...draft, language: "ja" }, { actor }));
      if (hashes !== undefined) await storeSecrets(tx, made, hashes, { at, actor });
      if (population.mayAcquire !== false) await grantAcquisition(tx, { user: made.reference, at, actor });
      const user = await findUserIn(tx, made.reference);
      invariant(user !== undefined, "a made user is found");
      users.push(user);
    }
    return users;
  });
};
