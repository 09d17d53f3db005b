import { listAudit } from "#domain/audit/list.ts";
import { certificatesOfUser, stateAt, type CertificateRecord } from "#domain/certificate/certificates.ts";
import type { DomainContext, UserReference } from "#domain/context.ts";

/** One certificate that was issued for a user. */
export interface IssuedCertificate {
  readonly record: CertificateRecord;
  /** Address from which it was asked for, by the audit record; undefined: not told there. */
  readonly issuedFrom: string | undefined;
  /** Whether it can be used, or is on its way. */
  readonly isLive: boolean;
}

/** Most rows of the audit record that are looked at; older certificates are shown without their origin. */
const MOST_ORIGINS = 1_000;

/**
 * Every certificate that was ever issued for a user, the newest first, with where it was asked for from. What was
 * recorded and never signed is no certificate.
 */
export const ownCertificates = async (
  context: DomainContext,
  user: UserReference,
): Promise<readonly IssuedCertificate[]> => {
  const { institutionCode, contractId, userId } = user;
  const [records, prepared] = await Promise.all([
    certificatesOfUser(context, user),
    listAudit(context, institutionCode, {
      contractId,
      userId,
      event: "certificate.prepared",
      limit: MOST_ORIGINS,
    }),
  ]);
  const addresses = new Map(prepared.map(({ certificateSerial, address }) => [certificateSerial, address]));
  const now = context.clock.now();
  return records
    .filter(({ signedAt }) => signedAt !== undefined)
    .map((record) => ({
      record,
      issuedFrom: addresses.get(record.serial) ?? undefined,
      isLive: ["active", "issued"].includes(stateAt(record, now)),
    }));
};
