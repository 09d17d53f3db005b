import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
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

/** What the person is asked to type in. */
export interface Question {
  /** Its name on the wire: the step's, unless the step asks in several ways. */
  readonly ask: string;
  readonly fields: readonly AskedField[];
  /** Shown above the fields. */
  readonly text?: Bilingual;
  /** PNG, shown above the fields. */
  readonly image?: Buffer;
  /** Text of a QR code, shown above the fields; `text` contains it as well. */
  readonly code?: string;
}

/** Who the person proved to be; or `asksMore`: the answers were taken, and the step asks something else now. */
export type Proved = UserReference | "asksMore";

/** A step in which the person types something in. */
export interface AskStep {
  readonly kind: "ask";
  readonly name: string;
  /** What to ask now. Asking it twice in one session asks the same. */
  question(input: ProofInput): Promise<Result<Question, Refusal>>;
  /**
   * Judges the answers to `ask`, or says why not. Counts and locks as the institution's policy says.
   */
  verify(
    input: ProofInput,
    values: Readonly<Record<string, string>>,
    ask: string,
  ): Promise<Result<Proved, Refusal>>;
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
