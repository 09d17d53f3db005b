import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Where a person types. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Asks questions one after the other at the terminal, without showing what is typed. */
export const askHidden = async (
  terminal: Terminal,
  questions: readonly string[],
): Promise<readonly string[]> => {
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
    const answers: string[] = [];
    for (const question of questions) answers.push(await ask(question));
    return answers;
  } finally {
    lines.close();
  }
};
