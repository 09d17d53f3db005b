import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";

/** Exit codes of `tegata`, the same for every command. */
export const exitCodes = {
  done: 0,
  /** A rule says no, or the second step of a dangerous act was not taken. Nothing was changed. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** Settings, files, database or keys are not as they must be. */
  environment: 3,
} as const;

/** A rule says no (exit code 1). */
export class CommandRefused extends Error {
  override readonly name = "CommandRefused";
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.refusal = refusal;
  }
}

/** A dangerous act was described, not done (exit code 1). */
export class ConfirmationMissing extends Error {
  override readonly name = "ConfirmationMissing";
}

/** The command line is wrong in a way that only the command knows (exit code 2). */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something outside the command is not as it must be (exit code 3). */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/** A command that gives its own exit code has ended. */
export class CommandEnded extends Error {
  override readonly name = "CommandEnded";
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** The value, or the end of the command with exit code 1. */
export const orRefuse = <Value>(result: Result<Value, Refusal>): Value => {
  if (!result.ok) throw new CommandRefused(result.refusal);
  return result.value;
};
