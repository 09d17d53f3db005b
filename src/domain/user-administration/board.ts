import { certificatesOfContractIn, isPast } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import type { DomainContext } from "#domain/context.ts";
import { findContractIn, type Contract } from "#domain/contract/contracts.ts";
import { stopsOfUsers, type StoppedProof } from "#domain/credential/stops.ts";
import type { EnrollmentRuleCode } from "#domain/enrollment/refusals.ts";
import { judgeAcquisition } from "#domain/enrollment/rules/acquisition.ts";
import { calendarDaysBetween } from "#domain/enrollment/rules/days.ts";
import type { AcquisitionFacts } from "#domain/enrollment/rules/facts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { listUsersIn } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { ByAdministrator } from "./administrator.ts";

/** Whether a user may acquire a certificate, as an administrator is told of it. */
export type RightOnBoard =
  /** A certificate is in use or on its way: nothing to acquire. */
  | { readonly kind: "notNeeded" }
  /** May acquire, until the deadline where there is one. */
  | {
      readonly kind: "open";
      readonly deadline: Temporal.Instant | undefined;
      /** Calendar days in the institution's time zone; 0: today is the last. */
      readonly daysLeft: number | undefined;
    }
  | { readonly kind: "closed"; readonly code: EnrollmentRuleCode };

/** How one user of a contract stands. */
export interface BoardEntry {
  readonly user: User;
  /** The one that matters most: active, else on its way, else the last that was in use; undefined: never one. */
  readonly certificate: CertificateRecord | undefined;
  /** Calendar days to the end of the certificate in use, in the institution's time zone; undefined: none in use. */
  readonly certificateDaysLeft: number | undefined;
  /** Whether that certificate is near enough to its end to be renewed. */
  readonly isExpiring: boolean;
  readonly right: RightOnBoard;
  /** Secrets and second factors that are stopped after wrong entries; empty: none. */
  readonly stops: readonly StoppedProof[];
}

/** What the board shows: everybody, or those who need something. */
export const BOARD_FILTERS = [
  "all",
  "withCertificate",
  "withoutCertificate",
  "expiring",
  "locked",
  "suspended",
] as const;
export type BoardFilter = (typeof BOARD_FILTERS)[number];

const isInUse = (certificate: CertificateRecord | undefined, now: Temporal.Instant): boolean =>
  certificate?.state === "active" && !isPast(certificate.notAfter, now);

const isOnItsWay = (certificate: CertificateRecord | undefined): boolean =>
  certificate?.state === "prepared" || certificate?.state === "issued";

const fits: Readonly<Record<BoardFilter, (entry: BoardEntry) => boolean>> = {
  all: () => true,
  withCertificate: ({ certificateDaysLeft }) => certificateDaysLeft !== undefined,
  locked: ({ stops }) => stops.length > 0,
  withoutCertificate: ({ certificateDaysLeft }) => certificateDaysLeft === undefined,
  suspended: ({ user }) => user.state === "suspended",
  expiring: ({ isExpiring }) => isExpiring,
};

/** The entries that a filter leaves. */
export const filterBoard = (entries: readonly BoardEntry[], filter: BoardFilter): readonly BoardEntry[] =>
  entries.filter(fits[filter]);

/** What is common to all users of a contract. */
interface Surroundings {
  readonly institution: InstitutionPolicy;
  readonly contractLoginMethod: AcquisitionFacts["contractLoginMethod"];
  /** Users who have a certificate in use or on its way. */
  readonly holders: number;
  readonly now: Temporal.Instant;
}

const lastInUse = (certificate: CertificateRecord | undefined): AcquisitionFacts["lastCertificate"] => {
  if (certificate?.confirmedAt === undefined) return undefined;
  const { serial, state, confirmedAt, notAfter, endedAt } = certificate;
  invariant(
    state === "active" || state === "expired" || state === "revoked",
    `certificate ${serial} came into use and is ${state}`,
  );
  return { serial, state, confirmedAt, notAfter, endedAt };
};

const rightOf = (
  user: User,
  certificate: CertificateRecord | undefined,
  { institution, contractLoginMethod, holders, now }: Surroundings,
): RightOnBoard => {
  if (isOnItsWay(certificate) || isInUse(certificate, now)) return { kind: "notNeeded" };
  const judged = judgeAcquisition({
    institution,
    role: user.role,
    userState: user.state,
    grantedAt: user.acquisitionGrantedAt ?? undefined,
    opensAt: user.acquisitionOpensAt,
    stoppedAt: user.acquisitionStoppedAt,
    contractLoginMethod,
    lastCertificate: lastInUse(certificate),
    certificatesOfOthers: holders,
    now,
  });
  return judged.ok
    ? { kind: "open", deadline: judged.value.deadline, daysLeft: judged.value.daysLeft }
    : { kind: "closed", code: judged.refusal.code };
};

const entryOf = (
  user: User,
  certificate: CertificateRecord | undefined,
  stops: readonly StoppedProof[],
  surroundings: Surroundings,
): BoardEntry => {
  const { institution, now } = surroundings;
  const certificateDaysLeft =
    certificate !== undefined && isInUse(certificate, now)
      ? calendarDaysBetween(now, certificate.notAfter, institution.timeZone)
      : undefined;
  return {
    user,
    certificate,
    certificateDaysLeft,
    isExpiring: certificateDaysLeft !== undefined && certificateDaysLeft <= institution.renewal.opensDays,
    right: rightOf(user, certificate, surroundings),
    stops,
  };
};

/** How the users of a contract stand. */
export interface Board {
  /** By role and then by user ID. */
  readonly entries: readonly BoardEntry[];
  readonly contract: Contract;
  /** Certificates in use or on their way: what the limit of the contract counts. */
  readonly holders: number;
}

/** How the users of a contract stand, in a transaction. */
export const readBoardIn = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contractId: string,
  now: Temporal.Instant,
): Promise<Board> => {
  const [contract, users, certificates] = await Promise.all([
    findContractIn(tx, contractId),
    listUsersIn(tx, contractId),
    certificatesOfContractIn(tx, contractId),
  ]);
  invariant(contract !== undefined, `contract ${contractId} exists`);
  const stops = await stopsOfUsers(tx, institution, users, now);
  const byUser = new Map(certificates.map((record) => [record.owner.userId, record]));
  const holders = certificates.filter((record) => isOnItsWay(record) || isInUse(record, now)).length;
  const surroundings = { institution, contractLoginMethod: contract.loginMethod, holders, now };
  const entries = users.map((user) => {
    const { userId } = user.reference;
    return entryOf(user, byUser.get(userId), stops.get(userId) ?? [], surroundings);
  });
  return { entries, contract, holders };
};

/** How the users of a contract stand, in four statements, whatever their number. */
export const readBoard = (
  context: DomainContext,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<Board> =>
  context.database.inInstitution(institution.code, (tx) =>
    readBoardIn(tx, institution, contractId, context.clock.now()),
  );

/** How every user of a contract stands, by role and then by user ID. */
export const boardOfContract = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<readonly BoardEntry[]> => (await readBoard(context, institution, contractId)).entries;

/** How one user of the administrator's contract stands, in a transaction; undefined: there is none. */
export const boardEntryIn = async (
  tx: InstitutionTransaction,
  { institution, administrator }: ByAdministrator,
  userId: string,
  now: Temporal.Instant,
): Promise<BoardEntry | undefined> => {
  const { entries } = await readBoardIn(tx, institution, administrator.reference.contractId, now);
  return entries.find(({ user }) => user.reference.userId === userId);
};

/** The same, in a transaction of its own. */
export const boardEntry = (
  context: DomainContext,
  by: ByAdministrator,
  userId: string,
): Promise<BoardEntry | undefined> =>
  context.database.inInstitution(by.institution.code, (tx) =>
    boardEntryIn(tx, by, userId, context.clock.now()),
  );
