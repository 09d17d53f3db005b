import { z } from "zod";
import type { Failure } from "../core/failure.ts";
import type { AskStep, Person, Stage } from "../core/person.ts";
import type { PasswordSource } from "../key-stores/nss/database.ts";
import { terminalCode } from "./terminal-code.ts";
import { askLine, type Terminal } from "./terminal.ts";
import { type Language, stageTexts, texts } from "./texts.ts";

/** A person together with the password of the key store, which is asked for in the same way. */
export interface CommandLinePerson extends Person {
  readonly keyStorePassword: PasswordSource;
}

/** Values known beforehand, by field name. Never secrets: those do not belong on a command line. */
export type KnownValues = Readonly<Record<string, string>>;

const answersSchema = z.record(z.string(), z.string());

/** Name under which `--answers-stdin` carries the password of the key store. */
export const KEY_STORE_PASSWORD = "keyStorePassword";

/** Reads the object of `--answers-stdin`; undefined where it is no object of texts. */
export const parseAnswers = (text: string): Readonly<Record<string, string>> | undefined => {
  try {
    return answersSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Answers from a script: each question is answered once; what is refused stays refused. */
export const scriptedPerson = (
  answers: Readonly<Record<string, string>>,
  known: KnownValues,
  progress: (stage: Stage) => void,
): CommandLinePerson => ({
  answer: async (step, previous) => {
    if (previous !== undefined) return undefined;
    return Object.fromEntries(step.fields.map(({ name }) => [name, answers[name] ?? known[name] ?? ""]));
  },
  progress,
  keyStorePassword: async () => answers[KEY_STORE_PASSWORD],
});

const explain = (terminal: Terminal, language: Language, { code, cause, action }: Failure): void => {
  terminal.output.write(`${code}: ${cause[language]}\n${action[language]}\n`);
};

/** Asks at the terminal. Values given on the command line are not asked for, until they are refused. */
export const terminalPerson = (
  terminal: Terminal,
  language: Language,
  known: KnownValues,
  progress: (stage: Stage) => void,
): CommandLinePerson => {
  const answer = async (
    step: AskStep,
    previous: Failure | undefined,
  ): Promise<Record<string, string> | undefined> => {
    if (previous !== undefined) explain(terminal, language, previous);
    else {
      if (step.text !== undefined) terminal.output.write(`${step.text[language]}\n`);
      if (step.code !== undefined) terminal.output.write(terminalCode(step.code));
    }
    const values: Record<string, string> = {};
    for (const { name, label, secret } of step.fields) {
      const given = secret || previous !== undefined ? undefined : known[name];
      const value = given ?? (await askLine(terminal, `${label[language]}: `, { hidden: secret }));
      if (value === undefined) return undefined;
      values[name] = value;
    }
    return values;
  };
  return {
    answer,
    progress,
    keyStorePassword: () => askLine(terminal, `${texts.keyStorePassword[language]}: `, { hidden: true }),
  };
};

/** Says on `output` how far the work is, each stage once. */
export const stagePrinter = (output: Terminal["output"], language: Language): ((stage: Stage) => void) => {
  let last: Stage | undefined;
  return (stage) => {
    if (stage === last) return;
    last = stage;
    output.write(`${stageTexts[stage][language]}\n`);
  };
};
