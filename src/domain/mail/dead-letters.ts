import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import {
  deadLetters,
  discardDeadLetters,
  retryDeadLetters,
  type DeadLetter,
} from "#platform/jobs/dead-letters.ts";

export type { DeadLetter } from "#platform/jobs/dead-letters.ts";

/** Who acts on dead letters, and on which. */
export interface DeadLetterAct {
  readonly institutionCode: string;
  readonly jobIds: readonly number[];
  readonly actor: Actor;
  readonly origin: Origin;
}

/** Mails of the institution that could not be handed over, the oldest first. */
export const listDeadLetters = (context: DomainContext, institutionCode: string): Promise<DeadLetter[]> =>
  context.database.inInstitution(institutionCode, deadLetters);

const act = (
  context: DomainContext,
  { institutionCode, jobIds, actor, origin }: DeadLetterAct,
  event: "mail.retried" | "mail.discarded",
  change: typeof retryDeadLetters,
): Promise<number[]> =>
  context.database.inInstitution(institutionCode, async (tx) => {
    const changed = await change(tx, jobIds);
    const at = context.clock.now();
    for (const jobId of changed) await recordAudit(tx, { at, event, actor, origin, facts: { jobId } });
    return changed;
  });

/** Has them tried again, from the first attempt on; gives those that there were. Each leaves an audit row. */
export const retryMails = (context: DomainContext, asked: DeadLetterAct): Promise<number[]> =>
  act(context, asked, "mail.retried", retryDeadLetters);

/** Removes them for good; gives those that there were. Each leaves an audit row. */
export const discardMails = (context: DomainContext, asked: DeadLetterAct): Promise<number[]> =>
  act(context, asked, "mail.discarded", discardDeadLetters);
