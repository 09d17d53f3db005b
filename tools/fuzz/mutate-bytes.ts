import type { FuzzRandom } from "./random.ts";

/** What mutations draw from. */
export interface MutationSources {
  readonly random: FuzzRandom;
  /** Octets worth trying: constants of the code under test. */
  readonly dictionary: readonly Buffer[];
  /** Another input of the corpus. */
  readonly other: () => Buffer;
  readonly maxBytes: number;
}

type Mutation = (bytes: Buffer, sources: MutationSources) => Buffer;

const EDGES = [
  0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xfe, 0xff, 0x0a, 0x20, 0x25, 0x2f, 0x3d, 0x30, 0x31,
];

const splice = (bytes: Buffer, at: number, removed: number, inserted: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);

const placeIn = (bytes: Buffer, random: FuzzRandom): number => random.below(bytes.length + 1);

const chunkOf = (bytes: Buffer, random: FuzzRandom): Buffer => {
  const start = placeIn(bytes, random);
  const most = random.oneIn(8) ? bytes.length : 32;
  return bytes.subarray(start, start + random.below(most + 1));
};

const changed = (bytes: Buffer, random: FuzzRandom, change: (octet: number) => number): Buffer => {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return copy;
  const at = random.below(copy.length);
  copy[at] = change(copy[at] ?? 0) & 0xff;
  return copy;
};

const MUTATIONS: readonly Mutation[] = [
  (bytes, { random }) => changed(bytes, random, (octet) => octet ^ (1 << random.below(8))),
  (bytes, { random }) => changed(bytes, random, () => random.below(256)),
  (bytes, { random }) => changed(bytes, random, () => random.below(256)),
  (bytes, { random }) => splice(bytes, placeIn(bytes, random), 0, Buffer.of(random.below(256))),
  (bytes, { random }) => splice(bytes, bytes.length, 0, Buffer.of(random.below(256))),
  (bytes, { random }) => changed(bytes, random, () => random.pick(EDGES)),
  (bytes, { random }) => changed(bytes, random, (octet) => octet + random.below(9) - 4),
  (bytes, { random }) => splice(bytes, placeIn(bytes, random), random.below(17), Buffer.alloc(0)),
  (bytes, { random }) => bytes.subarray(0, placeIn(bytes, random)),
  (bytes, { random }) => splice(bytes, placeIn(bytes, random), 0, Buffer.of(random.pick(EDGES))),
  (bytes, { random }) => splice(bytes, placeIn(bytes, random), 0, chunkOf(bytes, random)),
  (bytes, { random, other }) =>
    splice(bytes, placeIn(bytes, random), random.below(33), chunkOf(other(), random)),
  (bytes, { random, other }) =>
    Buffer.concat([bytes.subarray(0, placeIn(bytes, random)), chunkOf(other(), random)]),
  (bytes, { random, dictionary }) =>
    dictionary.length === 0 ? bytes : splice(bytes, placeIn(bytes, random), 0, random.pick(dictionary)),
  (bytes, { random, dictionary }) => {
    if (dictionary.length === 0) return bytes;
    const word = random.pick(dictionary);
    return splice(bytes, placeIn(bytes, random), word.length, word);
  },
  (bytes, { random, maxBytes }) => {
    const chunk = chunkOf(bytes, random);
    const times = Math.min(1 + random.below(64), Math.floor(maxBytes / (chunk.length + 1)));
    return splice(
      bytes,
      placeIn(bytes, random),
      0,
      Buffer.concat(Array.from({ length: times }, () => chunk)),
    );
  },
];

/** Octets changed in one to a few ways, whatever they mean. */
export const mutateBytes = (bytes: Buffer, sources: MutationSources): Buffer => {
  const { random, maxBytes } = sources;
  let result = bytes;
  const times = random.oneIn(2) ? 1 : 1 << random.below(4);
  for (let time = 0; time < times; time += 1) result = random.pick(MUTATIONS)(result, sources);
  return result.subarray(0, maxBytes);
};
