import { X509Certificate } from "node:crypto";
import { accepted, refused, type Result } from "#shared/result.ts";
import { type RevocationStatus, revocationStatus } from "../network/revocation.ts";
import type { IssuerContext } from "./context.ts";
import { type Failure, failure } from "./failure.ts";
import type { RememberedCertificate, RememberedInstitution } from "./memory.ts";
import { issuerOf, parseAuthorities, serialOf } from "./received-certificate.ts";

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
  const authorities = parseAuthorities([
    ...new Set(institutions.flatMap((institution) => institution.authorities)),
  ]);
  const now = clock.now();
  const found: InstalledCertificate[] = [];
  for (const { certificate } of await keyStore.list()) {
    const parsed = new X509Certificate(certificate);
    const issuer = issuerOf(parsed, authorities);
    if (issuer === undefined) continue;
    const serial = serialOf(certificate);
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

/**
 * Certificates of the same account here that cannot log in any more: expired, revoked, or replaced by this one. They
 * stand in the browser's list and look the same there, so it is a kindness to take them away (A7.9).
 */
export const unusableBeside = (
  all: readonly InstalledCertificate[],
  serial: string,
): readonly InstalledCertificate[] => {
  const accountOf = ({ note }: InstalledCertificate): string =>
    JSON.stringify([note?.server, note?.institution, note?.account.map(({ name, value }) => [name, value])]);
  const present = all.find((installed) => installed.serial === serial);
  if (present?.note === undefined) return [];
  return all.filter(
    (other) => other !== present && other.state !== "valid" && accountOf(other) === accountOf(present),
  );
};

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
