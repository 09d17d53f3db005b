import { setTimeout as delay } from "node:timers/promises";
import type { ListeningSession, SessionEvents } from "#platform/database/listening-session.ts";
import type { Stopwatch } from "#shared/stopwatch.ts";
import type { AnswerCache } from "./cache.ts";
import { RENEWAL_MILLISECONDS, type Lease } from "./lease.ts";
import { deleteNode, insertNode, renewNode } from "./node.store.ts";

export { OCSP_CHANNEL } from "./node.store.ts";

export interface NodeParts {
  readonly cache: AnswerCache;
  readonly lease: Lease;
  readonly stopwatch: Stopwatch;
  /** A new name each time: 32 hexadecimal digits. */
  readonly newNodeId: () => string;
  /** Opens a session that listens to {@link OCSP_CHANNEL}. */
  readonly openSession: (events: SessionEvents) => Promise<ListeningSession>;
  /** The node keeps nothing until it is connected again, which it tries by itself. */
  readonly onLost: (error: unknown) => void;
}

/** A node that keeps answers. */
export interface OcspNode {
  stop(): Promise<void>;
}

/** A connection of its own to the database, from entering the node to its loss. */
class Connection {
  readonly #parts: NodeParts;
  readonly #nodeId: string;
  #wake: () => void = () => undefined;
  #isAwake = false;
  #isLost = false;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.#nodeId = parts.newNodeId();
  }

  /** Runs until the session is lost or `stopped`; the lease ends with it. */
  async run(stopped: AbortSignal): Promise<void> {
    const { lease, openSession } = this.#parts;
    let reason: Error | undefined;
    const session = await openSession({
      onNotification: () => this.#rouse(),
      onEnd: (error) => {
        // At once: whatever is told on this connection from now on is not heard.
        lease.drop();
        this.#isLost = true;
        reason = error;
        this.#rouse();
      },
    });
    const onStop = (): void => this.#rouse();
    stopped.addEventListener("abort", onStop);
    try {
      let seen = await this.#enter(session);
      while (!this.#isLost && !stopped.aborted) {
        const renewed = await this.#renew(session, seen);
        seen = renewed.seen;
        if (!renewed.hasMore) await this.#sleep();
      }
      if (!this.#isLost) await this.#leave(session);
    } finally {
      lease.drop();
      stopped.removeEventListener("abort", onStop);
      await session.close().catch(() => undefined);
    }
    if (this.#isLost) throw new Error("the connection of the OCSP node is gone", { cause: reason });
  }

  /** From here on others wait for this node; what it keeps from before counts for nothing. */
  async #enter(session: ListeningSession): Promise<string> {
    const entered = await insertNode(session, this.#nodeId);
    const { seen } = await this.#renew(session, entered, () => this.#parts.cache.clear());
    return seen;
  }

  async #renew(
    session: ListeningSession,
    seen: string,
    beforeLease?: () => void,
  ): Promise<{ readonly seen: string; readonly hasMore: boolean }> {
    const { cache, lease, stopwatch } = this.#parts;
    this.#isAwake = false;
    const from = stopwatch.moment();
    const sight = await renewNode(session, this.#nodeId, seen);
    if (!sight.isRegistered) throw new Error("the OCSP node was taken for dead");
    beforeLease?.();
    for (const change of sight.changes) cache.evict(change);
    lease.renew(from);
    // What was just seen is said at once: somebody waits for it.
    return { seen: sight.snapshot, hasMore: sight.changes.length > 0 || this.#isAwake };
  }

  async #leave(session: ListeningSession): Promise<void> {
    this.#parts.lease.drop();
    await deleteNode(session, this.#nodeId);
  }

  #rouse(): void {
    this.#isAwake = true;
    this.#wake();
  }

  #sleep(): Promise<void> {
    if (this.#isAwake) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RENEWAL_MILLISECONDS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

const pauseUnlessStopped = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
};

/**
 * Keeps the lease of this process (docs/decisions/0060): enters the node, renews the lease, takes out what changed, and
 * starts anew with an empty cache whenever its connection is lost.
 */
export const startOcspNode = (parts: NodeParts): OcspNode => {
  const stopping = new AbortController();
  const keep = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MILLISECONDS;
    while (!stopping.signal.aborted) {
      const startedAt = parts.stopwatch.moment();
      try {
        await new Connection(parts).run(stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return;
        parts.onLost(error);
        const hasLasted = parts.stopwatch.since(startedAt) > LONGEST_PAUSE_MILLISECONDS;
        pause = hasLasted ? FIRST_PAUSE_MILLISECONDS : Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
        await pauseUnlessStopped(pause, stopping.signal);
      }
    }
  };
  const kept = keep();
  return {
    stop: async () => {
      stopping.abort();
      await kept;
    },
  };
};
