import { type Command, InvalidArgumentError, Option } from "commander";
import { type KeyAlgorithmName, keyAlgorithmSchema } from "#wire/enrollment.ts";
import type { Language } from "./texts.ts";

/** Where a running demonstration is. */
export const DEFAULT_SERVER = "https://localhost:8446";

/** Options that every command takes. */
export interface CommonOptions {
  readonly server?: URL;
  readonly institution?: string;
  readonly serverCa?: string;
  readonly browser: "chromium" | "firefox";
  readonly nssDatabase?: string;
  readonly language?: Language;
  readonly json: boolean;
  readonly answersStdin: boolean;
}

/** Options of `issue` and `renew`. */
export interface ObtainCommandOptions extends CommonOptions {
  readonly loginId?: string;
  readonly contractId?: string;
  readonly userId?: string;
  readonly keyAlgorithm?: KeyAlgorithmName;
  readonly deviceName?: string;
}

/** Options of `issue` alone. */
export interface IssueCommandOptions extends ObtainCommandOptions {
  readonly replace: boolean;
}

const serverUrl = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username !== "" || (url.pathname !== "/" && url.pathname !== "")) {
    throw new InvalidArgumentError("an address like https://host:port is wanted.");
  }
  return url;
};

const institutionId = (text: string): string => {
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(text))
    throw new InvalidArgumentError("a short name like hisui is wanted.");
  return text;
};

/** Adds the options of every command. */
export const withCommonOptions = (command: Command): Command =>
  command
    .option(
      "--server <address>",
      `address of the registration authority (default: ${DEFAULT_SERVER})`,
      serverUrl,
    )
    .option("--institution <id>", "the institution's short name, e.g. hisui", institutionId)
    .option(
      "--server-ca <file>",
      "PEM file with the authority of the server's certificate; else the system's",
    )
    .addOption(
      new Option("--browser <name>", "whose certificate database to use")
        .choices(["chromium", "firefox"])
        .default("chromium"),
    )
    .option("--nss-database <directory>", "use this NSS database instead")
    .addOption(new Option("--language <language>", "else by the OS").choices(["ja", "en"]))
    .option("--json", "machine-readable answer on standard output; progress goes to standard error", false)
    .option(
      "--answers-stdin",
      "read a JSON object {field: value} from standard input instead of asking",
      false,
    );

/** Adds the options of `issue` and `renew`. */
export const withObtainOptions = (command: Command): Command =>
  withCommonOptions(command)
    .option("--login-id <id>", "login ID, so that it is not asked for")
    .option("--contract-id <id>", "contract ID, so that it is not asked for")
    .option("--user-id <id>", "user ID, so that it is not asked for")
    .addOption(
      new Option("--key-algorithm <name>", "else the institution's first choice").choices(
        keyAlgorithmSchema.options,
      ),
    )
    .option("--device-name <name>", "how this PC is called in lists (default: its host name)");
