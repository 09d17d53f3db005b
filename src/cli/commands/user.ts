import { Command, Option } from "commander";
import { prepareSecrets, stopsOfUser, storeSecrets, unlockCredentials } from "#domain/credential/secrets.ts";
import type { DomainContext } from "#domain/context.ts";
import { grantAcquisition } from "#domain/enrollment/grant.ts";
import { familyOf } from "#domain/institution/families.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import { createUser } from "#domain/user/create.ts";
import { resumeUser, suspendUser } from "#domain/user/suspend.ts";
import { listUsers, type User, type UserChange } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import { randomSecret } from "#domain/credential/random-secret.ts";
import {
  changingCommand,
  contractNamed,
  dangerousCommand,
  demandConfirmation,
  institutionCommand,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { deleteCommand } from "./user-deletion.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const describe = (user: User): Row => ({
  user: nameOfUser(user),
  role: user.role,
  loginId: user.loginId,
  userName: user.userName,
  mailAddress: user.mailAddress,
  state: user.state,
  acquisitionGrantedAt: user.acquisitionGrantedAt,
  passwordLoginEndedAt: user.passwordLoginEndedAt,
});

const withStops = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Row> => {
  const stops = await context.database.inInstitution(institution.code, (tx) =>
    stopsOfUser(tx, institution, user, context.clock.now()),
  );
  const stopped = Object.entries(stops).map(([kind, stop]) =>
    stop.kind === "permanent" ? kind : `${kind} until ${stop.until.toString()}`,
  );
  return { ...describe(user), stopped };
};

const list = (cli: Cli): Command =>
  institutionCommand("list", "the users of a contract, and which of their secrets are stopped")
    .argument("<contract>", "contract ID")
    .action((contractId: string, { institution: id, json = false }: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, id);
        await contractNamed(context, institution, contractId);
        const rows: Row[] = [];
        for (const user of await listUsers(context, institution.code, contractId))
          rows.push(await withStops(context, institution, user));
        printRows(cli, { json, timeZone: institution.timeZone }, rows);
      }),
    );

interface CreateOptions extends CommonOptions {
  readonly name: string;
  readonly role: UserRole;
  readonly loginId?: string;
  readonly mail?: string;
  readonly language: "ja" | "en";
}

/** Secrets made by the machine, shown once: the customer gets them on paper and changes them. */
const provisionalSecrets = async (context: DomainContext, institution: InstitutionPolicy) => {
  const secrets = {
    login: randomSecret(institution, context.random),
    confirmation: randomSecret(institution, context.random),
  };
  const hashes = orRefuse(await prepareSecrets(institution, [], secrets, context));
  const { login, confirmation } = familyOf(institution).secretFields;
  return { hashes, told: { [login.name]: secrets.login, [confirmation.name]: secrets.confirmation } };
};

const create = (cli: Cli): Command =>
  changingCommand("create", "makes a user with provisional secrets, which are printed once")
    .argument("<user>", "<contract>/<user>")
    .requiredOption("--name <name>", "the person's name, up to 30 characters")
    .addOption(
      new Option("--role <role>", "the user's role")
        .choices(["master", "administrator", "user"])
        .default("user"),
    )
    .option("--login-id <id>", "login ID (BizSOL family), 6 to 12 half-width letters and digits")
    .option("--mail <address>", "mail address")
    .addOption(new Option("--language <language>", "language of mails").choices(["ja", "en"]).default("ja"))
    .action((name: string, options: CreateOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const actor = staffOf(cli, options);
        const origin = localOrigin(context.random);
        const [contractId = "", userId = ""] = name.split("/");
        const { hashes, told } = await provisionalSecrets(context, institution);
        const at = context.clock.now();
        const draft = {
          contractId,
          userId,
          role: options.role,
          loginId: options.loginId ?? null,
          userName: options.name,
          mailAddress: options.mail ?? null,
          language: options.language,
          at,
        };
        const user = await context.database.inInstitution(institution.code, async (tx) => {
          const made = await createUser(tx, institution, draft, { actor, origin });
          if (made.ok) await storeSecrets(tx, made.value, hashes, { at, actor, origin });
          return made;
        });
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, { ...describe(orRefuse(user)), ...told });
      }),
    );

type Act = (
  tx: InstitutionTransaction,
  change: UserChange,
  user: User,
  institution: InstitutionPolicy,
) => Promise<unknown>;

/** Does one act on one user in one transaction and prints how the user stands afterwards. */
const actOn = (cli: Cli, name: string, options: CommonOptions, act: Act, wouldDo?: string): Promise<void> =>
  withSystem(cli, async ({ context }) => {
    const institution = institutionNamed(context.institutions, options.institution);
    const user = await userNamed(context, institution, name);
    const actor = staffOf(cli, options);
    if (wouldDo !== undefined) {
      const facts = await withStops(context, institution, user);
      demandConfirmation(cli, options, { institution, id: nameOfUser(user), wouldDo, facts });
    }
    const change = {
      user: user.reference,
      at: context.clock.now(),
      actor,
      origin: localOrigin(context.random),
    };
    await context.database.inInstitution(institution.code, (tx) => act(tx, change, user, institution));
    const now = await userNamed(context, institution, nameOfUser(user));
    const { timeZone } = institution;
    printOne(cli, { json: options.json ?? false, timeZone }, await withStops(context, institution, now));
  });

const WHO = "<contract>/<user>, or the login ID";

const suspend = (cli: Cli): Command =>
  dangerousCommand("suspend", "stops a user: no login, no acquisition; open sessions end")
    .argument("<user>", WHO)
    .action((name: string, options: CommonOptions) =>
      actOn(cli, name, options, suspendUser, "suspend the user and end open sessions"),
    );

const resume = (cli: Cli): Command =>
  changingCommand("resume", "lifts a suspension")
    .argument("<user>", WHO)
    .action((name: string, options: CommonOptions) => actOn(cli, name, options, resumeUser));

const unlock = (cli: Cli): Command =>
  changingCommand("unlock", "lifts the stops of a user's secrets and forgets the failures")
    .argument("<user>", WHO)
    .action((name: string, options: CommonOptions) =>
      actOn(cli, name, options, (tx, change, user, institution) =>
        unlockCredentials(tx, institution, user, change),
      ),
    );

const grant = (cli: Cli): Command =>
  changingCommand(
    "grant-acquisition",
    "gives the right to acquire a certificate (again); the deadline starts anew",
  )
    .argument("<user>", WHO)
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const right = await grantAcquisition(context, {
          institution,
          user: user.reference,
          actor: staffOf(cli, options),
          origin: localOrigin(context.random),
        });
        const { deadline } = orRefuse(right);
        const now = await userNamed(context, institution, nameOfUser(user));
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, { ...describe(now), deadline });
      }),
    );

const resetSecrets = (cli: Cli): Command =>
  dangerousCommand("reset-secrets", "gives a user new provisional secrets, printed once, and lifts stops")
    .argument("<user>", WHO)
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const actor = staffOf(cli, options);
        demandConfirmation(cli, options, {
          institution,
          id: nameOfUser(user),
          wouldDo: "replace both secrets of the user",
          facts: await withStops(context, institution, user),
        });
        const { hashes, told } = await provisionalSecrets(context, institution);
        const change = { at: context.clock.now(), actor, origin: localOrigin(context.random) };
        await context.database.inInstitution(institution.code, async (tx) => {
          await storeSecrets(tx, user, hashes, change);
          await unlockCredentials(tx, institution, user, change);
          await endSessionsOfUser(tx, { ...change, user: user.reference, reason: "secretsChanged" });
        });
        const { timeZone } = institution;
        printOne(cli, { json: options.json ?? false, timeZone }, { user: nameOfUser(user), ...told });
      }),
    );

/** `tegata user …` */
export const userGroup = (cli: Cli): Command =>
  new Command("user")
    .description("users of contracts")
    .addCommand(list(cli))
    .addCommand(create(cli))
    .addCommand(suspend(cli))
    .addCommand(resume(cli))
    .addCommand(deleteCommand(cli))
    .addCommand(unlock(cli))
    .addCommand(grant(cli))
    .addCommand(resetSecrets(cli));
