import { Argument, Command } from "commander";
import { contractFactor, endContractFactor } from "#domain/second-factor/contract-factors.ts";
import { workingFactors, type WorkingFactor } from "#domain/second-factor/factors.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import {
  changingCommand,
  contractNamed,
  dangerousCommand,
  demandConfirmation,
  institutionNamed,
  localOrigin,
  staffOf,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

const factorArgument = (): Argument => new Argument("<factor>", "further proof").choices(workingFactors);

const add = (cli: Cli): Command =>
  changingCommand("add", "asks a further proof of the users of a contract, in acquisition and renewal")
    .argument("<contract>", "contract ID")
    .addArgument(factorArgument())
    .action((contractId: string, factor: WorkingFactor, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const contracted = await context.database.inInstitution(institution.code, (tx) =>
          contractFactor(tx, institution, { contractId, factor }, change),
        );
        orRefuse(contracted);
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { contract: contractId, contracted: factor });
      }),
    );

const end = (cli: Cli): Command =>
  dangerousCommand("end", "no longer asks a further proof of the users of a contract")
    .argument("<contract>", "contract ID")
    .addArgument(factorArgument())
    .action((contractId: string, factor: WorkingFactor, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const { companyName } = await contractNamed(context, institution, contractId);
        demandConfirmation(cli, options, {
          institution,
          id: contractId,
          wouldDo: "ask a proof less of the users of this contract",
          facts: { contract: contractId, companyName, factor },
        });
        const actor = staffOf(cli, options);
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const hadIt = await context.database.inInstitution(institution.code, (tx) =>
          endContractFactor(tx, { contractId, factor }, change),
        );
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { contract: contractId, ended: hadIt ? factor : null });
      }),
    );

/** `tegata contract-factor …` */
export const contractFactorGroup = (cli: Cli): Command =>
  new Command("contract-factor")
    .description("further proofs that contracts have contracted")
    .addCommand(add(cli))
    .addCommand(end(cli));
