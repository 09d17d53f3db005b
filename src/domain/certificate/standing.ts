import { createHash } from "node:crypto";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { unreachable } from "#shared/invariant.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { isPast } from "./certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import type { CertificateRefusalCode } from "./refusals.ts";
import {
  selectOwningInstitution,
  selectStanding,
  type Presented,
  type StandingRow,
} from "./standing.store.ts";

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

/** Undefined for octets that are no certificate, which are nobody's. */
const presentedOf = (der: Buffer): Presented | undefined => {
  const parsed = parseCertificate(der);
  return parsed.ok
    ? { serial: parsed.value.serial, fingerprint: createHash("sha256").update(der).digest() }
    : undefined;
};

const findStanding = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  presented: Presented | undefined,
): Promise<StandingRow | undefined> =>
  presented === undefined ? undefined : selectStanding(context.database, institution.code, presented);

/** Why a certificate in this state may not be used; undefined: it may. */
const codeOf = (row: StandingRow, now: Temporal.Instant): StandingRefusalCode | undefined => {
  // Whatever the record says of the certificate: nothing of a revoked authority is accepted.
  if (row.isIssuerRevoked) return "CERTIFICATE_REVOKED";
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

const detailOf = ({ serial, state, isIssuerRevoked }: StandingRow): string =>
  isIssuerRevoked ? `the issuer of certificate ${serial} is revoked` : `certificate ${serial} is ${state}`;

const judge = (row: StandingRow, now: Temporal.Instant): Standing => {
  const code = codeOf(row, now);
  const { serial, owner: user, notAfter } = row;
  return code === undefined
    ? { kind: "usable", user, serial, notAfter }
    : { kind: "refused", code, detail: detailOf(row), user, serial };
};

/** Not of this institution: of another one here, or of somebody else. Whose it is, is nobody's business here. */
const judgeForeign = async (context: DomainContext, presented: Presented | undefined): Promise<Standing> => {
  const institutionCode =
    presented === undefined ? undefined : await selectOwningInstitution(context.database, presented);
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
  const presented = presentedOf(der);
  const row = await findStanding(context, institution, presented);
  return row === undefined ? judgeForeign(context, presented) : judge(row, context.clock.now());
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
  const presented = presentedOf(der);
  const row = await findStanding(context, institution, presented);
  if (row === undefined) return judgeForeign(context, presented);
  if (row.state !== "issued" || row.confirmationMethod !== "handshake" || row.isIssuerRevoked) {
    return judge(row, context.clock.now());
  }
  // Refused or not: what it is now is read from the record again.
  await confirmCertificate(context, { institution, serial: row.serial, origin });
  return certificateStanding(context, institution, der);
};
