import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Result } from "#shared/result.ts";
import type { SessionRecord } from "../session.store.ts";
import type { AskedField } from "../session-types.ts";

/** What a proof step works with. */
export interface ProofInput {
  readonly context: DomainContext;
  readonly institution: InstitutionPolicy;
  readonly session: SessionRecord;
  readonly origin: Origin;
}

/** A step in which the person types something in. */
export interface AskStep {
  readonly kind: "ask";
  readonly name: string;
  fields(institution: InstitutionPolicy): readonly AskedField[];
  /** Judges the answers: who the person proved to be, or why not. Counts and locks as the institution's policy says. */
  verify(
    input: ProofInput,
    values: Readonly<Record<string, string>>,
  ): Promise<Result<UserReference, Refusal>>;
}

/** The step in which the old key of a renewal is proved. */
export interface OldKeyStep {
  readonly kind: "oldKey";
  readonly name: string;
  toSign(session: SessionRecord): Buffer;
  verify(input: ProofInput, signature: Buffer): Promise<Result<UserReference, Refusal>>;
}

/** One way of proving who asks. A new way is a new file here and a row in `./table.ts`; the wire keeps its shape. */
export type ProofStep = AskStep | OldKeyStep;
