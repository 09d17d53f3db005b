import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { dueAfterExpiry, dueBeforeDeadline, dueBeforeExpiry, isReminderTime, type DueStep } from "./due.ts";
import type { ReminderKind } from "./reminder.ts";
import {
  deleteOldReminders,
  queueAcquisitions,
  queueAdministrators,
  queueCertificates,
  type Batch,
  type CertificatePlace,
  type GrantPlace,
} from "./reminder.store.ts";

/** How many reminders a run queued. */
export interface QueuedReminders {
  readonly renewal: number;
  readonly expired: number;
  readonly acquisition: number;
  /** Mails to administrators. */
  readonly administrators: number;
}

export interface QueueOptions {
  /** Most reminders of one transaction; 1,000 unless told. */
  readonly batch?: number;
}

/** Reminders of one transaction, unless told. */
const BATCH = 1_000;
const CONTRACTS = 200;
/** A certificate of the longest validity has been gone for a year when its reminders are forgotten. */
const KEPT_HOURS = 24 * 366 * 7;

const actor = { kind: "system", name: "reminders" } as const;

type QueueBatch<Place> = (tx: InstitutionTransaction, after: Place | undefined) => Promise<Batch<Place>>;

/** One audit row for each transaction, not for each mail: neither is ever there without the other. */
const audit = (
  tx: InstitutionTransaction,
  at: Temporal.Instant,
  facts: Readonly<Record<string, string | number>>,
): Promise<void> => recordAudit(tx, { at, event: "reminder.queued", actor, facts });

const queueStep = async <Place>(
  context: DomainContext,
  institution: InstitutionPolicy,
  told: {
    readonly kind: ReminderKind;
    readonly step: number;
    readonly at: Temporal.Instant;
    readonly most: number;
  },
  queueBatch: QueueBatch<Place>,
): Promise<number> => {
  const { kind, step, at, most } = told;
  let queued = 0;
  let batch: Batch<Place> | undefined;
  do {
    const after = batch?.last;
    batch = await context.database.inInstitution(institution.code, async (tx): Promise<Batch<Place>> => {
      const done = await queueBatch(tx, after);
      if (done.queued > 0) await audit(tx, at, { kind, step, mails: done.queued });
      return done;
    });
    queued += batch.queued;
  } while (batch.due === most);
  return queued;
};

const queueAllAdministrators = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  at: Temporal.Instant,
): Promise<number> => {
  let queued = 0;
  let batch: { readonly contracts: number; readonly queued: number };
  do {
    batch = await context.database.inInstitution(institution.code, async (tx) => {
      const done = await queueAdministrators(tx, CONTRACTS);
      if (done.queued > 0)
        await audit(tx, at, { kind: "administrators", contracts: done.contracts, mails: done.queued });
      return done;
    });
    queued += batch.queued;
  } while (batch.contracts === CONTRACTS);
  return queued;
};

/** Queues everything that is due in one institution. */
export const queueRemindersOf = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  { batch: most = BATCH }: QueueOptions = {},
): Promise<QueuedReminders> => {
  const at = context.clock.now();
  const { timeZone, renewal, acquisition } = institution;
  const count = { renewal: 0, expired: 0, acquisition: 0, administrators: 0 };
  if (!isReminderTime(at, timeZone)) return count;
  const common = { most, at, tellsAdministrators: renewal.remindAdministrators };
  const certificates = async (kind: "renewal" | "expired", due: DueStep): Promise<void> => {
    count[kind] += await queueStep(
      context,
      institution,
      { kind, step: due.step, at, most },
      (tx, after: CertificatePlace | undefined) => queueCertificates(tx, { ...common, kind, due, after }),
    );
  };
  for (const due of dueBeforeExpiry(renewal.mailDays, at, timeZone)) await certificates("renewal", due);
  await certificates("expired", dueAfterExpiry(at));
  const { deadlineDays, mailDays } = acquisition;
  if (deadlineDays !== null) {
    for (const due of dueBeforeDeadline(mailDays, deadlineDays, at, timeZone)) {
      const told = { kind: "acquisition", step: due.step, at, most } as const;
      count.acquisition += await queueStep(context, institution, told, (tx, after: GrantPlace | undefined) =>
        queueAcquisitions(tx, { ...common, due, after }),
      );
    }
  }
  if (renewal.remindAdministrators)
    count.administrators = await queueAllAdministrators(context, institution, at);
  return count;
};

/**
 * Records and queues every reminder that is due, each exactly once: to users at the institution's days before expiry
 * and before a right to acquire lapses, when a certificate has expired, and to administrators where the policy says so.
 * A batch, its mails and its audit row are one transaction. For the worker; any number of nodes may run it at once.
 */
export const queueReminders = async (
  context: DomainContext,
  options: QueueOptions = {},
): Promise<QueuedReminders> => {
  const total = { renewal: 0, expired: 0, acquisition: 0, administrators: 0 };
  for (const institution of context.institutions.all) {
    const count = await queueRemindersOf(context, institution, options);
    total.renewal += count.renewal;
    total.expired += count.expired;
    total.acquisition += count.acquisition;
    total.administrators += count.administrators;
  }
  return total;
};

/** Forgets reminders of certificates that are long gone. */
export const tidyReminders = async (context: DomainContext): Promise<{ readonly reminders: number }> => {
  const before = context.clock.now().subtract({ hours: KEPT_HOURS });
  let reminders = 0;
  for (const { code } of context.institutions.all)
    reminders += await context.database.inInstitution(code, (tx) => deleteOldReminders(tx, before));
  return { reminders };
};
