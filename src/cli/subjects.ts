import { Command } from "commander";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import { findContract, type Contract } from "#domain/contract/contracts.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { findUser, findUserByLoginId, type User } from "#domain/user/users.ts";
import { newSupportId } from "#shared/ids.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Cli } from "./cli.ts";
import { CommandRefused, ConfirmationMissing, UsageError } from "./exit.ts";
import { printOne, type Row } from "./table.ts";

/** Options that most commands share. */
export interface CommonOptions {
  readonly institution: string;
  readonly json?: boolean;
  readonly as?: string;
  readonly confirm?: string;
}

/** A subcommand about one institution, with `--institution` and `--json`. */
export const institutionCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .requiredOption("-i, --institution <id>", "short name of the institution")
    .option("--json", "print JSON");

/** The same for a command that changes something: with `--as`. */
export const changingCommand = (name: string, description: string): Command =>
  institutionCommand(name, description).option(
    "--as <name>",
    "name of whoever does it, for the audit record (default: the operating system's user)",
  );

/** The same for a dangerous act: it is described, and done only when `--confirm` repeats what it is done to. */
export const dangerousCommand = (name: string, description: string): Command =>
  changingCommand(name, `${description}; needs --confirm`).option(
    "--confirm <id>",
    "do it: repeat what it is done to",
  );

/** Who works at the terminal. */
export const staffOf = (cli: Cli, { as: name }: Pick<CommonOptions, "as">): Actor => {
  const given = name ?? cli.operatingSystemUser;
  if (given.length === 0 || given.length > 60 || /\p{Cc}/u.test(given))
    throw new UsageError("--as takes a name of 1 to 60 characters");
  return { kind: "staff", name: given };
};

/** Where a command comes from. */
export const localOrigin = (random: RandomSource): Origin => ({
  address: "local",
  supportId: newSupportId(random),
});

export const institutionNamed = (institutions: InstitutionRegistry, id: string): InstitutionPolicy => {
  const institution = institutions.byId(id);
  if (institution !== undefined) return institution;
  const known = institutions.all.map((one) => one.id).join(", ");
  throw new CommandRefused({ code: "INSTITUTION_UNKNOWN", detail: `no ${id}; there are ${known}` });
};

export const contractNamed = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<Contract> => {
  const contract = await findContract(context, institution.code, contractId);
  if (contract !== undefined) return contract;
  throw new CommandRefused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
};

/** The user whom `<contract>/<user>` names, or a login ID where the family has them. */
export const userNamed = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  name: string,
): Promise<User> => {
  const [contractId = "", userId, ...rest] = name.split("/");
  const hasLoginId = familyOf(institution).identityFields.some((field) => field.name === "loginId");
  if (rest.length > 0 || (userId === undefined && !hasLoginId))
    throw new UsageError(`a user is named <contract>/<user>, not ${name}`);
  const user =
    userId === undefined
      ? await findUserByLoginId(context, institution.code, contractId)
      : await findUser(context, { institutionCode: institution.code, contractId, userId });
  if (user !== undefined && user.deletedAt === null) return user;
  throw new CommandRefused({ code: "USER_UNKNOWN", detail: `no user ${name}` });
};

/** `<contract>/<user>` */
export const nameOfUser = ({ reference }: Pick<User, "reference">): string =>
  `${reference.contractId}/${reference.userId}`;

/** What a dangerous act would do. */
export interface DangerousAct {
  readonly institution: InstitutionPolicy;
  /** What it is done to; `--confirm` must repeat it. */
  readonly id: string;
  readonly wouldDo: string;
  readonly facts: Row;
}

/** Lets a dangerous act go on only when `--confirm` repeats its ID; otherwise says what would happen. */
export const demandConfirmation = (cli: Cli, options: CommonOptions, act: DangerousAct): void => {
  if (options.confirm === act.id) return;
  const listing = { json: options.json ?? false, timeZone: act.institution.timeZone };
  printOne(cli, listing, { wouldDo: act.wouldDo, ...act.facts });
  const said =
    options.confirm === undefined
      ? "Nothing was changed."
      : `Nothing was changed: ${options.confirm} is not it.`;
  throw new ConfirmationMissing(`${said} To do it, repeat the command with --confirm ${act.id}`);
};
