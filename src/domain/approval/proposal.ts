import type { UserReference } from "#domain/context.ts";
import type { DescriptionLine } from "./act.ts";

/** `expired`: nobody decided in time. */
export type ProposalState = "waiting" | "approved" | "declined" | "withdrawn" | "expired";

/** An act that one administrator wants and another approves. */
export interface Proposal {
  /** 32 lower-case hexadecimal digits. */
  readonly proposalId: string;
  /** Name of the act; one that a later version no longer knows cannot be approved. */
  readonly act: string;
  readonly proposer: UserReference;
  /** Whom it is about, in the same contract. */
  readonly subjectId: string | null;
  /** As it stood when it was proposed. */
  readonly description: readonly DescriptionLine[];
  readonly proposedAt: Temporal.Instant;
  /** From here on it can no longer be approved. */
  readonly expiresAt: Temporal.Instant;
  readonly state: ProposalState;
  readonly deciderId: string | null;
  readonly decidedAt: Temporal.Instant | null;
  /** Why it was declined. */
  readonly reason: string | null;
}

/** The state at an instant: what waits past its time is over, whether or not that was recorded yet. */
export const proposalStateAt = (
  { state, expiresAt }: Pick<Proposal, "state" | "expiresAt">,
  now: Temporal.Instant,
): ProposalState =>
  state === "waiting" && Temporal.Instant.compare(now, expiresAt) >= 0 ? "expired" : state;
