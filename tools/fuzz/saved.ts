import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
import path from "node:path";

/** Inputs that are kept with the sources: what was found (one file each), and a small corpus (base64, a line each). */
export const REGRESSIONS = path.join(import.meta.dirname, "../../test/fuzz-regressions");
const CORPUS = "corpus.txt";

export interface SavedInput {
  readonly name: string;
  readonly input: Buffer;
}

/** Inputs of a target that once were findings. */
export const savedFindings = (target: string): SavedInput[] => {
  const folder = path.join(REGRESSIONS, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".bin"))
    .sort()
    .map((name) => ({ name, input: readFileSync(path.join(folder, name)) }));
};

/** Inputs of a target that reach its branches. */
export const savedCorpus = (target: string): Buffer[] => {
  const file = path.join(REGRESSIONS, target, CORPUS);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.length > 0)
    .map((line) => (line === "-" ? Buffer.alloc(0) : Buffer.from(line, "base64")));
};

/** Most octets of a corpus that is kept. */
const MAX_CORPUS_BYTES = 32_768;

/** Keeps a corpus: the smallest inputs first, as many as make up 32 KiB. */
export const saveCorpus = (target: string, inputs: readonly Buffer[]): void => {
  const sorted = inputs.toSorted((left, right) => left.length - right.length || Buffer.compare(left, right));
  let left = MAX_CORPUS_BYTES;
  const kept = sorted.filter((input) => (left -= input.length) >= 0);
  const lines = kept.map((input) => (input.length === 0 ? "-" : input.toString("base64")));
  mkdirSync(path.join(REGRESSIONS, target), { recursive: true });
  writeFileSync(path.join(REGRESSIONS, target, CORPUS), `${lines.join("\n")}\n`);
};

/** Keeps a finding; its name says what it was. Gives the file back. */
export const saveFinding = (target: string, kind: string, input: Buffer): string => {
  const folder = path.join(REGRESSIONS, target);
  mkdirSync(folder, { recursive: true });
  const name = kind
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 80);
  const file = path.join(folder, `${name}.bin`);
  writeFileSync(file, input);
  return file;
};
