import { Command } from "commander";
import { makeRegistrationCode } from "#domain/second-factor/user-registration-code/make.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import {
  changingCommand,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

const make = (cli: Cli): Command =>
  changingCommand(
    "make",
    "makes the code that a user enters once, in place of any before; it is printed once, to be handed out",
  )
    .argument("<user>", "<contract>/<user>, or a login ID")
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const order = {
          institution,
          user,
          actor: staffOf(cli, options),
          origin: localOrigin(context.random),
        };
        const made = await context.database.inInstitution(institution.code, (tx) =>
          makeRegistrationCode(context, tx, order),
        );
        const { code, expiresAt } = orRefuse(made);
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { user: nameOfUser(user), registrationCode: code, expiresAt });
      }),
    );

/** `tegata registration-code …` */
export const registrationCodeGroup = (cli: Cli): Command =>
  new Command("registration-code").description("user registration codes").addCommand(make(cli));
