/**
 * The outcome of something that may be refused for a reason its caller must handle.
 *
 * Expected refusals are values; exceptions are for bugs and for a broken environment (no database, no disk).
 */
export type Result<Value, Reason> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Reason };

/** A result that carries a value. */
export const accepted = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

/** A result that says no, with the reason. */
export const refused = <Reason>(refusal: Reason): { readonly ok: false; readonly refusal: Reason } => ({
  ok: false,
  refusal,
});
