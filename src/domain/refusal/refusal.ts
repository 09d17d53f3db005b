/** Japanese and English of one text. */
export interface Bilingual {
  readonly ja: string;
  readonly en: string;
}

/**
 * What sort of "no" this is. Protocols and screens turn it into their own terms (an HTTP status, an exit code);
 * the domain knows no transport.
 */
export type RefusalKind =
  | "invalid" // the request itself is wrong; sending it again unchanged cannot succeed
  | "unauthenticated" // who asks is not proved
  | "forbidden" // proved, but may not do this
  | "notFound"
  | "conflict" // the state of things does not allow it now
  | "tooMany" // too often; wait
  | "unavailable"; // our side cannot at the moment; try again

/** One row of a refusal table: what the customer is told. `{name}` is filled from {@link Refusal.facts}. */
export interface RefusalText {
  readonly kind: RefusalKind;
  /** What happened, one sentence. */
  readonly cause: Bilingual;
  /** What to do next, one sentence. */
  readonly action: Bilingual;
}

/** An expected "no". The code is stable and public; the detail is for staff and logs only. */
export interface Refusal<Code extends string = string> {
  readonly code: Code;
  readonly detail: string;
  /** Figures and names that the customer's text shows. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** States a table of refusals and keeps its codes as types. Codes are UPPER_SNAKE and unique in the product. */
export const defineRefusals = <Code extends string>(
  table: Readonly<Record<Code, RefusalText>>,
): Readonly<Record<Code, RefusalText>> => table;
