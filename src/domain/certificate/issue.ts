import { createHash } from "node:crypto";
import { assembleCertificate } from "#pki/certificate/build.ts";
import { formatName } from "#pki/name-text.ts";
import { signUnlessAway } from "#pki/signer.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { invariant } from "#shared/invariant.ts";
import { recordAudit } from "../audit/audit.ts";
import type { CertificateAuthority, Issuer } from "../certificate-authority/authority.ts";
import { newSerial } from "../certificate-authority/sign.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy, KeyAlgorithmName } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { User } from "../user/users.ts";
import { lockOpen, selectBySerial } from "./certificate.store.ts";
import { withdraw } from "./end.ts";
import { faultOfSignature, faultOfTbs } from "./inspect.ts";
import { recordSignature } from "./issue-group.store.ts";
import type { PreparedRow } from "./issue.store.ts";
import { prepare, type Recorded } from "./prepare.ts";
import type { CertificateRefusalCode } from "./refusals.ts";
import { allotCrlShard } from "./crl-shards.ts";
import { clientTbs, subjectOf } from "./tbs.ts";
import { validityFrom } from "./validity.ts";

/** What the request carries, already checked (`checkCertificationRequest`): the rest of a PKCS#10 request is ignored. */
export interface CertifiedKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Buffer;
  readonly keyAlgorithm: KeyAlgorithmName;
}

/** What is known of the place where the key lives. Shown, never trusted. */
export interface DeviceDescription {
  readonly keyStoreKind: string;
  readonly deviceName: string;
  readonly osUser: string;
}

export interface IssueRequest {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly request: CertifiedKey;
  /** How installation will be proved: in the enrolment session, or by the first TLS handshake (EST). */
  readonly confirmationMethod: "signature" | "handshake";
  /** How long that may take; the institution's `certificate.confirmSeconds` unless told. */
  readonly confirmSeconds?: number | undefined;
  /** Renewal: the active certificate that the new one replaces when it is confirmed. */
  readonly supersedesSerial?: string | undefined;
  readonly enrollmentSessionId?: string | undefined;
  readonly device?: DeviceDescription | undefined;
  readonly origin: Origin;
}

/** A signed certificate that waits for proof of its installation. */
export interface IssuedCertificate {
  readonly serial: string;
  readonly issuerId: string;
  /** DER. */
  readonly certificate: Buffer;
  /** RFC 4514: `CN=…,OU=…,O=…`. */
  readonly subject: string;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  readonly confirmBefore: Temporal.Instant;
}

export type IssueRefusalCode = Extract<
  CertificateRefusalCode,
  | "ALREADY_HAS_CERTIFICATE"
  | "KEY_ALREADY_CERTIFIED"
  | "CONTRACT_CERTIFICATE_CAP"
  | "RENEWED_CERTIFICATE_NOT_ACTIVE"
  | "ACQUISITION_TAKEN_OVER"
  | "CERTIFICATE_NOT_ISSUABLE"
  | "AUTHORITY_KEY_AWAY"
>;

type Outcome = Result<IssuedCertificate, Refusal<IssueRefusalCode>>;

const no = (code: IssueRefusalCode, detail: string): Outcome => refused({ code, detail });

/** SEQUENCE with a length of two octets: a certificate has more than 255 octets and fewer than 65,536. */
const CERTIFICATE_HEADER_BYTES = 4;

const sha256 = (data: Buffer): Buffer => createHash("sha256").update(data).digest();

const rowFor = async (
  context: DomainContext,
  issuer: Issuer,
  request: IssueRequest,
): Promise<PreparedRow> => {
  const { institution, user, device } = request;
  const now = context.clock.now();
  const { validity, confirmSeconds } = institution.certificate;
  const { notBefore, notAfter } = validityFrom(now, validity, institution.timeZone);
  const { issuerId } = issuer;
  const crlShard = await allotCrlShard(context, { institutionCode: institution.code, issuerId, notAfter });
  const serial = newSerial(context.random);
  const subject = subjectOf(institution, user, now);
  const { publicKeyInfo } = request.request;
  return {
    serial,
    issuerId,
    owner: user.reference,
    subject: formatName(subject),
    notBefore,
    notAfter,
    publicKeyDigest: sha256(publicKeyInfo),
    tbsCertificate: clientTbs({
      issuer,
      institution,
      serial,
      crlShard,
      subject,
      publicKeyInfo,
      notBefore,
      notAfter,
    }),
    crlShard,
    confirmationMethod: request.confirmationMethod,
    confirmBefore: now.add({ seconds: request.confirmSeconds ?? confirmSeconds }),
    supersedesSerial: request.supersedesSerial,
    keyStoreKind: device?.keyStoreKind,
    deviceName: device?.deviceName,
    osUser: device?.osUser,
    enrollmentSessionId: request.enrollmentSessionId,
    preparedAt: now,
  };
};

const issued = (
  { serial, issuerId, subject, notBefore, notAfter, confirmBefore }: Recorded,
  certificate: Buffer,
) => accepted({ serial, issuerId, certificate, subject, notBefore, notAfter, confirmBefore });

/** Nothing that our rules object to is recorded or signed; staff find out from the audit record. */
const refuseFaulty = async (
  context: DomainContext,
  request: IssueRequest,
  row: PreparedRow,
  fault: string,
): Promise<Outcome> => {
  await context.database.inInstitution(row.owner.institutionCode, (tx) =>
    recordAudit(tx, {
      at: row.preparedAt,
      event: "certificate.faultFound",
      actor: { kind: "system", name: "lints" },
      subject: row.owner,
      origin: request.origin,
      facts: { fault: fault.slice(0, 1_000) },
    }),
  );
  return no("CERTIFICATE_NOT_ISSUABLE", fault);
};

/** A signed certificate that our rules object to never leaves: it is abandoned, its signature thrown away. */
const abandonFaulty = async (
  context: DomainContext,
  request: IssueRequest,
  serial: string,
  fault: string,
): Promise<Outcome> => {
  const owner = request.user.reference;
  await context.database.inInstitution(owner.institutionCode, async (tx) => {
    const open = (await lockOpen(tx, owner)).find(({ record }) => record.serial === serial);
    if (open?.record.state !== "prepared") return;
    const actor = { kind: "system", name: "lints" } as const;
    await withdraw(tx, open.record, "fault", { at: context.clock.now(), actor, origin: request.origin });
  });
  return no("CERTIFICATE_NOT_ISSUABLE", fault);
};

/** The signature came second: to that of a repetition, whose certificate is the one, or to a later acquisition. */
const settle = async (
  context: DomainContext,
  request: IssueRequest,
  recorded: Recorded,
): Promise<Outcome> => {
  const record = await context.database.inInstitution(request.institution.code, (tx) =>
    selectBySerial(tx, recorded.serial),
  );
  return record?.certificate !== undefined && (record.state === "issued" || record.state === "active")
    ? issued(recorded, record.certificate)
    : no("ACQUISITION_TAKEN_OVER", `certificate ${recorded.serial} is ${record?.state ?? "not there"}`);
};

/**
 * Phase two: signs, verifies the signature, records it; only then may it leave. Our rules looked at the octets that are
 * signed before they were recorded.
 */
const sign = async (
  context: DomainContext,
  authority: CertificateAuthority,
  request: IssueRequest,
  recorded: Recorded,
): Promise<Outcome> => {
  const issuer = authority.issuer(recorded.issuerId);
  invariant(issuer !== undefined, `the issuer ${recorded.issuerId} of a prepared certificate is loaded`);
  const { serial, tbsCertificate } = recorded;
  const signature = await signUnlessAway(issuer.signer, tbsCertificate);
  // What is recorded stays: the same request, sent again, goes on from there.
  if (signature instanceof Error) return no("AUTHORITY_KEY_AWAY", signature.message);
  const certificate = assembleCertificate(tbsCertificate, issuer.signer.signatureAlgorithm, signature);
  const fault = await faultOfSignature(issuer, { tbs: tbsCertificate, signature });
  if (fault !== undefined) return abandonFaulty(context, request, serial, fault);
  const owner = request.user.reference;
  const fingerprint = sha256(certificate);
  const at = context.clock.now();
  const isRecorded = await recordSignature(context.database, owner.institutionCode, {
    serial,
    certificateSignature: certificate.subarray(CERTIFICATE_HEADER_BYTES + tbsCertificate.length),
    fingerprint,
    at,
    audit: {
      at,
      event: "certificate.issued",
      actor: { kind: "user", user: owner },
      subject: owner,
      certificateSerial: serial,
      origin: request.origin,
      facts: { fingerprint: fingerprint.toString("hex") },
    },
  });
  return isRecorded ? issued(recorded, certificate) : settle(context, request, recorded);
};

/**
 * Issues a certificate: recorded first, then signed, then recorded as signed, and only then given away (design 7).
 *
 * Repeating the request (same user, same key) while the certificate is on its way gives the same certificate. Any
 * other request of the same user takes the place of one that is on its way. Killed anywhere, a repetition works.
 */
export const issueCertificate = async (
  context: DomainContext,
  authority: CertificateAuthority,
  request: IssueRequest,
): Promise<Outcome> => {
  const issuer = authority.issuingFor(request.institution.family);
  const row = await rowFor(context, issuer, request);
  const fault = faultOfTbs(issuer, row.tbsCertificate);
  if (fault !== undefined) return refuseFaulty(context, request, row, fault);
  const prepared = await prepare(context, request, row);
  if (!prepared.ok) return prepared;
  const { certificate } = prepared.value;
  return certificate === undefined
    ? sign(context, authority, request, prepared.value)
    : issued(prepared.value, certificate);
};
