import { assembleCrl, buildTbsCertList, encodeCrlEntry } from "#pki/crl/build.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import { invariant } from "#shared/invariant.ts";
import {
  AUTHORITY_LIST_NAME,
  crlUri,
  parseShardName,
  shardName,
} from "../certificate-authority/addresses.ts";
import type { CertificateAuthority, Issuer } from "../certificate-authority/authority.ts";
import { rootCrl } from "../certificate-authority/root-crl.ts";
import type { DomainContext } from "../context.ts";
import {
  lockForMaking,
  selectCrl,
  selectCrlIn,
  selectListStates,
  selectRevoked,
  upsertCrl,
  type CrlKey,
  type CrlRow,
} from "./crl.store.ts";
import { CRL_SHARDS } from "./tbs.ts";

/** How long a list may be relied on. */
const LIFETIME_HOURS = 24;
/** A list this old is made anew, long before anybody has to do without. */
const REFRESH_HOURS = 12;
/** An entry stays so long after its certificate expired: on one list more at least (RFC 5280 section 3.3). */
const KEPT_AFTER_EXPIRY_HOURS = 2 * LIFETIME_HOURS;

/** A list as it is given out. */
export interface PublishedCrl {
  /** DER. */
  readonly crl: Buffer;
  readonly number: number;
  readonly thisUpdate: Temporal.Instant;
  readonly nextUpdate: Temporal.Instant;
}

const isCurrent = (row: Pick<CrlRow, "isStale" | "thisUpdate">, now: Temporal.Instant): boolean =>
  !row.isStale && Temporal.Instant.compare(now, row.thisUpdate.add({ hours: REFRESH_HOURS })) < 0;

const sign = async (
  authority: CertificateAuthority,
  issuer: Issuer,
  key: CrlKey,
  given: { readonly number: number; readonly now: Temporal.Instant; readonly entries: readonly Buffer[] },
): Promise<PublishedCrl> => {
  const thisUpdate = given.now.round({ smallestUnit: "second", roundingMode: "floor" });
  const nextUpdate = thisUpdate.add({ hours: LIFETIME_HOURS });
  const uri = crlUri(authority.validationUrl, key.issuerId, shardName(key.institutionCode, key.shard));
  const tbs = buildTbsCertList({
    issuer: issuer.facts,
    thisUpdate,
    nextUpdate,
    number: BigInt(given.number),
    distributionPointUri: uri,
    entries: given.entries,
  });
  const crl = assembleCrl(tbs, issuer.facts.signatureAlgorithm, await issuer.signer.sign(tbs));
  const findings = lintCrl({ crl, issuer: issuer.certificate, distributionPointUri: uri });
  invariant(findings.length === 0, `CRL ${uri} breaks rules: ${findings.map(({ lint }) => lint).join(", ")}`);
  return { crl, number: given.number, thisUpdate, nextUpdate };
};

/** Makes a list anew unless another node just did. Its number only rises (RFC 5280 section 5.2.3). */
const make = (
  context: DomainContext,
  authority: CertificateAuthority,
  issuer: Issuer,
  key: CrlKey,
): Promise<PublishedCrl> =>
  context.database.inInstitution(key.institutionCode, async (tx) => {
    await lockForMaking(tx, key);
    const now = context.clock.now();
    const present = await selectCrlIn(tx, key);
    if (present !== undefined && isCurrent(present, now)) return present;
    const revoked = await selectRevoked(tx, key, now.subtract({ hours: KEPT_AFTER_EXPIRY_HOURS }));
    const made = await sign(authority, issuer, key, {
      number: (present?.number ?? 0) + 1,
      now,
      entries: revoked.map(encodeCrlEntry),
    });
    await upsertCrl(tx, key, made);
    return made;
  });

const keyOf = (context: DomainContext, issuer: Issuer, listName: string): CrlKey | undefined => {
  const parsed = parseShardName(listName);
  if (parsed === undefined || parsed.shard >= CRL_SHARDS) return undefined;
  const { institutionCode, shard } = parsed;
  return context.institutions.byCode(institutionCode)?.family === issuer.family
    ? { institutionCode, issuerId: issuer.issuerId, shard }
    : undefined;
};

/**
 * The list under `/crl/<issuer>/<list>.crl`: from the record while nothing was revoked since and it is young, made
 * anew otherwise, so that a revocation is on it at once. Undefined: there is no such list.
 */
export const currentCrl = async (
  context: DomainContext,
  authority: CertificateAuthority,
  issuerId: string,
  listName: string,
): Promise<PublishedCrl | undefined> => {
  const issuer = authority.issuer(issuerId);
  if (issuer === undefined) {
    return listName === AUTHORITY_LIST_NAME ? rootCrl(context, issuerId) : undefined;
  }
  const key = keyOf(context, issuer, listName);
  if (key === undefined) return undefined;
  const row = await selectCrl(context.database, key);
  return row !== undefined && isCurrent(row, context.clock.now())
    ? row
    : make(context, authority, issuer, key);
};

const allShards = Array.from({ length: CRL_SHARDS }, (_, shard) => shard);

/** Makes every list that is missing, stale or no longer young; gives how many it made. For the worker. */
export const publishCrls = async (
  context: DomainContext,
  authority: CertificateAuthority,
): Promise<{ readonly made: number }> => {
  let made = 0;
  for (const { code: institutionCode, family } of context.institutions.all) {
    const now = context.clock.now();
    const states = await selectListStates(context.database, institutionCode);
    const current = new Set(
      states.flatMap((list) => (isCurrent(list, now) ? [`${list.issuerId} ${list.shard}`] : [])),
    );
    for (const issuer of authority.issuers.filter((one) => one.family === family)) {
      const { issuerId } = issuer;
      for (const shard of allShards.filter((one) => !current.has(`${issuerId} ${one}`))) {
        await make(context, authority, issuer, { institutionCode, issuerId, shard });
        made += 1;
      }
    }
  }
  return { made };
};
