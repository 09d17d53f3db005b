import { readFile, stat } from "node:fs/promises";
import { accepted, refused, type Result } from "#shared/result.ts";
import { askHidden, type Terminal } from "./hidden-input.ts";

/** Longest PIN, in characters; tokens take 4 to 255. */
export const PIN_MAX_CHARACTERS = 255;

const checked = (pin: string, where: string): Result<string, string> =>
  pin.length === 0 || pin.length > PIN_MAX_CHARACTERS
    ? refused(`the PIN ${where} is empty or has more than ${PIN_MAX_CHARACTERS} characters`)
    : accepted(pin);

/** The first line of a file that nobody but its owner may read. */
export const pinFromFile = async (path: string): Promise<Result<string, string>> => {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      return refused(`the PIN file ${path} can be read by others than its owner: chmod 600 it`);
    }
    const text = await readFile(path, "utf8");
    return checked(text.split(/\r?\n/, 1)[0] ?? "", `in ${path}`);
  } catch (error) {
    return refused(
      `the PIN file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/** Asks at the terminal, without showing what is typed. */
export const promptPin = async (terminal: Terminal, token: string): Promise<Result<string, string>> => {
  if (!terminal.input.isTTY) {
    return refused("no terminal to ask for the PIN at: name a file in TEGATA_PKCS11_PIN_FILE");
  }
  const [pin = ""] = await askHidden(terminal, [`PIN of the token ${token}: `]);
  return checked(pin, "typed in");
};
