import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { UserReference } from "../context.ts";
import { lockOpen } from "./certificate.store.ts";
import type { CertificateRecord } from "./certificates.ts";
import { withdraw } from "./end.ts";
import { revokeCertificateIn, type Revocation } from "./revoke.ts";

/**
 * The user's certificates that are active or on their way, locked until the transaction ends: whoever renews, confirms
 * or revokes one of them waits.
 */
export const lockLiveCertificates = async (
  tx: InstitutionTransaction,
  owner: UserReference,
): Promise<readonly CertificateRecord[]> => (await lockOpen(tx, owner)).map(({ record }) => record);

/**
 * Ends every certificate of a user that is active or on its way, in a transaction that does more: what was signed is
 * revoked, what was only recorded is abandoned. Tells the owner nothing; that is the caller's. Returns the revoked ones.
 */
export const revokeAllOfUser = async (
  tx: InstitutionTransaction,
  owner: UserReference,
  revocation: Omit<Revocation, "serial" | "mailsOwner">,
  at: Temporal.Instant,
): Promise<readonly CertificateRecord[]> => {
  const revoked: CertificateRecord[] = [];
  const live = await lockLiveCertificates(tx, owner);
  // Those on their way first: revoking the active one would withdraw its renewal under another reason.
  const inOrder = live.toSorted(
    (left, right) => Number(left.state === "active") - Number(right.state === "active"),
  );
  for (const record of inOrder) {
    if (record.state === "prepared") await withdraw(tx, record, "revocation", { at, ...revocation });
    else {
      const outcome = await revokeCertificateIn(
        tx,
        { ...revocation, serial: record.serial, mailsOwner: false },
        at,
      );
      if (outcome.ok) revoked.push(outcome.value);
    }
  }
  return revoked;
};
