import { readyKey } from "#domain/certificate-authority/ready-keys.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { encodePem } from "#pki/pem.ts";
import type { Clock } from "#shared/clock.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Cli } from "../../cli.ts";
import { CommandRefused, orRefuse } from "../../exit.ts";
import { withSystem } from "../../system.ts";
import type { Row } from "../../table.ts";
import { derOf, readIfThere, writeOnce } from "./files.ts";
import { sha256Of } from "./minutes.ts";
import { readBegun, removeBegun, writeBegun, writeMinutes, type Minutes } from "./record.ts";
import type { Step } from "./schema.ts";
import { refuse, type PreparedStep, type Tools } from "./step.ts";

interface Holding {
  readonly cli: Cli;
  readonly file: string;
  readonly digest: string;
  readonly step: Step;
  readonly prepared: PreparedStep;
  readonly keyStore: KeyStore;
  /** Digest of the step's file and of everything that it reads. */
  readonly seal: string;
  readonly inputDigests: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** The first of the two steps; throws unless it was confirmed. */
  readonly confirm: (facts: Row) => void;
}

/** Nothing may be there that this step would make. Refused: CEREMONY_OUTPUT_EXISTS, CEREMONY_KEY_EXISTS. */
const demandRoom = async ({ prepared, keyStore }: Holding): Promise<void> => {
  for (const file of prepared.outputs) {
    if ((await readIfThere(file)) === undefined) continue;
    refuse({ code: "CEREMONY_OUTPUT_EXISTS", detail: file, facts: { file } });
  }
  if (prepared.newKeys.length === 0) return;
  const present = new Set((await keyStore.list()).map(({ reference }) => reference));
  const key = prepared.newKeys.find((reference) => present.has(reference));
  if (key !== undefined) refuse({ code: "CEREMONY_KEY_EXISTS", detail: key, facts: { key } });
};

const toolsOf = (holding: Holding, isResumed: boolean, written: Map<string, string>): Tools => {
  const { keyStore, random, clock, cli } = holding;
  return {
    keyStore,
    random,
    now: clock.now(),
    isResumed,
    newKey: async (reference, algorithm) => {
      const key = orRefuse(await readyKey(keyStore, reference, algorithm));
      // One that came between the first step and now.
      if (key.wasThere && !isResumed) {
        refuse({ code: "CEREMONY_KEY_EXISTS", detail: reference, facts: { key: reference } });
      }
      return key;
    },
    output: async ({ path, label, isWanted, make }) => {
      const found = await readIfThere(path);
      if (found !== undefined) {
        const der = derOf(label, path, found);
        if (!isResumed || !isWanted(der)) {
          refuse({ code: "CEREMONY_OUTPUT_EXISTS", detail: path, facts: { file: path } });
        }
        written.set(path, sha256Of(found));
        return der;
      }
      const der = await make();
      const pem = encodePem(label, der);
      if (!(await writeOnce(path, pem))) {
        refuse({ code: "CEREMONY_OUTPUT_EXISTS", detail: path, facts: { file: path } });
      }
      written.set(path, sha256Of(pem));
      return der;
    },
    withDatabase: (run) => withSystem(cli, run),
  };
};

/** Leaves no trace of a step that was refused before it made anything. */
const performOrClear = async (holding: Holding, tools: Tools): ReturnType<PreparedStep["perform"]> => {
  try {
    return await holding.prepared.perform(tools);
  } catch (error) {
    const { prepared, step } = holding;
    if (prepared.isAtomic && !tools.isResumed && error instanceof CommandRefused)
      await removeBegun(step.record);
    throw error;
  }
};

/**
 * Holds one step: looks that nothing is in its way, has it confirmed, notes that it has begun, does it, writes the
 * minutes. Killed anywhere, the same file run again completes it; another file is refused (CEREMONY_CHANGED).
 */
export const hold = async (holding: Holding): Promise<Minutes> => {
  const { step, prepared, seal, clock, inputDigests, file, digest } = holding;
  const before = await readBegun(step.record, seal);
  if (before === undefined) await demandRoom(holding);
  const left = before === undefined ? {} : { interrupted: before.begunAt };
  holding.confirm({
    title: step.title,
    ...prepared.facts,
    operators: step.operators.map(({ name, role }) => `${name} (${role})`),
    record: step.record,
    ...left,
  });
  const begunAt = before?.begunAt ?? clock.now().toString();
  if (before === undefined) await writeBegun(step.record, { seal, begunAt });
  const written = new Map<string, string>();
  const items = await performOrClear(holding, toolsOf(holding, before !== undefined, written));
  const minutes: Minutes = {
    step: step.step,
    title: step.title,
    ...(step.place === undefined ? {} : { place: step.place }),
    operators: step.operators,
    begunAt,
    endedAt: clock.now().toString(),
    wasInterrupted: before !== undefined,
    file: { path: file, sha256: digest },
    inputs: inputDigests,
    outputs: Object.fromEntries(written),
    items,
  };
  await writeMinutes(step.record, minutes);
  return minutes;
};
