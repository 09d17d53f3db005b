import type { Actor, DomainContext } from "#domain/context.ts";
import { createContract, findContractIn } from "#domain/contract/contracts.ts";
import { prepareSecrets } from "#domain/credential/secrets.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { AccountData } from "#domain/registration/account.ts";
import { issueLetter } from "#domain/registration/letter.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { invariant } from "#shared/invariant.ts";
import type { Result } from "#shared/result.ts";

const actor: Actor = { kind: "system", name: "demonstration" };

/** A customer who has the letter and no login ID yet. Made up; the secrets are public. */
export interface DemonstrationLetter extends AccountData {
  /** Short name of the institution. */
  readonly institution: string;
  readonly contractId: string;
  readonly provisionalLoginPassword: string;
  readonly provisionalConfirmationPassword: string;
}

const letters: readonly DemonstrationLetter[] = [
  {
    institution: "hisui",
    contractId: "90010002",
    branchNumber: "001",
    accountType: "ordinary",
    accountNumber: "0123458",
    provisionalLoginPassword: "Kx7wmR4tQ9vb",
    provisionalConfirmationPassword: "Zp3nHs8dLf6c",
  },
];

/** The letters of the institutions that this installation has. */
export const demonstrationLetters = (institutions: InstitutionRegistry): readonly DemonstrationLetter[] =>
  letters.filter(({ institution }) => institutions.byId(institution) !== undefined);

/** Makes the contracts and letters: once, whatever is already there stays as it is. */
export const seedLetters = async (context: DomainContext): Promise<void> => {
  for (const letter of demonstrationLetters(context.institutions)) await seedLetter(context, letter);
};

const seedLetter = async (context: DomainContext, letter: DemonstrationLetter): Promise<void> => {
  const institution = context.institutions.byId(letter.institution);
  invariant(institution !== undefined, "letters are of institutions that exist");
  const { contractId, branchNumber, accountType, accountNumber } = letter;
  const isThere = await context.database.inInstitution(
    institution.code,
    async (tx) => (await findContractIn(tx, contractId)) !== undefined,
  );
  if (isThere) return;
  const secrets = {
    login: letter.provisionalLoginPassword,
    confirmation: letter.provisionalConfirmationPassword,
  };
  const hashes = expectAccepted(await prepareSecrets(institution, [contractId], secrets, context));
  await context.database.inInstitution(institution.code, async (tx) => {
    const change = { at: context.clock.now(), actor };
    const draft = { contractId, companyName: "姫川造船株式会社", loginMethod: "certificate" } as const;
    expectAccepted(await createContract(tx, institution, draft, change));
    const account = { branchNumber, accountType, accountNumber };
    expectAccepted(await issueLetter(tx, institution, { contractId, account, hashes }, change));
  });
};

const expectAccepted = <Value>(result: Result<Value, Refusal>): Value => {
  invariant(result.ok, `the demonstration obeys the rules: ${result.ok ? "" : result.refusal.code}`);
  return result.value;
};
