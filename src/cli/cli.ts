import { userInfo } from "node:os";

/** What a command sees of the terminal: passed in, so that tests run commands without a process. */
export interface Cli {
  readonly environment: NodeJS.ProcessEnv;
  /** Language of refusals and of texts for people. */
  readonly language: "ja" | "en";
  /** Name of whoever works at this terminal, for the audit record, unless `--as` says another. */
  readonly operatingSystemUser: string;
  /** Writes to standard output, with a line end. */
  print(text: string): void;
  /** Writes to standard error, with a line end. */
  complain(text: string): void;
}

const languageOf = (environment: NodeJS.ProcessEnv): "ja" | "en" => {
  const locale = environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "";
  return locale.startsWith("ja") ? "ja" : "en";
};

const currentUserName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return "unknown"; // a container may run under a number that has no name
  }
};

/** The terminal of this process. */
export const processCli = (): Cli => ({
  environment: process.env,
  language: languageOf(process.env),
  operatingSystemUser: currentUserName(),
  print: (text) => process.stdout.write(`${text}\n`),
  complain: (text) => process.stderr.write(`${text}\n`),
});
