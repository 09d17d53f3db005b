import { z } from "zod";
import { invariant } from "#shared/invariant.ts";
import type { CertificateAuthority } from "../certificate-authority/authority.ts";
import type { DomainContext } from "../context.ts";
import { makeCrl, makeCrlUnlessBusy } from "./crl-make.ts";
import { CRL_KEPT_HOURS, CRL_REFRESH_HOURS } from "./crl-sign.ts";
import { upsertRun } from "./crl-run.store.ts";
import { deleteEndedCrls, hasShard, selectDueCrls, type DueCrl } from "./crl-shard.store.ts";

/** So many lists are made at once: one is signed while the record is asked for the next. */
const CONCURRENCY = 4;

/** What a run did. */
export interface Publication {
  readonly made: number;
  /** Lists that nobody needs any longer. */
  readonly ended: number;
}

const endedBefore = (now: Temporal.Instant): Temporal.Instant => now.subtract({ hours: CRL_KEPT_HOURS });

const duePerInstitution = async (context: DomainContext): Promise<DueCrl[]> => {
  const now = context.clock.now();
  const due: DueCrl[] = [];
  for (const { code } of context.institutions.all) {
    due.push(
      ...(await selectDueCrls(context.database, code, {
        madeBefore: now.subtract({ hours: CRL_REFRESH_HOURS }),
        endedBefore: endedBefore(now),
      })),
    );
  }
  return due;
};

/** Makes a list that is due; false: it was made already, or is being made, by another process. */
const makeDue = async (
  context: DomainContext,
  authority: CertificateAuthority,
  due: DueCrl,
): Promise<boolean> => {
  const issuer = authority.issuer(due.issuerId);
  if (issuer === undefined) {
    // Its issuer was let go: rightly once no certificate is valid, otherwise somebody must know.
    const isOver = Temporal.Instant.compare(due.coversUntil, context.clock.now()) < 0;
    invariant(isOver, `the issuer ${due.issuerId} of a CRL that is still needed is not there`);
    return false;
  }
  return (await makeCrlUnlessBusy(context, issuer, due))?.isNew === true;
};

/**
 * Makes every list that is missing, that revocations wait for, or that is no longer young, and forgets those of shards
 * whose certificates all ended. For the worker, each minute; several at once share the work, each list is made by one.
 *
 * @throws AggregateError with what went wrong with single lists; the others were made all the same
 */
export const publishCrls = async (
  context: DomainContext,
  authority: CertificateAuthority,
): Promise<Publication> => {
  const waiting = await duePerInstitution(context);
  const failures: unknown[] = [];
  let made = 0;
  const work = async (): Promise<void> => {
    for (let due = waiting.shift(); due !== undefined; due = waiting.shift()) {
      try {
        if (await makeDue(context, authority, due)) made += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  let ended = 0;
  const now = context.clock.now();
  for (const { code } of context.institutions.all) {
    ended += await deleteEndedCrls(context.database, code, { now, endedBefore: endedBefore(now) });
  }
  if (failures.length > 0) {
    throw new AggregateError(failures, `${failures.length} CRLs could not be made, ${made} were`);
  }
  await upsertRun(context.database, "publish", { finishedAt: now, figure: made });
  return { made, ended };
};

const crlKeySchema = z.object({
  institutionCode: z.string().regex(/^[0-9]{4}$/),
  issuerId: z.string(),
  shard: z.int().min(0),
});

/** Does a job that `askForCrl` asked for: the list is made unless another process was asked for it meanwhile. */
export const publishCrl = async (
  context: DomainContext,
  authority: CertificateAuthority,
  payload: unknown,
): Promise<Publication> => {
  const key = crlKeySchema.parse(payload);
  const issuer = authority.issuer(key.issuerId);
  const isServed = await hasShard(context.database, key, endedBefore(context.clock.now()));
  if (issuer === undefined || !isServed) return { made: 0, ended: 0 };
  const made = await makeCrl(context, issuer, key);
  return { made: made.isNew ? 1 : 0, ended: 0 };
};
