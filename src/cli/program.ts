import { Command, CommanderError } from "commander";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { Cli } from "./cli.ts";
import { caGroup } from "./ca/ca.ts";
import { auditGroup } from "./commands/audit.ts";
import { backupCommand } from "./commands/backup.ts";
import { certificateGroup } from "./commands/certificate.ts";
import { additionalAnswersGroup } from "./commands/additional-answers.ts";
import { contractFactorGroup } from "./commands/contract-factor.ts";
import { contractGroup } from "./commands/contract.ts";
import { contractorConfirmationGroup } from "./commands/contractor-confirmation.ts";
import { crlGroup } from "./commands/crl.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { enrollmentTokenGroup } from "./commands/enrollment-token.ts";
import { institutionGroup } from "./commands/institution.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { registrationCodeGroup } from "./commands/registration-code.ts";
import { restoreGroup } from "./commands/restore.ts";
import { serveCommand } from "./commands/serve.ts";
import { mailGroup } from "./commands/mail.ts";
import { noticeGroup } from "./commands/notice.ts";
import { tokenGroup } from "./commands/token.ts";
import { userGroup } from "./commands/user.ts";
import {
  CommandEnded,
  CommandRefused,
  ConfirmationMissing,
  EnvironmentError,
  exitCodes,
  UsageError,
} from "./exit.ts";

const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  refused by a rule, or a dangerous act without its --confirm; nothing was changed
  2  the command line is wrong
  3  settings, files, database or keys are not as they must be`;

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)];

/** The whole command line. */
export const buildProgram = (cli: Cli): Command => {
  const program = new Command("tegata")
    .description("Electronic client certificates for business internet banking.")
    .addHelpText("after", EXIT_CODES_HELP)
    .enablePositionalOptions()
    .addCommand(serveCommand())
    .addCommand(migrateCommand(cli))
    .addCommand(caGroup(cli))
    .addCommand(institutionGroup(cli))
    .addCommand(contractGroup(cli))
    .addCommand(contractFactorGroup(cli))
    .addCommand(contractorConfirmationGroup(cli))
    .addCommand(userGroup(cli))
    .addCommand(certificateGroup(cli))
    .addCommand(crlGroup(cli))
    .addCommand(enrollmentTokenGroup(cli))
    .addCommand(tokenGroup(cli))
    .addCommand(additionalAnswersGroup(cli))
    .addCommand(registrationCodeGroup(cli))
    .addCommand(noticeGroup(cli))
    .addCommand(mailGroup(cli))
    .addCommand(auditGroup(cli))
    .addCommand(backupCommand(cli))
    .addCommand(restoreGroup(cli))
    .addCommand(doctorCommand(cli));
  for (const command of everyCommand(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => cli.print(text.trimEnd()),
      writeErr: (text) => cli.complain(text.trimEnd()),
    });
  }
  return program;
};

/** Tells what ended a command and gives its exit code; what is none of the expected ends is a bug and thrown on. */
const explain = (cli: Cli, error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof CommandEnded) return error.exitCode;
  if (error instanceof CommandRefused) {
    const { cause, action } = describeRefusal(error.refusal);
    cli.complain(
      `${error.refusal.code}: ${cause[cli.language]}\n${action[cli.language]} (${error.refusal.detail})`,
    );
    return exitCodes.refused;
  }
  if (error instanceof ConfirmationMissing) {
    cli.complain(error.message);
    return exitCodes.refused;
  }
  if (error instanceof UsageError) {
    cli.complain(`error: ${error.message}`);
    return exitCodes.usage;
  }
  if (error instanceof EnvironmentError) {
    cli.complain(error.message);
    return exitCodes.environment;
  }
  throw error;
};

/** Runs one command line (without node and script); gives the exit code. */
export const runCli = async (cli: Cli, words: readonly string[]): Promise<number> => {
  try {
    await buildProgram(cli).parseAsync([...words], { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return explain(cli, error);
  }
};
