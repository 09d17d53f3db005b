import type { Step } from "#wire/enrollment.ts";
import type { Failure } from "./failure.ts";

/** A step at which somebody must type something in. */
export type AskStep = Extract<Step, { kind: "ask" }>;

/** How far the work is; shown while the person waits. */
export type Stage =
  "connecting" | "proving" | "generatingKey" | "requesting" | "installing" | "confirming" | "repeating";

/** Whoever sits in front: a terminal, a window, or a test. The core knows no more of it than this. */
export interface Person {
  /**
   * Fills in the fields of a step, by name. `previous`: why the last answers to the same step were refused.
   * Undefined: the person stops.
   */
  answer(step: AskStep, previous: Failure | undefined): Promise<Readonly<Record<string, string>> | undefined>;
  /** Says what is happening. */
  progress(stage: Stage): void;
}
