import { Command, CommanderError } from "commander";
import { VERSION } from "../version.ts";
import { type DeleteOptions, remove } from "./commands/delete.ts";
import { doctor } from "./commands/doctor.ts";
import { issue } from "./commands/issue.ts";
import { list, type ListOptions } from "./commands/list.ts";
import { renew, type RenewOptions } from "./commands/renew.ts";
import { runWindow, type WindowOptions } from "../window/main.ts";
import { EXIT, exitCodes } from "./exit-codes.ts";
import {
  type CommonOptions,
  type IssueCommandOptions,
  withCommonOptions,
  withObtainOptions,
} from "./options.ts";

const finish = (exitCode: number): void => {
  process.exitCode = exitCode;
};

const collect = (value: string, all: readonly string[]): string[] => [...all, value];

/** As commander gives them. */
type WindowCommandOptions = Omit<WindowOptions, "browserArguments" | "link"> & {
  readonly browserArgument: readonly string[];
};

const program = new Command("tegata-issuer")
  .description(
    "Obtains, renews, lists and deletes the client certificates of Tegata's institutions on this PC.",
  )
  .version(VERSION)
  .exitOverride();

withObtainOptions(program.command("issue").description("obtain a certificate"))
  .option("--replace", "revoke the certificate on your former PC on the way (two steps)", false)
  .action(async (options: IssueCommandOptions) => finish(await issue(options)));
withObtainOptions(program.command("renew").description("replace a certificate before it expires"))
  .argument("[serial]", "its serial number, or the beginning of it; needed where there are several")
  .option("--delete-old", "delete the former certificate after success", false)
  .action(async (serial: string | undefined, options: RenewOptions) => finish(await renew(serial, options)));
withCommonOptions(program.command("list").description("list the certificates on this PC"))
  .option("--offline", "do not ask the validation authority", false)
  .action(async (options: ListOptions) => finish(await list(options)));
withCommonOptions(
  program.command("delete").description("remove a certificate and its key from this PC (two steps)"),
)
  .argument("[serial]", "its serial number, or the beginning of it")
  .option("--confirm <serial>", "second step: the whole serial number")
  .action(async (serial: string | undefined, options: DeleteOptions) =>
    finish(await remove(serial, options)),
  );
withCommonOptions(
  program.command("doctor").description("find out what keeps this PC from obtaining a certificate"),
).action(async (options: CommonOptions) => finish(await doctor(options)));

withCommonOptions(program.command("window").description("open the window, where all of this is done by hand"))
  .argument("[link]", "a link of the portal, tegata-issuer://…")
  .option("--browser-argument <argument>", "one more argument for the browser that shows it", collect, [])
  .option("--print-address", "print an address that opens it once, instead of opening it", false)
  .action(async (link: string | undefined, options: WindowCommandOptions) => {
    const { browserArgument: browserArguments, ...rest } = options;
    finish(await runWindow({ ...rest, browserArguments, ...(link === undefined ? {} : { link }) }));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    finish(EXIT.fault);
  } else finish(error.exitCode === 0 ? EXIT.success : exitCodes.input);
}
