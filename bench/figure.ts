/** One measured figure beside its peer's, from the same run on the same machine. */
export interface Figure {
  /** What is measured, e.g. `issue`. */
  readonly name: string;
  readonly value: number;
  /** Of `value` and `peerValue`, e.g. `certificates/s`. */
  readonly unit: string;
  /** The peer's name and version; null where none makes sense. */
  readonly peer: string | null;
  readonly peerValue: number | null;
  /** What a reader must know: concurrency, sizes, where the time goes. */
  readonly notes: readonly string[];
}

/** Something that can be measured: `npm run bench -- NAME`. */
export interface Benchmark {
  readonly name: string;
  readonly description: string;
  run(): Promise<readonly Figure[]>;
}

/** value / peerValue, two decimals; null without a peer. */
export const ratioOf = ({ value, peerValue }: Figure): number | null =>
  peerValue === null ? null : Math.round((value / peerValue) * 100) / 100;
