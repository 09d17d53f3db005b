import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { DomainContext, UserReference } from "../context.ts";
import {
  countOpen,
  selectActive,
  selectByContract,
  selectBySerial,
  selectByUser,
  selectFiltered,
  selectLastConfirmed,
  updateLastUsed,
} from "./certificate.store.ts";

export type CertificateState = "prepared" | "issued" | "active" | "expired" | "revoked" | "abandoned";
export type RevocationReason =
  "unspecified" | "keyCompromise" | "affiliationChanged" | "superseded" | "cessationOfOperation";
export type EndCause = "expiry" | "supersession" | "takeover" | "unconfirmed" | "revocation" | "fault";

/** A certificate as the record knows it. The record is authoritative: nothing is read from the certificate itself. */
export interface CertificateRecord {
  /** 32 lower-case hexadecimal digits. */
  readonly serial: string;
  readonly issuerId: string;
  readonly owner: UserReference;
  /**
   * prepared: recorded, not signed. issued: signed, installation not proved. active: may log in until `notAfter`.
   * expired: was active, replaced after its time. revoked: with a reason. abandoned: recorded, never signed.
   */
  readonly state: CertificateState;
  /** As customers see it, RFC 4514 order. */
  readonly subject: string;
  readonly notBefore: Temporal.Instant;
  /** The last second of validity. */
  readonly notAfter: Temporal.Instant;
  /** DER; undefined until it is signed. */
  readonly certificate: Buffer | undefined;
  readonly confirmationMethod: "signature" | "handshake";
  /** Until when the installation must be proved. */
  readonly confirmBefore: Temporal.Instant;
  readonly supersedesSerial: string | undefined;
  readonly keyStoreKind: string | undefined;
  readonly deviceName: string | undefined;
  readonly osUser: string | undefined;
  readonly preparedAt: Temporal.Instant;
  readonly signedAt: Temporal.Instant | undefined;
  /** When it came into use; undefined: never. */
  readonly confirmedAt: Temporal.Instant | undefined;
  readonly lastUsedAt: Temporal.Instant | undefined;
  readonly endedAt: Temporal.Instant | undefined;
  readonly endCause: EndCause | undefined;
  readonly revocationReason: RevocationReason | undefined;
}

/** All certificates of a user, newest first; those abandoned or never confirmed too. */
export const certificatesOfUser = (
  context: DomainContext,
  user: UserReference,
): Promise<readonly CertificateRecord[]> =>
  context.database.inInstitution(user.institutionCode, (tx) => selectByUser(tx, user));

/** The user's active certificate, its time over or not (see {@link stateAt}); undefined: none. */
export const currentCertificate = (
  context: DomainContext,
  user: UserReference,
): Promise<CertificateRecord | undefined> =>
  context.database.inInstitution(user.institutionCode, (tx) => selectActive(tx, user));

/** The last certificate of the user that ever came into use, whatever became of it; undefined: none. */
export const lastConfirmedCertificate = (
  context: DomainContext,
  user: UserReference,
): Promise<CertificateRecord | undefined> =>
  context.database.inInstitution(user.institutionCode, (tx) => selectLastConfirmed(tx, user));

/** A certificate of the institution by its serial; undefined: none. */
export const findCertificate = (
  context: DomainContext,
  institutionCode: string,
  serial: string,
): Promise<CertificateRecord | undefined> =>
  context.database.inInstitution(institutionCode, (tx) => selectBySerial(tx, serial));

/** The same, in a transaction. */
export const findCertificateIn = (
  tx: InstitutionTransaction,
  serial: string,
): Promise<CertificateRecord | undefined> => selectBySerial(tx, serial);

/** Certificates of a contract that are active or on their way and not expired; without those of `exceptUserId`. */
export const activeCountOfContract = (
  context: DomainContext,
  contract: { readonly institutionCode: string; readonly contractId: string; readonly exceptUserId?: string },
): Promise<number> =>
  context.database.inInstitution(contract.institutionCode, (tx) =>
    countOpen(tx, contract.contractId, context.clock.now(), contract.exceptUserId),
  );

/** One certificate for each user of a contract that ever had one: active, else on its way, else the last in use. */
export const certificatesOfContract = (
  context: DomainContext,
  institutionCode: string,
  contractId: string,
): Promise<readonly CertificateRecord[]> =>
  context.database.inInstitution(institutionCode, (tx) => selectByContract(tx, contractId));

/** The same, in a transaction. */
export const certificatesOfContractIn = (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<readonly CertificateRecord[]> => selectByContract(tx, contractId);

/** Certificates of an institution, newest first, for the command line. */
export const listCertificates = (
  context: DomainContext,
  institutionCode: string,
  filter: {
    readonly contractId?: string;
    readonly userId?: string;
    readonly state?: CertificateState;
    /** 1 to 10,000; 1,000 unless told. */
    readonly limit?: number;
  },
): Promise<readonly CertificateRecord[]> =>
  context.database.inInstitution(institutionCode, (tx) =>
    selectFiltered(tx, { ...filter, limit: filter.limit ?? 1_000 }),
  );

/** Notes that a certificate logged in, in the transaction of that login. */
export const noteCertificateUse = (
  tx: InstitutionTransaction,
  use: { readonly serial: string; readonly at: Temporal.Instant },
): Promise<void> => updateLastUsed(tx, use.serial, use.at);

/** The state as shown: an active certificate past its last second is `expired`. */
export const stateAt = (
  record: Pick<CertificateRecord, "state" | "notAfter">,
  now: Temporal.Instant,
): CertificateState => (record.state === "active" && isPast(record.notAfter, now) ? "expired" : record.state);

/** Whether a last second of validity is over; `notAfter` itself is still inside (RFC 5280 section 4.1.2.5). */
export const isPast = (notAfter: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(now, notAfter.add({ seconds: 1 })) >= 0;
