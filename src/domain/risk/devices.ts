import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { keptSince } from "./facts.ts";
import { deleteDevice, deleteOld, selectDevices } from "./known.store.ts";
import type { Device } from "./surroundings.ts";

/** A device as its owner sees it. */
export interface OwnDevice {
  readonly deviceId: string;
  readonly kind: "browser" | "certificate";
  readonly browser: string;
  readonly firstSeenAt: Temporal.Instant;
  readonly lastSeenAt: Temporal.Instant;
  /** The one from which the list is looked at. */
  readonly isThisOne: boolean;
}

interface Owner {
  readonly institution: InstitutionPolicy;
  readonly user: Pick<User, "reference">;
}

/** The devices from which a user has logged in, as long as they are remembered; the last one first. */
export const devicesOf = async (
  context: DomainContext,
  { institution, user }: Owner,
  present: Device,
): Promise<readonly OwnDevice[]> => {
  const since = keptSince(institution, context.clock.now());
  const rows = await context.database.inInstitution(institution.code, (tx) =>
    selectDevices(tx, user.reference, since),
  );
  return rows.map(({ deviceId, kind, browser, firstSeenAt, lastSeenAt, digest }) => ({
    deviceId,
    kind,
    browser,
    firstSeenAt,
    lastSeenAt,
    isThisOne: present.digest !== undefined && digest.equals(present.digest),
  }));
};

/** Forgets a device of the user's own: its next login counts as one from a new device. False where there is none. */
export const forgetDevice = (
  context: DomainContext,
  { institution, user }: Owner,
  deviceId: string,
  origin: Origin,
): Promise<boolean> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const device = await deleteDevice(tx, user.reference, deviceId);
    if (device === undefined) return false;
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "login.deviceForgotten",
      actor: { kind: "user", user: user.reference },
      subject: user.reference,
      origin,
      facts: { deviceId, kind: device.kind, browser: device.browser },
    });
    return true;
  });

/**
 * Forgets devices and networks that were not seen for `login.risk.keptDays`, in every institution. For the worker,
 * hourly. Writes no audit rows: they no longer counted anyway.
 */
export const tidyKnownDevices = async (
  context: DomainContext,
): Promise<{ devices: number; networks: number }> => {
  const sum = { devices: 0, networks: 0 };
  for (const institution of context.institutions.all) {
    const seenBefore = keptSince(institution, context.clock.now());
    const deleted = await context.database.inInstitution(institution.code, (tx) => deleteOld(tx, seenBefore));
    sum.devices += deleted.devices;
    sum.networks += deleted.networks;
  }
  return sum;
};
