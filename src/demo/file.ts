import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { demonstrationLetters, type DemonstrationLetter } from "./letters.ts";
import {
  demonstrationContracts,
  factorContracts,
  type DemonstrationContract,
  type DemonstrationPerson,
} from "./people.ts";

/** Where the running demonstration is reached. */
export interface DemonstrationAddresses {
  /** By the institution's short name. */
  readonly portal: Readonly<Record<string, string>>;
  readonly enrollment: string;
  readonly validation: string;
  readonly operations: string;
  /** PEM: who signed the demonstration's TLS servers. */
  readonly serverCaFile: string;
  /** PEM: who issues the client certificates. */
  readonly clientCaFile: string;
  /** Page that shows the mail. */
  readonly mail: string;
}

/** A user in `var/demo.json`: `loginId`, `loginPassword`, `confirmationPassword`, or `pin`, `confirmationPin`. */
export type DemonstrationUser = Readonly<Record<string, string>>;

/** `var/demo.json`. */
export interface DemonstrationFile extends DemonstrationAddresses {
  readonly users: readonly DemonstrationUser[];
  /** Customers who have the letter for ログインID取得 and no login ID yet. */
  readonly initialRegistrations: readonly DemonstrationLetter[];
  /** Users of contracts that have further proofs; `furtherProofs` names them, with a space between. */
  readonly furtherProofUsers: readonly DemonstrationUser[];
}

/** The users of the demonstration with the family's field names. */
export const demonstrationUsers = (institutions: InstitutionRegistry): DemonstrationUser[] =>
  demonstrationContracts.flatMap((contract) => {
    const institution = institutions.byId(contract.institution);
    if (institution === undefined) return [];
    return contract.people.map((person) => describePerson(contract, person, familyOf(institution)));
  });

/** The users of contracts with further proofs. */
export const furtherProofUsers = (institutions: InstitutionRegistry): DemonstrationUser[] =>
  factorContracts.flatMap((contract) => {
    const institution = institutions.byId(contract.institution);
    if (institution === undefined) return [];
    const furtherProofs = contract.factors.join(" ");
    return contract.people.map((person) => ({
      ...describePerson(contract, person, familyOf(institution)),
      furtherProofs,
    }));
  });

const describePerson = (
  { institution, contractId }: DemonstrationContract,
  person: DemonstrationPerson,
  { secretFields }: ReturnType<typeof familyOf>,
): DemonstrationUser => ({
  institution,
  contractId,
  userId: person.userId,
  role: person.role,
  ...(person.loginId === null ? {} : { loginId: person.loginId }),
  [secretFields.login.name]: person.login,
  [secretFields.confirmation.name]: person.confirmation,
});

/** Writes `demo.json`, whole or not at all; gives its path. */
export const writeDemonstration = async (
  varDirectory: string,
  addresses: DemonstrationAddresses,
  institutions: InstitutionRegistry,
): Promise<string> => {
  const file: DemonstrationFile = {
    ...addresses,
    users: demonstrationUsers(institutions),
    initialRegistrations: demonstrationLetters(institutions),
    furtherProofUsers: furtherProofUsers(institutions),
  };
  const path = join(varDirectory, "demo.json");
  await mkdir(varDirectory, { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
  await rename(`${path}.new`, path);
  return path;
};
