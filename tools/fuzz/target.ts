/**
 * What a module in `targets/` exports. `fuzz` has the form that Jazzer.js and others expect, so that they can run the
 * same modules: it returns (or resolves) for whatever input, and throws where something is wrong.
 */
export interface FuzzTarget {
  readonly fuzz: (data: Buffer) => void | Promise<void>;
  /** Largest input that is tried, in octets. */
  readonly maxBytes: number;
  /** How inputs are changed: `der` by values and by octets, `text` by octets and words. */
  readonly shape: "der" | "text";
  /** Inputs to begin with, besides those saved. The same each time. */
  readonly seeds: readonly Buffer[];
  /** One execution may take this long; what takes longer three times is a finding. */
  readonly slowMilliseconds: number;
}

/** Something a target must never do. */
export class FuzzFailure extends Error {
  override readonly name = "FuzzFailure";
}

/** Fails the execution where a promise of the code under test is broken. */
export function expect(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new FuzzFailure(promise);
}
