import type { Database } from "#platform/database/database.ts";
import { AUTHORITY_LIST_NAME, parseShardName } from "../certificate-authority/addresses.ts";
import type { CertificateAuthority, Issuer } from "../certificate-authority/authority.ts";
import { rootCrl } from "../certificate-authority/root-crl.ts";
import type { DomainContext } from "../context.ts";
import { keepOctets, keptOctets } from "./crl-cache.ts";
import { isYoung, makeCrl, type PublishedCrl } from "./crl-make.ts";
import { CRL_KEPT_HOURS } from "./crl-sign.ts";
import { hasShard } from "./crl-shard.store.ts";
import { selectCrl, selectCrlVersion, type CrlKey, type CrlVersion } from "./crl.store.ts";

export type { PublishedCrl } from "./crl-make.ts";

/** A list as it is given out. */
export interface GivenCrl extends CrlVersion {
  /** DER: these octets one after the other. */
  readonly parts: readonly Buffer[];
}

const keyOf = (context: DomainContext, issuer: Issuer, listName: string): CrlKey | undefined => {
  const parsed = parseShardName(listName);
  if (parsed === undefined) return undefined;
  const { institutionCode, shard } = parsed;
  return context.institutions.byCode(institutionCode)?.family === issuer.family
    ? { institutionCode, issuerId: issuer.issuerId, shard }
    : undefined;
};

const given = ({ number, thisUpdate, nextUpdate, octets }: PublishedCrl): GivenCrl => ({
  number,
  thisUpdate,
  nextUpdate,
  parts: [octets.head, octets.entries, octets.tail],
});

/** The recorded list, its octets from this process where it has them. */
const recorded = async (
  context: DomainContext,
  key: CrlKey,
  version: CrlVersion,
): Promise<GivenCrl | undefined> => {
  const octets = keptOctets(context.database, key, version.number);
  if (octets !== undefined) return given({ ...version, octets });
  const row = await selectCrl(context.database, key);
  if (row === undefined) return undefined;
  keepOctets(context.database, key, row.number, row);
  return given({ ...row, octets: row });
};

const underWay = new WeakMap<Database, Map<string, Promise<GivenCrl>>>();

/** Of many who ask this process for the same list, one makes it; the others wait for it without a connection. */
const makeOnce = (context: DomainContext, issuer: Issuer, key: CrlKey): Promise<GivenCrl> => {
  const ofDatabase = underWay.get(context.database) ?? new Map<string, Promise<GivenCrl>>();
  underWay.set(context.database, ofDatabase);
  const name = `${key.institutionCode} ${key.issuerId} ${key.shard}`;
  const present = ofDatabase.get(name);
  if (present !== undefined) return present;
  const making = makeCrl(context, issuer, key)
    .then(({ list }) => given(list))
    .finally(() => ofDatabase.delete(name));
  ofDatabase.set(name, making);
  return making;
};

/**
 * The list under `/crl/<issuer>/<list>.crl`: from the record while nothing was revoked since and it is young, made
 * anew otherwise, so that a revocation is on it at once. Undefined: there is no such list, or no longer.
 */
export const currentCrl = async (
  context: DomainContext,
  authority: CertificateAuthority,
  issuerId: string,
  listName: string,
): Promise<GivenCrl | undefined> => {
  const issuer = authority.issuer(issuerId);
  if (issuer === undefined) {
    const list = listName === AUTHORITY_LIST_NAME ? await rootCrl(context, issuerId) : undefined;
    return list === undefined ? undefined : { ...list, parts: [list.crl] };
  }
  const key = keyOf(context, issuer, listName);
  if (key === undefined) return undefined;
  const now = context.clock.now();
  const version = await selectCrlVersion(context.database, key);
  if (version !== undefined && !version.hasPending && isYoung(version, now)) {
    return recorded(context, key, version);
  }
  // A shard whose certificates expired long ago has its last list until that ends, and then none.
  const isServed = await hasShard(context.database, key, now.subtract({ hours: CRL_KEPT_HOURS }));
  if (isServed) return makeOnce(context, issuer, key);
  return version === undefined || Temporal.Instant.compare(version.nextUpdate, now) < 0
    ? undefined
    : recorded(context, key, version);
};
