import { recordInstallationAudit } from "../audit/installation.ts";
import type { Actor, DomainContext, Origin } from "../context.ts";
import {
  forgetSessions,
  hasLineage,
  insertLineage,
  lockLineage,
  selectLineages,
  type AcceptedLineage,
  type Lineage,
} from "./lineage.store.ts";

export type { AcceptedLineage, Lineage } from "./lineage.store.ts";

/** Whether the database is the one that was served last, or one that was restored since. */
export interface RestoreState {
  /** True: it was restored, moved or promoted, and nobody has said yet that nothing that was revoked is valid again. */
  readonly isPending: boolean;
  readonly present: Lineage;
  readonly accepted: AcceptedLineage | undefined;
}

const isSame = (left: Lineage, right: Lineage): boolean =>
  left.systemIdentifier === right.systemIdentifier && left.timeline === right.timeline;

/**
 * Compares the database's line of history with the one that was accepted. A restore to an earlier point begins a new
 * timeline, so a restored database gives itself away whoever restored it and however (docs/decisions/0073).
 * `recovering`: it is not there yet, or a standby, and nothing can be served from it.
 */
export const restoreState = async (
  context: Pick<DomainContext, "database">,
): Promise<RestoreState | "recovering"> => {
  const { present, accepted } = await selectLineages(context.database);
  if (present === undefined) return "recovering";
  return { isPending: accepted !== undefined && !isSame(present, accepted), present, accepted };
};

/** Accepts the line of a database that was never served: its first start. Harmless to repeat. */
export const acceptFirstLineage = async (context: DomainContext): Promise<void> => {
  const { present, accepted } = await selectLineages(context.database);
  if (accepted !== undefined || present === undefined) return;
  await context.database.inShared(async (tx) => {
    await lockLineage(tx);
    if (!(await hasLineage(tx))) await insertLineage(tx, present, "begun", context.clock.now());
  });
};

/** What was done about a restore before the servers start again. */
export interface RestoreEnd {
  /** `replayed`: the audit exports of all institutions were replayed. `nothingLost`: there was nothing to replay. */
  readonly as: "replayed" | "nothingLost";
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/**
 * Ends the pause after a restore: accepts the database's line, so that servers start. Everybody logs in anew, and
 * acquisitions that were under way begin anew, for what was used since the restored point would be good again. Nothing
 * happens where no restore is pending.
 */
export const finishRestore = async (
  context: DomainContext,
  end: RestoreEnd,
): Promise<(RestoreState & { readonly sessionsEnded: number }) | "recovering"> => {
  const state = await restoreState(context);
  if (state === "recovering") return state;
  if (!state.isPending) return { ...state, sessionsEnded: 0 };
  const { present, accepted } = state;
  const sessionsEnded = await context.database.inShared(async (tx) => {
    await lockLineage(tx);
    const at = context.clock.now();
    const ended = await forgetSessions(tx, at);
    await insertLineage(tx, present, end.as, at);
    await recordInstallationAudit(tx, {
      at,
      event: "database.restored",
      actor: end.actor,
      origin: end.origin,
      facts: {
        as: end.as,
        systemIdentifier: present.systemIdentifier,
        timeline: present.timeline,
        timelineBefore: accepted?.timeline ?? null,
        sessionsEnded: ended,
      },
    });
    return ended;
  });
  return { isPending: false, present, accepted, sessionsEnded };
};
