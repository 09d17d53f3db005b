import { PACKED_REVOCATION_BYTES, encodePackedEntries } from "#pki/crl/packed.ts";
import { invariant } from "#shared/invariant.ts";
import type { Issuer } from "../certificate-authority/authority.ts";
import type { DomainContext } from "../context.ts";
import { CRL_KEPT_HOURS, nextCrlNumber, signCrl, timesOfCrl } from "./crl-sign.ts";
import { selectShards } from "./crl-shard.store.ts";
import { selectAllRevoked } from "./crl-entries.store.ts";
import type { CrlVersion } from "./crl.store.ts";

/** The complete list of an issuer, over all institutions. */
export interface FullCrl extends CrlVersion {
  /** DER. */
  readonly crl: Buffer;
  readonly entryCount: number;
}

const INDEX_BITS = 24n;
const MOST_RECORDS = 2 ** 24;

/**
 * Packed revocations in the order of their serials, those of all shards together: sorted as numbers made of a serial's
 * first 40 bits and the record's place. Records whose first 40 bits are the same (one pair in a million) may stand the
 * wrong way round; the list is good all the same.
 */
const sortPacked = (shards: readonly Buffer[]): Buffer => {
  const packed = Buffer.concat(shards);
  const count = packed.length / PACKED_REVOCATION_BYTES;
  invariant(count < MOST_RECORDS, `a list of ${count} entries`);
  const keys = new BigUint64Array(count);
  for (let index = 0; index < count; index += 1) {
    const first = packed.readUIntBE(index * PACKED_REVOCATION_BYTES, 5);
    keys[index] = (BigInt(first) << INDEX_BITS) | BigInt(index);
  }
  keys.sort();
  const sorted = Buffer.allocUnsafe(packed.length);
  let position = 0;
  for (const key of keys) {
    const start = Number(key & BigInt(MOST_RECORDS - 1)) * PACKED_REVOCATION_BYTES;
    position += packed.copy(sorted, position, start, start + PACKED_REVOCATION_BYTES);
  }
  return sorted;
};

/**
 * The complete list of an issuer, made when it is asked for: no issuing distribution point, so it holds for every
 * certificate of the issuer. Read shard by shard; a revocation that comes meanwhile may be on the next only, as the
 * shards' own lists show it at once. A million entries take some seconds and some hundreds of megabytes of memory.
 */
export const fullCrl = async (context: DomainContext, issuer: Issuer): Promise<FullCrl> => {
  const now = context.clock.now();
  const times = timesOfCrl(now);
  const expiredBefore = now.subtract({ hours: CRL_KEPT_HOURS });
  const shards: Buffer[] = [];
  for (const { code } of context.institutions.all.filter(({ family }) => family === issuer.family)) {
    const keys = await selectShards(context.database, code);
    for (const key of keys.filter(({ issuerId }) => issuerId === issuer.issuerId)) {
      const read = await context.database.inInstitution(code, (tx) =>
        selectAllRevoked(tx, key, expiredBefore),
      );
      shards.push(read.packed);
    }
  }
  const packed = sortPacked(shards);
  const version = { ...times, number: nextCrlNumber(undefined, now) };
  const entries = encodePackedEntries(packed, times.thisUpdate);
  const crl = await signCrl(issuer, { ...version, entries, distributionPointUri: undefined });
  return { ...version, crl, entryCount: packed.length / PACKED_REVOCATION_BYTES };
};
