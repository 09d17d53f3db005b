import { encodeCrlEntry } from "#pki/crl/build.ts";
import { countEntries, mergeEntries } from "#pki/crl/entry-list.ts";
import { encodePackedEntries } from "#pki/crl/packed.ts";
import { takeCrlApart } from "#pki/crl/parts.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { crlUri, shardName } from "../certificate-authority/addresses.ts";
import type { Issuer } from "../certificate-authority/authority.ts";
import type { DomainContext } from "../context.ts";
import { keepOctets, keptOctets } from "./crl-cache.ts";
import { selectAllRevoked, selectRevoked } from "./crl-entries.store.ts";
import { CRL_KEPT_HOURS, CRL_REFRESH_HOURS, nextCrlNumber, signCrl, timesOfCrl } from "./crl-sign.ts";
import {
  deletePending,
  lockForMaking,
  selectOctetsIn,
  selectPending,
  selectStateIn,
  tryLockForMaking,
  upsertCrl,
  type CrlKey,
  type CrlOctets,
  type CrlState,
  type CrlVersion,
} from "./crl.store.ts";

/** With more additions than that, a list is made from the record at once. */
const MOST_ADDITIONS = 500;

/** A list as it is given out, in parts that are sent one after the other. */
export interface PublishedCrl extends CrlVersion {
  readonly octets: CrlOctets;
}

/** Whether a list of this age still need not be made anew. */
export const isYoung = (list: Pick<CrlVersion, "thisUpdate">, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, list.thisUpdate.add({ hours: CRL_REFRESH_HOURS })) < 0;

interface Contents {
  readonly entries: Buffer;
  readonly entryCount: number;
  readonly dropAfter: Temporal.Instant | undefined;
  readonly isUnchanged: boolean;
}

const keptUntil = (notAfter: Temporal.Instant): Temporal.Instant => notAfter.add({ hours: CRL_KEPT_HOURS });

/** The entries from the record of certificates. */
const readContents = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  now: Temporal.Instant,
): Promise<Contents> => {
  const { packed, count, firstExpiry } = await selectAllRevoked(
    tx,
    key,
    now.subtract({ hours: CRL_KEPT_HOURS }),
  );
  return {
    entries: encodePackedEntries(packed, now),
    entryCount: count,
    dropAfter: firstExpiry === undefined ? undefined : keptUntil(firstExpiry),
    isUnchanged: false,
  };
};

const earlier = (left: Temporal.Instant, right: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(left, right) < 0 ? left : right;

const earliest = (instants: readonly (Temporal.Instant | undefined)[]): Temporal.Instant | undefined =>
  instants
    .filter((instant) => instant !== undefined)
    .sort((left, right) => Temporal.Instant.compare(left, right))[0];

/** The entries of the list before, with those that wait for the next. */
const extendContents = async (
  tx: InstitutionTransaction,
  key: CrlKey,
  before: CrlState & CrlOctets,
  { pending, now }: { readonly pending: readonly string[]; readonly now: Temporal.Instant },
): Promise<Contents> => {
  if (pending.length === 0) {
    const { entries, entryCount, dropAfter } = before;
    return { entries, entryCount, dropAfter, isUnchanged: true };
  }
  const added = await selectRevoked(tx, key, pending, now.subtract({ hours: CRL_KEPT_HOURS }));
  const entries = mergeEntries(
    before.entries,
    // The clock of whoever revoked may be a little ahead: no entry lies after its list's thisUpdate.
    added.map((entry) => encodeCrlEntry({ ...entry, revokedAt: earlier(entry.revokedAt, now) })),
  );
  return {
    entries,
    entryCount: countEntries(entries),
    dropAfter: earliest([before.dropAfter, ...added.map(({ notAfter }) => keptUntil(notAfter))]),
    isUnchanged: false,
  };
};

const octetsOf = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  key: CrlKey,
  { number }: CrlVersion,
): Promise<CrlOctets> => {
  const kept = keptOctets(context.database, key, number);
  if (kept !== undefined) return kept;
  const octets = await selectOctetsIn(tx, key);
  invariant(octets !== undefined, "a list that is recorded has octets");
  return octets;
};

/** Whether the entries of the list before can be taken over: none of them has to go, and not too many come. */
const isExtensible = (
  before: CrlState | undefined,
  pending: readonly string[],
  now: Temporal.Instant,
): before is CrlState =>
  before !== undefined &&
  pending.length <= MOST_ADDITIONS &&
  (before.dropAfter === undefined || Temporal.Instant.compare(now, before.dropAfter) < 0);

interface MadeCrl {
  readonly list: PublishedCrl;
  /** False: it was current already. */
  readonly isNew: boolean;
}

const contentsOf = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  key: CrlKey,
  { before, pending }: { readonly before: CrlState | undefined; readonly pending: readonly string[] },
): Promise<Contents> => {
  const now = context.clock.now();
  if (!isExtensible(before, pending, now)) return readContents(tx, key, now);
  return extendContents(
    tx,
    key,
    { ...before, ...(await octetsOf(context, tx, key, before)) },
    { pending, now },
  );
};

const makeIn = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  issuer: Issuer,
  { key, fromRecord }: { readonly key: CrlKey; readonly fromRecord: boolean },
): Promise<MadeCrl> => {
  const now = context.clock.now();
  // In this order: what waits was revoked by a transaction that is over, so the certificates read later say so.
  const [before, pending] = await Promise.all([selectStateIn(tx, key), selectPending(tx, key)]);
  if (before !== undefined && !fromRecord && pending.length === 0 && isYoung(before, now)) {
    return { list: { ...before, octets: await octetsOf(context, tx, key, before) }, isNew: false };
  }
  const { isUnchanged, ...contents } = await contentsOf(context, tx, key, {
    before: fromRecord ? undefined : before,
    pending,
  });
  const version = { number: nextCrlNumber(before?.number, now), ...timesOfCrl(now) };
  const listName = shardName(key.institutionCode, key.shard);
  const distributionPointUri = crlUri(issuer.validationUrl, key.issuerId, listName);
  const { entries } = contents;
  const { head, tail } = takeCrlApart(await signCrl(issuer, { ...version, entries, distributionPointUri }));
  // The entries themselves and not their copy in the list: they stay the same object while they do not change.
  const octets = { head: Buffer.from(head), entries, tail: Buffer.from(tail) };
  await upsertCrl(tx, key, {
    ...contents,
    ...version,
    head: octets.head,
    tail: octets.tail,
    entries: isUnchanged ? "unchanged" : entries,
  });
  await deletePending(tx, key, pending);
  return { list: { ...version, octets }, isNew: true };
};

/** Only what was committed is kept: a number that was rolled back may be given again. */
const keep = (context: DomainContext, key: CrlKey, made: MadeCrl): MadeCrl => {
  if (made.isNew) keepOctets(context.database, key, made.list.number, made.list.octets);
  return made;
};

/**
 * Makes a list anew unless it is current, e.g. because another process just made it. One process at a time makes a
 * list; revocations go on meanwhile, and those that come too late for it wait for the next.
 *
 * @param options `fromRecord`: make it from the record of certificates, whatever the list before says
 */
export const makeCrl = async (
  context: DomainContext,
  issuer: Issuer,
  key: CrlKey,
  options: { readonly fromRecord?: boolean } = {},
): Promise<MadeCrl> => {
  const made = await context.database.inInstitution(key.institutionCode, async (tx) => {
    await lockForMaking(tx, key);
    return makeIn(context, tx, issuer, { key, fromRecord: options.fromRecord ?? false });
  });
  return keep(context, key, made);
};

/** The same, but undefined where another process is making the list already. */
export const makeCrlUnlessBusy = async (
  context: DomainContext,
  issuer: Issuer,
  key: CrlKey,
): Promise<MadeCrl | undefined> => {
  const made = await context.database.inInstitution(key.institutionCode, async (tx) =>
    (await tryLockForMaking(tx, key)) ? makeIn(context, tx, issuer, { key, fromRecord: false }) : undefined,
  );
  return made === undefined ? undefined : keep(context, key, made);
};
