import { unlink } from "node:fs/promises";
import { z } from "zod";
import { readIfThere, writeOnce } from "./files.ts";
import type { Item } from "./minutes.ts";
import { refuse } from "./step.ts";

/** The minutes of a step. */
export interface Minutes {
  readonly step: string;
  readonly title: string;
  readonly place?: string | undefined;
  readonly operators: readonly { readonly name: string; readonly role: string }[];
  readonly begunAt: string;
  readonly endedAt: string;
  /** The step took up what an interrupted run had left. */
  readonly wasInterrupted: boolean;
  /** The step's own file. */
  readonly file: { readonly path: string; readonly sha256: string };
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly items: readonly Item[];
}

/** What is written before anything is made, and removed when the minutes are there. */
const begunSchema = z.strictObject({ seal: z.string(), begunAt: z.iso.datetime() });
export type Begun = z.infer<typeof begunSchema>;

const begunPath = (record: string): string => `${record}.begun`;

const alreadyHeld = (record: string): never =>
  refuse({ code: "CEREMONY_ALREADY_HELD", detail: record, facts: { record } });

/** Refused: CEREMONY_ALREADY_HELD where the minutes are there. */
export const demandUnheld = async (record: string): Promise<void> => {
  if ((await readIfThere(record)) !== undefined) alreadyHeld(record);
};

const parseBegun = (text: string): Begun | undefined => {
  try {
    return begunSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** What an interrupted run left; undefined: there was none. Refused: CEREMONY_CHANGED. */
export const readBegun = async (record: string, seal: string): Promise<Begun | undefined> => {
  const contents = await readIfThere(begunPath(record));
  if (contents === undefined) return undefined;
  const begun = parseBegun(contents.toString("utf8"));
  if (begun?.seal === seal) return begun;
  const detail = `${begunPath(record)} is of ${begun?.seal ?? "nothing known"}, not ${seal}`;
  return refuse({ code: "CEREMONY_CHANGED", detail });
};

export const writeBegun = async (record: string, begun: Begun): Promise<void> => {
  // Another run that began at the same moment has the name.
  if (!(await writeOnce(begunPath(record), `${JSON.stringify(begun)}\n`))) alreadyHeld(record);
};

export const removeBegun = (record: string): Promise<void> => unlink(begunPath(record));

export const writeMinutes = async (record: string, minutes: Minutes): Promise<void> => {
  if (!(await writeOnce(record, `${JSON.stringify(minutes, undefined, 2)}\n`))) alreadyHeld(record);
  await removeBegun(record);
};
