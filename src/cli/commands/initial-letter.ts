import { Option, type Command } from "commander";
import type { DomainContext } from "#domain/context.ts";
import { prepareSecrets } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { accountSchema, type AccountData } from "#domain/registration/account.ts";
import { issueLetter } from "#domain/registration/letter.ts";
import type { Cli } from "../cli.ts";
import { CommandRefused, orRefuse } from "../exit.ts";
import { randomSecret } from "#domain/credential/random-secret.ts";
import { changingCommand, institutionNamed, localOrigin, staffOf, type CommonOptions } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

interface LetterOptions extends CommonOptions {
  readonly branch: string;
  readonly accountType: AccountData["accountType"];
  readonly account: string;
}

const accountOf = ({ branch, accountType, account }: LetterOptions): AccountData => {
  const parsed = accountSchema.safeParse({ branchNumber: branch, accountType, accountNumber: account });
  if (parsed.success) return parsed.data;
  throw new CommandRefused({ code: "REGISTRATION_ACCOUNT_INVALID", detail: "3 and 7 digits" });
};

const provisional = async (context: DomainContext, institution: InstitutionPolicy) => {
  const secrets = {
    login: randomSecret(institution, context.random),
    confirmation: randomSecret(institution, context.random),
  };
  return { secrets, hashes: orRefuse(await prepareSecrets(institution, [], secrets, context)) };
};

/** `tegata contract initial-letter …` */
export const initialLetter = (cli: Cli): Command =>
  changingCommand(
    "initial-letter",
    "makes the provisional passwords with which a new contract's master obtains a login ID; they are printed once, for the letter",
  )
    .argument("<contract>", "contract ID")
    .requiredOption("--branch <number>", "branch number, 3 digits")
    .addOption(
      new Option("--account-type <type>", "ordinary (普通) or current (当座)")
        .choices(["ordinary", "current"])
        .default("ordinary"),
    )
    .requiredOption("--account <number>", "account number, 7 digits")
    .action((contractId: string, options: LetterOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const account = accountOf(options);
        const { secrets, hashes } = await provisional(context, institution);
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const letter = await context.database.inInstitution(institution.code, (tx) =>
          issueLetter(tx, institution, { contractId, account, hashes }, change),
        );
        const { expiresAt } = orRefuse(letter);
        printOne(
          cli,
          { json: options.json ?? false, timeZone: institution.timeZone },
          {
            contractId,
            ...account,
            provisionalLoginPassword: secrets.login,
            provisionalConfirmationPassword: secrets.confirmation,
            expiresAt,
          },
        );
      }),
    );
