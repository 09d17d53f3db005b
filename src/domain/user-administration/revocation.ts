import { findCertificateIn, type RevocationReason } from "#domain/certificate/certificates.ts";
import { lockCertificatesOfUser } from "#domain/certificate/end-of-user.ts";
import { revokeCertificateIn, type RevokeRefusalCode } from "#domain/certificate/revoke.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { changeBy, enterAsAdministrator, findMemberIn, type ActOfAdministrator } from "./administrator.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** What an administrator revokes: this certificate, no other that came since. */
export interface RevocationEntry {
  readonly userId: string;
  readonly serial: string;
  readonly reason: Exclude<RevocationReason, "superseded">;
}

type RevocationCode = RevokeRefusalCode | Extract<UserCode, "USER_UNKNOWN"> | UserAdministrationCode;

/** Keeps the user's certificates as they are: before any other lock of the transaction. */
export const lockForRevocation = (
  tx: InstitutionTransaction,
  { administrator }: Pick<ActOfAdministrator, "administrator">,
  { userId }: { readonly userId: string },
): Promise<void> => lockCertificatesOfUser(tx, { contractId: administrator.reference.contractId, userId });

/** Revokes the certificate of a user of the administrator's own contract, in a transaction. */
export const revokeAsAdministrator = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  entry: RevocationEntry,
): Promise<Result<User, Refusal<RevocationCode>>> => {
  await lockForRevocation(tx, by, entry);
  const forbidden = await enterAsAdministrator(tx, by, "revokeCertificates");
  if (forbidden !== undefined) return refused(forbidden);
  const found = await findMemberIn(tx, by, entry.userId);
  if (!found.ok) return found;
  const certificate = await findCertificateIn(tx, entry.serial);
  if (certificate?.owner.contractId !== by.administrator.reference.contractId)
    return refused({ code: "CERTIFICATE_NOT_FOUND", detail: "no such certificate in the contract" });
  if (certificate.owner.userId !== entry.userId)
    return refused({ code: "CERTIFICATE_NOT_FOUND", detail: "not the user's" });
  const { institution, at } = by;
  const { actor, origin } = changeBy(by);
  const { serial, reason } = entry;
  const revoked = await revokeCertificateIn(tx, { institution, serial, reason, actor, origin }, at);
  return revoked.ok ? accepted(found.value) : revoked;
};
