import { invariant } from "#shared/invariant.ts";
import type { DomainContext } from "../context.ts";
import { leaseShard } from "./crl-shard.store.ts";

/**
 * Certificates of one shard: its list can never have more entries, about 300 KB at most. Small enough that a list is
 * made in milliseconds and fetched by a verifier without thought; large enough that a million certificates are 123
 * lists.
 */
export const CRL_SHARD_CAPACITY = 8_192;

/** A process takes so many places at a time: few at first, so that short-lived processes waste few. */
const FIRST_LEASE = 16;
const LARGEST_LEASE = 512;
/** A lease is good for certificates that expire so much later than the one it was taken for. */
const LEASE_MARGIN_HOURS = 31 * 24;

/** Where a certificate goes. */
export interface ShardRequest {
  readonly institutionCode: string;
  readonly issuerId: string;
  /** End of the certificate's validity: the shard's list is made at least until then. */
  readonly notAfter: Temporal.Instant;
}

interface Place {
  shard: number;
  /** Places left of the lease. */
  left: number;
  /** Places of the lease when it was taken. */
  size: number;
  coversUntil: Temporal.Instant;
  pending: Promise<void> | undefined;
}

const places = new WeakMap<DomainContext["database"], Map<string, Place>>();

const placeOf = (context: DomainContext, { institutionCode, issuerId, notAfter }: ShardRequest): Place => {
  const ofDatabase = places.get(context.database) ?? new Map<string, Place>();
  places.set(context.database, ofDatabase);
  const name = `${institutionCode} ${issuerId}`;
  const known = ofDatabase.get(name);
  if (known !== undefined) return known;
  const place: Place = { shard: -1, left: 0, size: 0, coversUntil: notAfter, pending: undefined };
  ofDatabase.set(name, place);
  return place;
};

const renew = async (context: DomainContext, place: Place, request: ShardRequest): Promise<void> => {
  const wanted = Math.min(Math.max(FIRST_LEASE, place.size * 2), LARGEST_LEASE);
  const coversUntil = request.notAfter.add({ hours: LEASE_MARGIN_HOURS });
  const lease = await leaseShard(context.database, {
    institutionCode: request.institutionCode,
    issuerId: request.issuerId,
    wanted,
    capacity: CRL_SHARD_CAPACITY,
    coversUntil,
  });
  invariant(lease.places > 0, "a lease has places");
  Object.assign(place, { shard: lease.shard, left: lease.places, size: wanted, coversUntil });
};

/**
 * The CRL shard for the next certificate; it stays the certificate's shard for its life. Never gives a shard more
 * certificates than it holds, whatever number of processes asks: each has places on lease, and those of a process that
 * ends are lost, which only leaves its shard a little emptier. Costs a round trip once for each lease.
 */
export const allotCrlShard = async (context: DomainContext, request: ShardRequest): Promise<number> => {
  const place = placeOf(context, request);
  while (place.left === 0 || Temporal.Instant.compare(request.notAfter, place.coversUntil) > 0) {
    place.pending ??= renew(context, place, request).finally(() => {
      place.pending = undefined;
    });
    await place.pending;
  }
  place.left -= 1;
  return place.shard;
};
