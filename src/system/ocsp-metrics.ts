import { Counter, Gauge, type Registry } from "prom-client";
import type { AnswerCache } from "#domain/ocsp/cache.ts";
import type { OcspFigures } from "#domain/ocsp/figures.ts";
import type { Lease } from "#domain/ocsp/lease.ts";
import { entriesOf } from "#pki/entries.ts";

interface Sources {
  readonly figures: OcspFigures;
  readonly cache: AnswerCache;
  readonly lease: Lease;
}

/** A counter that shows a number kept elsewhere, as it is when somebody looks. */
const counterOf = (registry: Registry, name: string, help: string, read: () => number): void => {
  const counter: Counter = new Counter({
    name,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
};

const gaugeOf = (registry: Registry, name: string, help: string, read: () => number): void => {
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
};

/** Shows what the OCSP service does among the program's figures. */
export const publishOcspFigures = (registry: Registry, { figures, cache, lease }: Sources): void => {
  const answers: Counter<"kind"> = new Counter({
    name: "tegata_ocsp_answers_total",
    help: "OCSP answers by kind.",
    labelNames: ["kind"],
    registers: [registry],
    collect: () => {
      answers.reset();
      for (const [kind, count] of entriesOf(figures.answers)) {
        answers.inc({ kind }, count);
      }
    },
  });
  counterOf(registry, "tegata_ocsp_cache_hits_total", "OCSP answers from memory.", () => figures.hits);
  counterOf(
    registry,
    "tegata_ocsp_cache_misses_total",
    "OCSP questions that could have been answered from memory and were not there.",
    () => figures.misses,
  );
  counterOf(
    registry,
    "tegata_ocsp_evictions_total",
    "Kept OCSP standings that were taken out because their certificate changed.",
    () => cache.evictions,
  );
  counterOf(registry, "tegata_ocsp_signatures_total", "OCSP answers signed.", () => figures.signatures);
  counterOf(
    registry,
    "tegata_ocsp_presigned_total",
    "OCSP answers looked after before anybody asked.",
    () => figures.presigned,
  );
  counterOf(
    registry,
    "tegata_ocsp_signing_seconds_total",
    "Time from building an OCSP answer to its signature; by the number of signatures: how long one takes.",
    () => figures.signingSeconds,
  );
  gaugeOf(registry, "tegata_ocsp_cache_entries", "Certificates with kept OCSP answers.", () => cache.size);
  gaugeOf(registry, "tegata_ocsp_cache_bytes", "Memory of kept OCSP answers, estimated.", () => cache.bytes);
  gaugeOf(
    registry,
    "tegata_ocsp_lease_age_seconds",
    "Since the record was last asked what changed; beyond 2 every answer is read from the record. -1: no lease.",
    () => (lease.ageMilliseconds === undefined ? -1 : lease.ageMilliseconds / 1000),
  );
};
