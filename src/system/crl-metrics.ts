import { Gauge, type Registry } from "prom-client";
import { crlHealth, type CrlHealth } from "#domain/certificate/crl-health.ts";
import type { DomainContext } from "#domain/context.ts";

type Figure = (health: CrlHealth, now: Temporal.Instant) => number | undefined;

const seconds = (from: Temporal.Instant, to: Temporal.Instant): number =>
  from.until(to).total({ unit: "seconds" });

/** Figure by name: what it is, and how it is read from the lists' health. Absent where there is nothing to tell. */
const FIGURES: Readonly<Record<string, readonly [help: string, figure: Figure]>> = {
  tegata_crl_lists: ["CRLs that are made on schedule.", ({ lists }) => lists],
  tegata_crl_entries: ["Revoked certificates on the current CRLs.", ({ entries }) => entries],
  tegata_crl_missing: ["CRLs that were never made: new shards, for a minute.", ({ missing }) => missing],
  tegata_crl_pending: ["Revocations that wait for their CRL.", ({ pending }) => pending],
  tegata_crl_pending_seconds: [
    "Since when the first of the waiting revocations waits; alarm above 300.",
    ({ pendingSince }, now) => (pendingSince === undefined ? 0 : seconds(pendingSince, now)),
  ],
  tegata_crl_next_update_seconds: [
    "Until the first CRL's time is over; alarm below 21600 (six hours), for lists are made anew after twelve of 24.",
    ({ earliestNextUpdate }, now) =>
      earliestNextUpdate === undefined ? undefined : seconds(now, earliestNextUpdate),
  ],
  tegata_crl_published_seconds: [
    "Since CRLs were last published without a fault, by any node; alarm above 600.",
    ({ published }, now) => (published === undefined ? undefined : seconds(published.finishedAt, now)),
  ],
  tegata_crl_check_seconds: [
    "Since CRLs were last compared with the record; alarm above 7200.",
    ({ checked }, now) => (checked === undefined ? undefined : seconds(checked.finishedAt, now)),
  ],
  tegata_crl_check_findings: [
    "Certificates that the last comparison found on no CRL or on a wrong one; alarm above 0.",
    ({ checked }) => checked?.figure,
  ],
};

/** How long one look at the lists serves all figures. */
const FRESH_MILLISECONDS = 1000;

/** Registers the figures of the CRLs; they are read from the record when they are asked for. */
export const registerCrlMetrics = (
  registry: Registry,
  context: Pick<DomainContext, "database" | "clock">,
): void => {
  let looked: { readonly at: Temporal.Instant; readonly health: Promise<CrlHealth> } | undefined;
  const look = (now: Temporal.Instant): Promise<CrlHealth> => {
    const age = looked === undefined ? Infinity : now.since(looked.at).total({ unit: "milliseconds" });
    if (looked === undefined || age < 0 || age > FRESH_MILLISECONDS) {
      looked = { at: now, health: crlHealth(context.database, now) };
    }
    return looked.health;
  };
  for (const [name, [help, figure]] of Object.entries(FIGURES)) {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          const now = context.clock.now();
          const health = await look(now).catch(() => undefined);
          const value = health === undefined ? undefined : figure(health, now);
          // What cannot be told is left out: an alarm on absence is better than a number that was true once.
          if (value === undefined) this.reset();
          else this.set(value);
        },
      }),
    );
  }
};
