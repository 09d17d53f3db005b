import { randomBytes } from "node:crypto";

/** Where randomness comes from: a parameter, so that a test can repeat itself. */
export interface RandomSource {
  /** `count` bytes, 1 to 65,536. */
  bytes(count: number): Buffer;
}

/** The operating system's generator, through OpenSSL. */
export const systemRandom: RandomSource = { bytes: (count) => randomBytes(count) };
