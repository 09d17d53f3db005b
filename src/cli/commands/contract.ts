import { Argument, Command, Option } from "commander";
import { setDualApproval } from "#domain/approval/dual-approval.ts";
import { activeCountOfContract } from "#domain/certificate/certificates.ts";
import {
  createContract,
  listContracts,
  switchToCertificates,
  type Contract,
} from "#domain/contract/contracts.ts";
import { listUsers } from "#domain/user/users.ts";
import type { Cli } from "../cli.ts";
import { finishTransitionCommand, planTransitionCommand } from "./contract-transition.ts";
import { initialLetter } from "./initial-letter.ts";
import { orRefuse } from "../exit.ts";
import {
  changingCommand,
  contractNamed,
  dangerousCommand,
  demandConfirmation,
  institutionCommand,
  institutionNamed,
  localOrigin,
  staffOf,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const describe = ({
  contractId,
  companyName,
  loginMethod,
  passwordLoginEndedAt,
  createdAt,
  dualApproval: takesTwo,
}: Contract): Row => ({
  contractId,
  companyName,
  loginMethod,
  passwordLoginEndedAt,
  createdAt,
  dualApproval: takesTwo,
});

const list = (cli: Cli): Command =>
  institutionCommand("list", "the contracts of an institution").action(
    ({ institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const { code, timeZone } = institutionNamed(context.institutions, id);
        printRows(cli, { json, timeZone }, (await listContracts(context, code)).map(describe));
      }),
  );

const show = (cli: Cli): Command =>
  institutionCommand("show", "a contract with its counts")
    .argument("<contract>", "contract ID")
    .action((contractId: string, { institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, id);
        const contract = await contractNamed(context, institution, contractId);
        const users = await listUsers(context, institution.code, contractId);
        printOne(
          cli,
          { json, timeZone: institution.timeZone },
          {
            ...describe(contract),
            users: users.length,
            certificates: await activeCountOfContract(context, contract),
          },
        );
      }),
    );

interface CreateOptions extends CommonOptions {
  readonly company: string;
  readonly login: "certificate" | "password";
}

const create = (cli: Cli): Command =>
  changingCommand("create", "makes a contract")
    .argument("<contract>", "contract ID, 1 to 20 characters")
    .requiredOption("--company <name>", "name of the company")
    .addOption(
      new Option("--login <method>", "how its users log in")
        .choices(["certificate", "password"])
        .default("certificate"),
    )
    .action((contractId: string, options: CreateOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const draft = { contractId, companyName: options.company, loginMethod: options.login };
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const made = await context.database.inInstitution(institution.code, (tx) =>
          createContract(tx, institution, draft, change),
        );
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, describe(orRefuse(made)));
      }),
    );

const switchCommand = (cli: Cli): Command =>
  dangerousCommand(
    "switch-to-certificates",
    "moves a contract from ID and password to certificates, for good",
  )
    .argument("<contract>", "contract ID")
    .action((contractId: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const contract = await contractNamed(context, institution, contractId);
        const { passwordLoginEnds } = institution.login;
        demandConfirmation(cli, options, {
          institution,
          id: contractId,
          wouldDo: "switch the contract to certificates",
          facts: { ...describe(contract), passwordLoginEnds },
        });
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const switched = await context.database.inInstitution(institution.code, (tx) =>
          switchToCertificates(tx, institution, contractId, change),
        );
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, describe(orRefuse(switched)));
      }),
    );

const dualApproval = (cli: Cli): Command =>
  changingCommand("dual-approval", "has acts of administrators approved by a second one, or no longer")
    .argument("<contract>", "contract ID")
    .addArgument(new Argument("<switch>", "on or off").choices(["on", "off"]))
    .action((contractId: string, to: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        const asked = { contractId, dualApproval: to === "on" };
        const changed = await context.database.inInstitution(institution.code, (tx) =>
          setDualApproval(tx, institution, asked, change),
        );
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, describe(orRefuse(changed)));
      }),
    );

/** `tegata contract …` */
export const contractGroup = (cli: Cli): Command =>
  new Command("contract")
    .description("customers' contracts")
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(create(cli))
    .addCommand(switchCommand(cli))
    .addCommand(planTransitionCommand(cli))
    .addCommand(finishTransitionCommand(cli))
    .addCommand(dualApproval(cli))
    .addCommand(initialLetter(cli));
