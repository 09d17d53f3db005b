import { readFile } from "node:fs/promises";
import { accepted, refused, type Result } from "#shared/result.ts";
import { askHidden, type Terminal } from "./hidden-input.ts";

/** Shortest passphrase, in characters. */
export const PASSPHRASE_MIN_CHARACTERS = 12;

const checked = (passphrase: string, where: string): Result<string, string> =>
  passphrase.length < PASSPHRASE_MIN_CHARACTERS
    ? refused(`the passphrase ${where} has fewer than ${PASSPHRASE_MIN_CHARACTERS} characters`)
    : accepted(passphrase);

/** The first line of a file. */
export const passphraseFromFile = async (path: string): Promise<Result<string, string>> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return refused(
      `the passphrase file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return checked(text.split(/\r?\n/, 1)[0] ?? "", `in ${path}`);
};

/** Asks at the terminal, without showing what is typed. Twice when the passphrase is a new one. */
export const promptPassphrase = async (
  terminal: Terminal,
  isNew: boolean,
): Promise<Result<string, string>> => {
  if (!terminal.input.isTTY) {
    return refused("no terminal to ask for the passphrase at: name a file in TEGATA_KEY_PASSPHRASE_FILE");
  }
  const question = "Passphrase of the authority keys: ";
  const [passphrase = "", again = passphrase] = await askHidden(
    terminal,
    isNew ? [question, "Once more: "] : [question],
  );
  return again === passphrase ? checked(passphrase, "typed in") : refused("the two passphrases differ");
};
