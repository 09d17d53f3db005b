import { statements, type Database } from "#platform/database/database.ts";
import { toDate } from "#shared/clock.ts";

/** A revoked issuing authority whose certificates are not all ended yet. */
export interface RevokedIssuer {
  readonly issuerId: string;
  readonly family: string;
  readonly revokedAt: Date;
}

export const selectRevokedIssuers = async (database: Database): Promise<readonly RevokedIssuer[]> => {
  const { rows } = await database.inSharedOnce(
    statements
      .selectFrom("issuer")
      .select(["issuer_id", "family", "revoked_at"])
      .where("state", "=", "revoked")
      .where("certificates_ended_at", "is", null),
  );
  return rows.flatMap(({ issuer_id: issuerId, family, revoked_at: revokedAt }) =>
    revokedAt === null ? [] : [{ issuerId, family, revokedAt }],
  );
};

/** Serials of an issuer's certificates that are issued or active, in order, after `afterSerial`. */
export const selectOpenSerials = async (
  database: Database,
  institutionCode: string,
  given: { readonly issuerId: string; readonly afterSerial: string; readonly most: number },
): Promise<readonly string[]> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("certificate")
      .select("serial")
      .where("institution_code", "=", institutionCode)
      .where("issuer_id", "=", given.issuerId)
      .where("serial", ">", given.afterSerial)
      .where("state", "in", ["issued", "active"])
      .orderBy("serial")
      .limit(given.most),
  );
  return rows.map(({ serial }) => serial);
};

export const updateCertificatesEnded = async (
  database: Database,
  issuerId: string,
  at: Temporal.Instant,
): Promise<void> => {
  await database.inSharedOnce(
    statements
      .updateTable("issuer")
      .set({ certificates_ended_at: toDate(at) })
      .where("issuer_id", "=", issuerId)
      .where("state", "=", "revoked"),
  );
};
