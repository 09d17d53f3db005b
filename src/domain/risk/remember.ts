import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { newRowId } from "#shared/ids.ts";
import { upsertDevice, upsertNetwork } from "./known.store.ts";
import { digestOfNetwork, type Device } from "./surroundings.ts";

/** A login that is complete: every proof was given. */
export interface CompleteLogin {
  readonly institution: InstitutionPolicy;
  readonly user: Pick<User, "reference">;
  readonly device: Device;
  readonly origin: Origin;
}

/**
 * From now on the device and the network are the user's. Only after every proof: whoever has the password alone makes
 * no device known.
 */
export const rememberLogin = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution, user: { reference }, device, origin }: CompleteLogin,
): Promise<void> => {
  const at = context.clock.now();
  const { kind, digest, browser } = device;
  if (institution.login.risk.newNetwork.length > 0)
    await upsertNetwork(tx, reference, digestOfNetwork(reference, origin.address), at);
  if (digest === undefined) return;
  const deviceId = newRowId(context.random);
  if (!(await upsertDevice(tx, reference, { deviceId, kind, digest, browser, at }))) return;
  await recordAudit(tx, {
    at,
    event: "login.deviceRemembered",
    actor: { kind: "user", user: reference },
    subject: reference,
    origin,
    facts: { deviceId, kind, browser },
  });
};
