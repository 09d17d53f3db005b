import { sql, type Selectable } from "kysely";
import type { UserReference } from "#domain/context.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { KnownDeviceTable } from "#platform/database/tables.ts";
import { fromDate, toDate } from "#shared/clock.ts";

type Who = Pick<UserReference, "contractId" | "userId">;

/** What is known of a user before a login. */
export interface KnownBefore {
  readonly isKnownDevice: boolean;
  readonly isKnownNetwork: boolean;
  /** When any device of the user was last seen; undefined: none is known. */
  readonly lastSeenAt: Temporal.Instant | undefined;
}

/** One statement: it is asked at every login. */
export const selectKnown = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  asked: { readonly devices: readonly Buffer[]; readonly network: Buffer; readonly since: Temporal.Instant },
): Promise<KnownBefore> => {
  const since = toDate(asked.since);
  const { rows } = await sql<{ device: boolean | null; last_seen_at: Date | null; network: boolean }>`
    select bool_or(device_digest = any(${[...asked.devices]}::bytea[])) as device, max(last_seen_at) as last_seen_at,
      exists (select 1 from known_network
        where institution_code = ${tx.institutionCode} and contract_id = ${contractId} and user_id = ${userId}
          and network_digest = ${asked.network} and last_seen_at > ${since}) as network
    from known_device
    where institution_code = ${tx.institutionCode} and contract_id = ${contractId} and user_id = ${userId}
      and last_seen_at > ${since}`.execute(tx);
  const [row] = rows;
  const last = row?.last_seen_at ?? null;
  return {
    isKnownDevice: row?.device === true,
    isKnownNetwork: row?.network === true,
    lastSeenAt: last === null ? undefined : fromDate(last),
  };
};

/** A device to remember. */
export interface SeenDevice {
  readonly deviceId: string;
  readonly kind: KnownDeviceTable["kind"];
  readonly digest: Buffer;
  readonly browser: string;
  readonly at: Temporal.Instant;
}

/** Remembers a device, or that it was seen again; true where it is new. */
export const upsertDevice = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  { deviceId, kind, digest, browser, at }: SeenDevice,
): Promise<boolean> => {
  const row = await tx
    .insertInto("known_device")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      user_id: userId,
      device_id: deviceId,
      kind,
      device_digest: digest,
      browser,
      first_seen_at: toDate(at),
      last_seen_at: toDate(at),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_code", "contract_id", "user_id", "device_digest"])
        .doUpdateSet({ last_seen_at: toDate(at), browser }),
    )
    .returning("device_id")
    .executeTakeFirstOrThrow();
  return row.device_id === deviceId;
};

/** Remembers a network, or that it was seen again. */
export const upsertNetwork = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  digest: Buffer,
  at: Temporal.Instant,
): Promise<void> => {
  await tx
    .insertInto("known_network")
    .values({
      institution_code: tx.institutionCode,
      contract_id: contractId,
      user_id: userId,
      network_digest: digest,
      first_seen_at: toDate(at),
      last_seen_at: toDate(at),
    })
    .onConflict((conflict) =>
      conflict
        .columns(["institution_code", "contract_id", "user_id", "network_digest"])
        .doUpdateSet({ last_seen_at: toDate(at) }),
    )
    .execute();
};

/** A device in the user's list. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly kind: KnownDeviceTable["kind"];
  readonly digest: Buffer;
  readonly browser: string;
  readonly firstSeenAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
}

const read = (row: Selectable<KnownDeviceTable>): DeviceRow => ({
  deviceId: row.device_id,
  kind: row.kind,
  digest: row.device_digest,
  browser: row.browser,
  firstSeenAt: fromDate(row.first_seen_at),
  lastSeenAt: fromDate(row.last_seen_at),
});

/** The devices of a user that were seen since, the last one first. */
export const selectDevices = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  since: Temporal.Instant,
): Promise<DeviceRow[]> => {
  const rows = await tx
    .selectFrom("known_device")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .where("last_seen_at", ">", toDate(since))
    .orderBy("last_seen_at", "desc")
    .orderBy("device_id")
    .execute();
  return rows.map(read);
};

/** Forgets a device of a user; undefined where there is none. */
export const deleteDevice = async (
  tx: InstitutionTransaction,
  { contractId, userId }: Who,
  deviceId: string,
): Promise<DeviceRow | undefined> => {
  const row = await tx
    .deleteFrom("known_device")
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("user_id", "=", userId)
    .where("device_id", "=", deviceId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : read(row);
};

/** Forgets devices and networks that were last seen before; says how many. */
export const deleteOld = async (
  tx: InstitutionTransaction,
  seenBefore: Temporal.Instant,
): Promise<{ devices: number; networks: number }> => {
  const deleting = (table: "known_device" | "known_network") =>
    tx
      .deleteFrom(table)
      .where("institution_code", "=", tx.institutionCode)
      .where("last_seen_at", "<=", toDate(seenBefore))
      .executeTakeFirst();
  const [devices, networks] = [await deleting("known_device"), await deleting("known_network")];
  return { devices: Number(devices.numDeletedRows), networks: Number(networks.numDeletedRows) };
};
