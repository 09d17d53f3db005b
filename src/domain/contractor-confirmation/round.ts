import type { Answer } from "./answers.ts";

export type RoundState = "asked" | "answered" | "accepted" | "returned";

/** One round of questions and answers with a contract. */
export interface Round {
  readonly contractId: string;
  /** 1, 2, 3 … of the contract. */
  readonly round: number;
  readonly state: RoundState;
  readonly askedAt: Temporal.Instant;
  /** Why the answers of the round before were not taken; null in a round that follows none. */
  readonly reason: string | null;
  readonly answeredAt: Temporal.Instant | null;
  /** User ID. */
  readonly answeredBy: string | null;
  /** Empty while it is not answered. */
  readonly answers: readonly Answer[];
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedBy: string | null;
}

/** A round that is not decided yet. */
export type OpenRound = Pick<Round, "round" | "state" | "reason" | "askedAt">;
