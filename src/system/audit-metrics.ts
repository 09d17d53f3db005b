import { Gauge, type Registry } from "prom-client";
import { auditFigures, type AuditFigures } from "#domain/audit/figures.ts";
import type { DomainContext } from "#domain/context.ts";

type Figure = (figures: AuditFigures) => number | undefined;

/** Figure by name: what it is, and how it is read. */
const FIGURES: Readonly<Record<string, readonly [help: string, figure: Figure]>> = {
  tegata_audit_rows: ["Rows of the audit record that are linked.", ({ lastSequence }) => lastSequence],
  tegata_audit_unlinked_rows: [
    "Audit rows that wait for their link, counted up to 100,000.",
    ({ unlinked }) => unlinked,
  ],
  tegata_audit_unlinked_seconds: [
    "Age of the oldest audit row that waits for its link; alarm above 60.",
    ({ oldestUnlinkedSeconds }) => oldestUnlinkedSeconds,
  ],
  tegata_audit_uncovered_rows: ["Audit rows that no checkpoint covers.", ({ uncovered }) => uncovered],
  tegata_audit_checkpoint_seconds: [
    "Since the last audit checkpoint; alarm when it grows while there are uncovered rows.",
    ({ checkpointSeconds }) => checkpointSeconds,
  ],
};

/** How long one look at the records serves all figures. */
const FRESH_MILLISECONDS = 1_000;

/** Registers the figures of the audit records, by institution; they are read when they are asked for. */
export const registerAuditMetrics = (registry: Registry, context: DomainContext): void => {
  let looked: { readonly at: number; readonly figures: Promise<readonly AuditFigures[]> } | undefined;
  const look = (): Promise<readonly AuditFigures[]> => {
    const now = performance.now();
    if (looked === undefined || now - looked.at > FRESH_MILLISECONDS)
      looked = { at: now, figures: auditFigures(context) };
    return looked.figures;
  };
  for (const [name, [help, figure]] of Object.entries(FIGURES)) {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ["institution"],
        registers: [],
        async collect() {
          const all = await look().catch(() => []);
          // What cannot be told is left out.
          this.reset();
          for (const figures of all) {
            const value = figure(figures);
            if (value !== undefined) this.set({ institution: figures.institutionCode }, value);
          }
        },
      }),
    );
  }
};
