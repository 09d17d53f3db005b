import { Gauge, type Registry } from "prom-client";
import type { DomainContext } from "#domain/context.ts";
import { mailQueueFigures, type MailQueueFigures } from "#platform/jobs/dead-letters.ts";

type Figure = (figures: MailQueueFigures, now: Temporal.Instant) => number;

/** Figure by name: what it is, and how it is read. */
const FIGURES: Readonly<Record<string, readonly [help: string, figure: Figure]>> = {
  tegata_mail_waiting: [
    "Mails that wait for the mail server, those tried again included.",
    ({ waiting }) => waiting,
  ],
  tegata_mail_waiting_seconds: [
    "Since when the first of the waiting mails waits; alarm above 3600.",
    ({ waitingSince }, now) =>
      waitingSince === undefined ? 0 : waitingSince.until(now).total({ unit: "seconds" }),
  ],
  tegata_mail_dead_letters: [
    "Mails that could not be handed over and are not tried again by themselves; alarm above 0.",
    ({ dead }) => dead,
  ],
};

/** How long one look at the queue serves all figures. */
const FRESH_MILLISECONDS = 1000;

/** Registers the figures of the mail queue; they are read when they are asked for. */
export const registerMailMetrics = (
  registry: Registry,
  { database, clock }: Pick<DomainContext, "database" | "clock">,
): void => {
  let looked: { readonly at: number; readonly figures: Promise<MailQueueFigures> } | undefined;
  const look = (now: Temporal.Instant): Promise<MailQueueFigures> => {
    const at = now.epochMilliseconds;
    if (looked === undefined || Math.abs(at - looked.at) > FRESH_MILLISECONDS) {
      looked = { at, figures: mailQueueFigures(database) };
    }
    return looked.figures;
  };
  for (const [name, [help, figure]] of Object.entries(FIGURES)) {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          const now = clock.now();
          const figures = await look(now).catch(() => undefined);
          // What cannot be told is left out: an alarm on absence is better than a number that was true once.
          if (figures === undefined) this.reset();
          else this.set(figure(figures, now));
        },
      }),
    );
  }
};
