import type { Coverage } from "./coverage.ts";
import { changeTree, countTrees, parseTrees, writeTree } from "./der-tree.ts";

/** The fewest inputs found that together reach what all of them reach: greedily, the smallest first. */
export const minimiseCorpus = async (
  inputs: readonly Buffer[],
  fuzz: (data: Buffer) => void | Promise<void>,
  coverage: Pick<Coverage, "features" | "reset">,
): Promise<Buffer[]> => {
  const reached = new Set<number>();
  const kept: Buffer[] = [];
  for (const input of inputs.toSorted((left, right) => left.length - right.length)) {
    coverage.reset();
    try {
      await fuzz(Buffer.from(input));
    } catch {
      continue;
    }
    const before = reached.size;
    for (const feature of coverage.features()) reached.add(feature);
    if (reached.size > before) kept.push(input);
  }
  return kept;
};

/** A shorter input for which `isStillBad` holds, by leaving out ever smaller pieces. At most `tries` executions. */
export const shrink = async (
  input: Buffer,
  isStillBad: (candidate: Buffer) => Promise<boolean>,
  tries = 2000,
): Promise<Buffer> => {
  let best = input;
  let left = tries;
  for (let size = Math.max(1, best.length >> 1); ; size = size >> 1) {
    for (let at = 0; at < best.length && left > 0; left -= 1) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (candidate.length < best.length && (await isStillBad(candidate))) best = candidate;
      else at += size;
    }
    if (size <= 1 || left <= 0) return best;
  }
};

/** The same for DER: leaves out whole values, or puts their members in their place, so that lengths stay right. */
export const shrinkDer = async (
  input: Buffer,
  isStillBad: (candidate: Buffer) => Promise<boolean>,
): Promise<Buffer> => {
  let best = input;
  for (let index = 0; ; index += 1) {
    const [tree, ...others] = parseTrees(best) ?? [];
    if (tree === undefined || others.length > 0 || index >= countTrees(tree)) return best;
    for (;;) {
      const [now] = parseTrees(best) ?? [];
      if (now === undefined || index >= countTrees(now)) return best;
      const shorter = Buffer.concat(changeTree(now, index, () => []).map(writeTree));
      if (shorter.length >= best.length || !(await isStillBad(shorter))) break;
      best = shorter;
    }
  }
};
