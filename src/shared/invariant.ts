/** Thrown when the program contradicts itself: a bug, never a customer's mistake. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** States something that can only be false through a bug. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Marks a branch that the type checker has proved unreachable. */
export const unreachable = (value: never): never => {
  throw new InvariantError(`unreachable: ${JSON.stringify(value)}`);
};
