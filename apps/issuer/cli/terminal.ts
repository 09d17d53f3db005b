import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** What of the process's terminal is used. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly output: Writable;
}

const CONTROL_C = "\u0003";
const CONTROL_D = "\u0004";

/** Reads a line that is shown while it is typed; undefined: the person stopped. */
const readVisibleLine = async ({ input, output }: Terminal, label: string): Promise<string | undefined> => {
  const lines = createInterface({ input, output, terminal: true });
  const stop = new AbortController();
  lines.once("SIGINT", () => stop.abort());
  lines.once("close", () => stop.abort());
  try {
    return await lines.question(label, { signal: stop.signal });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") return undefined;
    throw error;
  } finally {
    lines.close();
  }
};

/** Reads a line of which nothing is shown, not even its length; undefined: the person stopped. */
const readHiddenLine = ({ input, output }: Terminal, label: string): Promise<string | undefined> => {
  output.write(label);
  input.setRawMode?.(true);
  input.setEncoding("utf8");
  input.resume();
  return new Promise((resolve) => {
    let typed: string[] = [];
    const finish = (line: string | undefined): void => {
      input.off("data", take);
      input.setRawMode?.(false);
      input.pause();
      output.write("\n");
      resolve(line);
    };
    const take = (chunk: string): void => {
      for (const character of chunk) {
        if (character === "\r" || character === "\n") return finish(typed.join(""));
        if (character === CONTROL_C || character === CONTROL_D) return finish(undefined);
        if (character === "\u007f" || character === "\b") typed.pop();
        else if (character === "\u0015") typed = [];
        else if (character >= " ") typed.push(character);
      }
    };
    input.on("data", take);
  });
};

/** Asks for one line. Where there is no terminal, nothing can be asked: undefined. */
export const askLine = async (
  terminal: Terminal,
  label: string,
  options: { readonly hidden: boolean },
): Promise<string | undefined> => {
  if (terminal.input.isTTY !== true) return undefined;
  return options.hidden ? readHiddenLine(terminal, label) : readVisibleLine(terminal, label);
};

/** Reads all of a stream as text. */
export const readAll = async (input: Readable): Promise<string> => {
  input.setEncoding("utf8");
  let all = "";
  for await (const part of input) all += String(part);
  return all;
};
