import { createHash } from "node:crypto";
import { unreachable } from "#shared/invariant.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { isPast } from "./certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import type { CertificateRefusalCode } from "./refusals.ts";
import { selectOwningInstitution, selectStanding, type StandingRow } from "./standing.store.ts";

/** `USER_SUSPENDED` has its text in the credential module. */
export type StandingRefusalCode =
  | Extract<
      CertificateRefusalCode,
      | "CERTIFICATE_EXPIRED"
      | "CERTIFICATE_REVOKED"
      | "CERTIFICATE_SUPERSEDED"
      | "CERTIFICATE_NOT_CONFIRMED"
      | "CERTIFICATE_OF_OTHER_INSTITUTION"
      | "CERTIFICATE_UNKNOWN_ISSUER"
    >
  | "USER_SUSPENDED";

/** Whether a presented certificate may be used. */
export type Standing =
  | {
      readonly kind: "usable";
      readonly user: UserReference;
      readonly serial: string;
      readonly notAfter: Temporal.Instant;
    }
  | {
      readonly kind: "refused";
      readonly code: StandingRefusalCode;
      /** For staff and logs. */
      readonly detail: string;
      /** Known when the certificate is one of this institution. */
      readonly user?: UserReference;
      readonly serial?: string;
    };

const fingerprintOf = (der: Buffer): Buffer => createHash("sha256").update(der).digest();

/** Why a certificate in this state may not be used; undefined: it may. */
const codeOf = (row: StandingRow, now: Temporal.Instant): StandingRefusalCode | undefined => {
  switch (row.state) {
    case "revoked":
      if (row.endCause === "supersession") return "CERTIFICATE_SUPERSEDED";
      return row.endCause === "revocation" ? "CERTIFICATE_REVOKED" : "CERTIFICATE_NOT_CONFIRMED";
    case "expired":
      return "CERTIFICATE_EXPIRED";
    case "prepared":
    case "issued":
    case "abandoned":
      return "CERTIFICATE_NOT_CONFIRMED";
    case "active":
      if (isPast(row.notAfter, now)) return "CERTIFICATE_EXPIRED";
      return row.ownerState === "suspended" ? "USER_SUSPENDED" : undefined;
    default:
      return unreachable(row.state);
  }
};

const judge = (row: StandingRow, now: Temporal.Instant): Standing => {
  const code = codeOf(row, now);
  const { serial, owner: user, notAfter } = row;
  return code === undefined
    ? { kind: "usable", user, serial, notAfter }
    : { kind: "refused", code, detail: `certificate ${serial} is ${row.state}`, user, serial };
};

/** Not of this institution: of another one here, or of somebody else. Whose it is, is nobody's business here. */
const judgeForeign = async (context: DomainContext, fingerprint: Buffer): Promise<Standing> => {
  const institutionCode = await selectOwningInstitution(context.database, fingerprint);
  return institutionCode === undefined
    ? {
        kind: "refused",
        code: "CERTIFICATE_UNKNOWN_ISSUER",
        detail: "not a certificate that is recorded here",
      }
    : {
        kind: "refused",
        code: "CERTIFICATE_OF_OTHER_INSTITUTION",
        detail: `a certificate of institution ${institutionCode}`,
      };
};

/**
 * Judges a certificate that was presented in a TLS handshake, by the record alone: it is recognised bit for bit, and
 * nothing in it is believed. The caller has made sure that the other side holds the key.
 */
export const certificateStanding = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  der: Buffer,
): Promise<Standing> => {
  const fingerprint = fingerprintOf(der);
  const row = await selectStanding(context.database, institution.code, fingerprint);
  return row === undefined ? judgeForeign(context, fingerprint) : judge(row, context.clock.now());
};

/**
 * The same, after a completed TLS handshake: that handshake is the proof of installation for a certificate of an EST
 * client (`confirmationMethod: "handshake"`), which is confirmed by it and then judged.
 */
export const standingAfterHandshake = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  der: Buffer,
  origin: Origin,
): Promise<Standing> => {
  const fingerprint = fingerprintOf(der);
  const row = await selectStanding(context.database, institution.code, fingerprint);
  if (row === undefined) return judgeForeign(context, fingerprint);
  if (row.state !== "issued" || row.confirmationMethod !== "handshake") {
    return judge(row, context.clock.now());
  }
  // Refused or not: what it is now is read from the record again.
  await confirmCertificate(context, { institution, serial: row.serial, origin });
  return certificateStanding(context, institution, der);
};
