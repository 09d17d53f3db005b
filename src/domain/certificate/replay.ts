import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { LinkedRow } from "../audit/row.ts";
import type { DomainContext } from "../context.ts";
import type { CertificateState } from "./certificates.ts";
import {
  recordedEvent,
  type RecordedEnd,
  type RecordedEvent,
  type RecordedSuspension,
} from "./replay-events.ts";
import { ReplayJournal, type ReplayOutcome } from "./replay-journal.ts";
import { replayKnownEnd } from "./replay-known.ts";
import { replayLost, type SignedSince } from "./replay-lost.ts";
import { lockStates } from "./replay.store.ts";
import { replaySuspensions } from "./replay-suspensions.ts";
import { batchOf, inTransaction, type ReplayOptions, type ReplayWork } from "./replay-work.ts";

export type { ReplayedAct, ReplayOutcome } from "./replay-journal.ts";
export type { ReplayOptions } from "./replay-work.ts";

type CertificateEvent = Exclude<RecordedEvent, RecordedSuspension>;
type States = Map<string, CertificateState>;

class Replay {
  readonly #work: ReplayWork;
  readonly #signedSince = new Map<string, SignedSince>();
  readonly #suspensions = new Map<string, RecordedSuspension>();
  /** Ended by this run: a run that only looks must not count them twice. */
  readonly #ended = new Map<string, CertificateState>();

  constructor(work: ReplayWork) {
    this.#work = work;
  }

  async run(rows: AsyncIterable<LinkedRow>): Promise<ReplayOutcome> {
    const { journal } = this.#work;
    let batch: CertificateEvent[] = [];
    for await (const row of rows) {
      journal.row();
      const event = recordedEvent(row);
      if (event?.kind === "suspended" || event?.kind === "resumed")
        this.#suspensions.set(`${event.contractId}/${event.userId}`, event);
      else if (event !== undefined) batch.push(event);
      if (batch.length < batchOf(this.#work)) continue;
      await this.#takeBatch(batch);
      batch = [];
    }
    if (batch.length > 0) await this.#takeBatch(batch);
    await replayLost(this.#work, this.#signedSince);
    await replaySuspensions(this.#work, this.#suspensions.values());
    return journal.outcome();
  }

  #takeBatch(batch: readonly CertificateEvent[]): Promise<void> {
    return inTransaction(this.#work, async (tx) => {
      const serials = new Set(batch.map(({ serial }) => serial));
      const states: States = new Map(await lockStates(tx, [...serials]));
      for (const serial of serials) {
        const ended = this.#ended.get(serial);
        if (ended !== undefined) states.set(serial, ended);
      }
      for (const event of batch) await this.#take(tx, event, states);
    });
  }

  async #take(tx: InstitutionTransaction, event: CertificateEvent, states: States): Promise<void> {
    const { serial } = event;
    const state = states.get(serial);
    const since = this.#signedSince.get(serial);
    if (event.kind === "prepared") {
      if (state === undefined) this.#signedSince.set(serial, { prepared: event, signedAt: event.at });
    } else if (event.kind === "issued") {
      const { fingerprint, at: signedAt } = event;
      if (since !== undefined) Object.assign(since, { fingerprint, signedAt });
      else if (state === "prepared" || state === "abandoned")
        this.#signedSince.set(serial, { prepared: undefined, fingerprint, signedAt });
    } else if (since !== undefined) since.end = event;
    else if (state === undefined) this.#obstruct(event);
    else if (await replayKnownEnd(tx, this.#work, event, state)) {
      states.set(serial, event.kind);
      this.#ended.set(serial, event.kind);
    }
  }

  #obstruct({ serial, kind, at }: RecordedEnd): void {
    this.#work.journal.obstacle(
      `${serial} was ${kind} at ${at.toString()}; the database does not know it, and these files do not say who issued it: replay the record from an earlier row on`,
    );
  }
}

/**
 * Replays what ended since: after a database was restored to an earlier point, the ends of certificates that it does not
 * know are applied again from an export of the audit record, with their own times and reasons. Certificates that were
 * issued since are put on record as revoked, for the authority cannot answer for what it does not know. Suspensions of
 * users are applied again too (docs/operating/audit.md says what is not; docs/decisions/0103 says why).
 *
 * Every step looks at what the database knows first, so replaying again changes nothing, and a run that was killed is
 * completed by the next. The rows must have been verified.
 *
 * @throws UnreadableRow when a row of the record does not say what it should
 */
export const replayEnds = (
  context: DomainContext,
  institutionCode: string,
  rows: AsyncIterable<LinkedRow>,
  options: ReplayOptions,
): Promise<ReplayOutcome> =>
  new Replay({ context, institutionCode, options, journal: new ReplayJournal() }).run(rows);
