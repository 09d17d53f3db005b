import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { accepted, refused, type Result } from "#shared/result.ts";

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
  terminal: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream },
  isNew: boolean,
): Promise<Result<string, string>> => {
  if (!terminal.input.isTTY) {
    return refused("no terminal to ask for the passphrase at: name a file in TEGATA_KEY_PASSPHRASE_FILE");
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: terminal.input, output: silent, terminal: true });
  const ask = (question: string): Promise<string> =>
    new Promise((resolve) => {
      terminal.output.write(question);
      lines.question("", (answer) => {
        terminal.output.write("\n");
        resolve(answer);
      });
    });
  try {
    const passphrase = await ask("Passphrase of the authority keys: ");
    if (isNew && (await ask("Once more: ")) !== passphrase) return refused("the two passphrases differ");
    return checked(passphrase, "typed in");
  } finally {
    lines.close();
  }
};
