import { Command } from "commander";
import { resetAnswers } from "#domain/second-factor/additional-authentication/reset.ts";
import { answersRegisteredAt } from "#domain/second-factor/additional-authentication/state.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import {
  dangerousCommand,
  demandConfirmation,
  institutionNamed,
  localOrigin,
  nameOfUser,
  staffOf,
  userNamed,
  type CommonOptions,
} from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne } from "../table.ts";

const clear = (cli: Cli): Command =>
  dangerousCommand("clear", "clears the answers of a user, who registers new ones at the next login")
    .argument("<user>", "<contract>/<user>, or a login ID")
    .action((name: string, options: CommonOptions) =>
      withSystem(cli, async ({ context }) => {
        const institution = institutionNamed(context.institutions, options.institution);
        const user = await userNamed(context, institution, name);
        const id = nameOfUser(user);
        const registeredAt = await context.database.inInstitution(institution.code, (tx) =>
          answersRegisteredAt(tx, institution, user.reference),
        );
        demandConfirmation(cli, options, {
          institution,
          id,
          wouldDo: "clear the answers and lift their stop",
          facts: { user: id, userName: user.userName, registeredAt },
        });
        const reset = {
          institution,
          user,
          actor: staffOf(cli, options),
          at: context.clock.now(),
          origin: localOrigin(context.random),
        };
        const cleared = orRefuse(
          await context.database.inInstitution(institution.code, (tx) => resetAnswers(tx, reset)),
        );
        const listing = { json: options.json ?? false, timeZone: institution.timeZone };
        printOne(cli, listing, { user: id, cleared });
      }),
    );

/** `tegata additional-answers …` */
export const additionalAnswersGroup = (cli: Cli): Command =>
  new Command("additional-answers")
    .description("answers of the additional authentication")
    .addCommand(clear(cli));
