import type { InstitutionTransaction } from "#platform/database/database.ts";
import { recordAudit } from "../audit/audit.ts";
import type { UserReference } from "../context.ts";
import { endSessionsOfCertificate } from "../login/end-sessions.ts";
import { lockOpen } from "./certificate.store.ts";
import { withdraw, type Ending } from "./end.ts";
import { lockContract } from "./issue.store.ts";
import { updateToRevoked } from "./state.store.ts";

/**
 * Keeps a user's certificates as they are until the transaction ends: none is put on its way and none comes into use.
 * Before any other lock of the transaction, as issuing and confirming lock in this order, too.
 */
export const lockCertificatesOfUser = async (
  tx: InstitutionTransaction,
  user: Pick<UserReference, "contractId" | "userId">,
): Promise<void> => {
  await lockContract(tx, user.contractId);
  await lockOpen(tx, user);
};

/**
 * Ends whatever a user has that is active or on its way, in the transaction that deletes the user: revoked where it was
 * signed, abandoned where not; sessions that it opened end. An active certificate past its time is revoked, too.
 *
 * @returns how many ended
 */
export const endCertificatesOfUser = async (
  tx: InstitutionTransaction,
  user: UserReference,
  ending: Ending,
): Promise<number> => {
  const open = await lockOpen(tx, user);
  for (const { record } of open) {
    if (record.state !== "active") {
      await withdraw(tx, record, "revocation", ending);
      continue;
    }
    const reason = "affiliationChanged";
    await updateToRevoked(tx, record.serial, ending.at, "revocation", reason);
    await recordAudit(tx, {
      ...ending,
      event: "certificate.revoked",
      subject: user,
      certificateSerial: record.serial,
      facts: { cause: "revocation", reason, stateBefore: record.state },
    });
    const { institutionCode } = user;
    await endSessionsOfCertificate(tx, { ...ending, institutionCode, serial: record.serial });
  }
  return open.length;
};
