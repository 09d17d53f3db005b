import type { InstitutionTransaction } from "#platform/database/database.ts";
import { recordAudit, type AuditFacts } from "../audit/audit.ts";
import type { Actor, Origin } from "../context.ts";
import type { CertificateRecord, EndCause } from "./certificates.ts";
import { updateToAbandoned, updateToExpired, updateToRevoked } from "./state.store.ts";

/** Who ends a certificate, when, and from where. */
export interface Ending {
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

const audit = (
  tx: InstitutionTransaction,
  record: CertificateRecord,
  event: `certificate.${string}`,
  ending: Ending,
  facts: AuditFacts,
): Promise<void> =>
  recordAudit(tx, { ...ending, event, subject: record.owner, certificateSerial: record.serial, facts });

/**
 * Ends a certificate that is on its way and will not be used: what was never signed is abandoned; what was signed is
 * revoked, for it may have left the building.
 */
export const withdraw = async (
  tx: InstitutionTransaction,
  record: CertificateRecord,
  cause: Extract<EndCause, "takeover" | "unconfirmed" | "revocation" | "fault">,
  ending: Ending,
): Promise<"abandoned" | "revoked"> => {
  if (record.state === "prepared") {
    await updateToAbandoned(tx, record.serial, ending.at, cause);
    await audit(tx, record, "certificate.abandoned", ending, { cause });
    return "abandoned";
  }
  const reason = "cessationOfOperation";
  await updateToRevoked(tx, record.serial, ending.at, cause, reason);
  await audit(tx, record, "certificate.revoked", ending, { cause, reason });
  return "revoked";
};

/** An active certificate whose time is over makes room for the next. */
export const expire = async (
  tx: InstitutionTransaction,
  record: CertificateRecord,
  ending: Ending,
): Promise<void> => {
  await updateToExpired(tx, record.serial, ending.at);
  await audit(tx, record, "certificate.expired", ending, { notAfter: record.notAfter.toString() });
};

/** The renewed certificate gives way to the new one. */
export const supersede = async (
  tx: InstitutionTransaction,
  record: CertificateRecord,
  bySerial: string,
  ending: Ending,
): Promise<void> => {
  await updateToRevoked(tx, record.serial, ending.at, "supersession", "superseded");
  await audit(tx, record, "certificate.superseded", ending, { bySerial });
};
