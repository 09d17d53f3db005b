import { X509Certificate } from "node:crypto";
import { accepted, refused, type Result } from "#shared/result.ts";
import { type RevocationStatus, revocationStatus } from "../network/revocation.ts";
import type { IssuerContext } from "./context.ts";
import { type Failure, failure } from "./failure.ts";
import type { RememberedCertificate, RememberedInstitution } from "./memory.ts";

/** Where a certificate stands by its dates, and by the validation authority where that was asked. */
export type InstalledState = "valid" | "notYetValid" | "expired" | "revoked";

/** A certificate of ours on this PC, as people read it. */
export interface InstalledCertificate {
  /** DER. */
  readonly certificate: Buffer;
  /** 32 lower-case hexadecimal digits. */
  readonly serial: string;
  readonly subject: string;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
  /** Whole days until expiry, rounded down; negative after it. */
  readonly daysLeft: number;
  readonly state: InstalledState;
  /** What the validation authority says, where it was asked. */
  readonly revocation: RevocationStatus | "notAsked";
  /** DER of the authority that issued it. */
  readonly issuer: Buffer;
  /** What this application noted when it installed the certificate; undefined where that note is lost. */
  readonly note: RememberedCertificate | undefined;
  /** The institution, as far as it is known which one it is. */
  readonly institution: RememberedInstitution | undefined;
}

/** Which of the authorities issued a certificate; undefined: none of them. */
const issuerOf = (
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
): X509Certificate | undefined =>
  authorities.find(
    (authority) => certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
  );

const stateAt = (
  notBefore: Temporal.Instant,
  notAfter: Temporal.Instant,
  now: Temporal.Instant,
): InstalledState => {
  if (Temporal.Instant.compare(now, notBefore) < 0) return "notYetValid";
  return Temporal.Instant.compare(now, notAfter) > 0 ? "expired" : "valid";
};

const instantOf = (date: Date): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(date.getTime());

/**
 * The certificates of Tegata's authorities in the store, the one that expires last first. Those of anybody else are
 * not even looked at twice.
 */
export const installedCertificates = async ({
  keyStore,
  memory,
  clock,
}: IssuerContext): Promise<readonly InstalledCertificate[]> => {
  const institutions = memory.institutions();
  const authorities = [...new Set(institutions.flatMap((institution) => institution.authorities))].map(
    (der) => new X509Certificate(Buffer.from(der, "base64")),
  );
  const now = clock.now();
  const found: InstalledCertificate[] = [];
  for (const { certificate } of await keyStore.list()) {
    const parsed = new X509Certificate(certificate);
    const issuer = issuerOf(parsed, authorities);
    if (issuer === undefined) continue;
    const serial = parsed.serialNumber.toLowerCase().padStart(32, "0");
    const note = memory.certificate(serial);
    const notBefore = instantOf(parsed.validFromDate);
    const notAfter = instantOf(parsed.validToDate);
    found.push({
      certificate,
      serial,
      subject: parsed.subject.replaceAll("\n", ", "),
      notBefore,
      notAfter,
      daysLeft: Math.floor(notAfter.since(now).total("hours") / 24),
      state: stateAt(notBefore, notAfter, now),
      revocation: "notAsked",
      issuer: issuer.raw,
      note,
      institution:
        note && institutions.find(({ id, server }) => id === note.institution && server === note.server),
    });
  }
  return found.sort((a, b) => Temporal.Instant.compare(b.notAfter, a.notAfter));
};

const REVOCATION_TIMEOUT_MILLISECONDS = 4000;

/** Asks the validation authority about each valid certificate; one that cannot be asked about stays as its dates say. */
export const withRevocation = (
  { clock, random }: IssuerContext,
  certificates: readonly InstalledCertificate[],
): Promise<readonly InstalledCertificate[]> =>
  Promise.all(
    certificates.map(async (installed) => {
      if (installed.state !== "valid") return installed;
      const status = await revocationStatus(installed.certificate, installed.issuer, {
        now: clock.now(),
        random,
        timeoutMilliseconds: REVOCATION_TIMEOUT_MILLISECONDS,
      });
      return { ...installed, revocation: status, state: status === "revoked" ? "revoked" : installed.state };
    }),
  );

/** The one certificate meant by a serial (the beginning is enough); without one, the only candidate there is. */
export const selectCertificate = (
  candidates: readonly InstalledCertificate[],
  serial: string | undefined,
): Result<InstalledCertificate, Failure> => {
  const wanted = serial?.toLowerCase().replaceAll(/[:\s]/g, "");
  const matching =
    wanted === undefined ? candidates : candidates.filter((candidate) => candidate.serial.startsWith(wanted));
  const [only, another] = matching;
  if (only === undefined) return refused(failure("CERTIFICATE_NOT_FOUND", serial ?? "no certificate here"));
  if (another !== undefined) {
    return refused(failure("CERTIFICATE_AMBIGUOUS", matching.map((match) => match.serial).join(", ")));
  }
  return accepted(only);
};
