import type { AuthorityKeyAlgorithm, KeyReference, KeyStore } from "#platform/key-store/key-store.ts";
import type { ReadyKey } from "#domain/certificate-authority/ready-keys.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { PemLabel } from "#pki/pem.ts";
import type { RandomSource } from "#shared/random.ts";
import type { CommandSystem } from "../../system.ts";
import { CommandRefused } from "../../exit.ts";
import type { Row } from "../../table.ts";
import type { Item } from "./minutes.ts";

/** What a step works with once it was confirmed. */
export interface Tools {
  readonly keyStore: KeyStore;
  readonly random: RandomSource;
  readonly now: Temporal.Instant;
  /** A run before this one was interrupted. */
  readonly isResumed: boolean;
  /** Makes a key, or takes the one that the interrupted run left. */
  readonly newKey: (reference: KeyReference, algorithm: AuthorityKeyAlgorithm) => Promise<ReadyKey>;
  /**
   * Writes an output, or takes the one that the interrupted run left if `isWanted` says that it is what this run would
   * have made. Gives the DER.
   */
  readonly output: (given: {
    readonly path: string;
    readonly label: PemLabel;
    readonly isWanted: (der: Buffer) => boolean;
    readonly make: () => Promise<Buffer>;
  }) => Promise<Buffer>;
  /** Runs with the database; for the step that records. */
  withDatabase<T>(run: (system: CommandSystem) => Promise<T>): Promise<T>;
}

/** A step that was read, and whose inputs are fit. */
export interface PreparedStep {
  /** What will be done, for the first of the two steps. */
  readonly wouldDo: string;
  readonly facts: Row;
  /** References of keys that must not be there before. */
  readonly newKeys: readonly KeyReference[];
  /** Files that must not be there before. */
  readonly outputs: readonly string[];
  /** Nothing is left of it when it is refused. */
  readonly isAtomic: boolean;
  perform(tools: Tools): Promise<readonly Item[]>;
}

/** Inputs of a step by the path in its file. */
export interface Inputs {
  /** DER of the file, which is plain or PEM. */
  der(label: PemLabel, path: string): Buffer;
}

/** Ends the command with a refusal. */
export const refuse = (refusal: Refusal): never => {
  throw new CommandRefused(refusal);
};
