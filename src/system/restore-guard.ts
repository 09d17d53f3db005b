import { acceptFirstLineage, restoreState, type RestoreState } from "#domain/restore/restore.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Log } from "#platform/log/log.ts";
import { StartRefusal } from "./start-refusal.ts";

const WATCH_MILLISECONDS = 5_000;

const describe = ({ present, accepted }: RestoreState): string =>
  `The database is on timeline ${present.timeline} of system ${present.systemIdentifier}; timeline ${accepted?.timeline ?? "?"} of system ${accepted?.systemIdentifier ?? "?"} was served last`;

/**
 * Refuses to start on a database that was restored, until what was lost was replayed: certificates that were revoked
 * since would be valid again, and the first start of a new installation is remembered.
 */
export const assertNotRestored = async (context: DomainContext): Promise<void> => {
  const state = await restoreState(context);
  if (state === "recovering") {
    throw new StartRefusal(
      "The database is still recovering, or it is a standby: start again when it takes changes.",
    );
  }
  if (state.accepted === undefined) {
    await acceptFirstLineage(context);
    return;
  }
  if (!state.isPending) return;
  throw new StartRefusal(
    `${describe(state)}: it was restored to an earlier point, or moved, and what was revoked since may be valid in it. Replay the audit record of each institution with \`tegata audit replay\`, then \`tegata restore finish\` (docs/operating/backup-and-restore.md).`,
  );
};

/** Looks again and again whether the database under a running program was replaced by a restored one. */
export const watchForRestore = (options: {
  readonly context: DomainContext;
  readonly log: Log;
  /** Stops serving. */
  readonly onRestored: () => void;
  /** Five seconds unless told. */
  readonly everyMilliseconds?: number;
}): { stop(): void } => {
  const { context, log } = options;
  let isOver = false;
  const look = async (): Promise<void> => {
    // A database that does not answer now is looked at the next time.
    const state = await restoreState(context).catch(() => undefined);
    if (state === undefined || state === "recovering" || !state.isPending) return;
    // Looks overlap where the database is slow.
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    log.fatal(`${describe(state)}: serving ends here, see docs/operating/backup-and-restore.md`);
    options.onRestored();
  };
  const timer = setInterval(() => void look(), options.everyMilliseconds ?? WATCH_MILLISECONDS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};
