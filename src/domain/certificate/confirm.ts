import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import { endPasswordLogin } from "../contract/contracts.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { findUserIn, type User } from "../user/users.ts";
import { lockOpen, selectBySerial, selectLastConfirmed, type OpenCertificate } from "./certificate.store.ts";
import { isPast, type CertificateRecord } from "./certificates.ts";
import { expire, supersede, type Ending } from "./end.ts";
import { mailOwner, newsOf } from "./mails.ts";
import type { CertificateRefusalCode } from "./refusals.ts";
import { updateToActive } from "./state.store.ts";

export interface Confirmation {
  /** Now active. */
  readonly certificate: CertificateRecord;
  /** Serial of the certificate that it replaced, if any. */
  readonly superseded: string | undefined;
}

/** `USER_SUSPENDED` has its text in the credential module. */
export type ConfirmRefusalCode =
  | Extract<
      CertificateRefusalCode,
      | "CERTIFICATE_NOT_FOUND"
      | "CONFIRMATION_TOO_LATE"
      | "ACQUISITION_TAKEN_OVER"
      | "ALREADY_HAS_CERTIFICATE"
      | "CERTIFICATE_NOT_ISSUED"
      | "CERTIFICATE_REVOKED"
      | "CERTIFICATE_SUPERSEDED"
      | "CERTIFICATE_EXPIRED"
    >
  | "USER_SUSPENDED";

type Outcome = Result<Confirmation, Refusal<ConfirmRefusalCode>>;

interface Request {
  readonly institution: InstitutionPolicy;
  readonly serial: string;
  readonly origin: Origin;
}

const no = (code: ConfirmRefusalCode, detail: string): Outcome => refused({ code, detail });

/** Why a certificate that is over cannot be confirmed. */
const CODE_OF_END: Readonly<Record<NonNullable<CertificateRecord["endCause"]>, ConfirmRefusalCode>> = {
  expiry: "CERTIFICATE_EXPIRED",
  supersession: "CERTIFICATE_SUPERSEDED",
  takeover: "ACQUISITION_TAKEN_OVER",
  unconfirmed: "CONFIRMATION_TOO_LATE",
  revocation: "CERTIFICATE_REVOKED",
  fault: "CERTIFICATE_NOT_ISSUED",
};

/** What the state alone decides; undefined: it waits for its confirmation. */
const judgeState = (record: CertificateRecord, now: Temporal.Instant): Outcome | undefined => {
  const detail = `certificate ${record.serial} is ${record.state}`;
  if (record.endCause !== undefined) return no(CODE_OF_END[record.endCause], detail);
  if (record.state === "active")
    return accepted({ certificate: record, superseded: record.supersedesSerial });
  if (Temporal.Instant.compare(now, record.confirmBefore) > 0) {
    return no("CONFIRMATION_TOO_LATE", `it was to be confirmed by ${record.confirmBefore.toString()}`);
  }
  return record.state === "prepared" ? no("CERTIFICATE_NOT_ISSUED", detail) : undefined;
};

/** Makes room for the new certificate; refuses where the user has another one that it was not to replace. */
const giveWay = async (
  tx: InstitutionTransaction,
  record: CertificateRecord,
  active: CertificateRecord | undefined,
  ending: Ending,
): Promise<Outcome | undefined> => {
  if (active === undefined) return undefined;
  if (active.serial === record.supersedesSerial) await supersede(tx, active, record.serial, ending);
  else if (isPast(active.notAfter, ending.at)) await expire(tx, active, ending);
  else return no("ALREADY_HAS_CERTIFICATE", `certificate ${active.serial} is active`);
  return undefined;
};

const activate = async (
  tx: InstitutionTransaction,
  request: Request,
  user: User,
  record: CertificateRecord,
  ending: Ending,
): Promise<CertificateRecord> => {
  // Before this one is the last.
  const before = user.mailAddress === null ? undefined : await selectLastConfirmed(tx, record.owner);
  const certificate = await updateToActive(tx, record.serial, ending.at);
  await recordAudit(tx, {
    ...ending,
    event: "certificate.confirmed",
    subject: record.owner,
    certificateSerial: record.serial,
    facts: { confirmationMethod: record.confirmationMethod, supersedes: record.supersedesSerial ?? null },
  });
  await endPasswordLogin(tx, request.institution, user, ending);
  const news = newsOf(certificate, before, record.supersedesSerial !== undefined);
  await mailOwner(tx, news, request.institution, user, certificate);
  return certificate;
};

const ofSerial = (open: readonly OpenCertificate[], serial: string): CertificateRecord | undefined =>
  open.find(({ record }) => record.serial === serial)?.record;

const confirmIn = async (
  tx: InstitutionTransaction,
  request: Request,
  now: Temporal.Instant,
): Promise<Outcome> => {
  const { serial, origin } = request;
  const found = await selectBySerial(tx, serial);
  if (found === undefined) return no("CERTIFICATE_NOT_FOUND", `no certificate ${serial}`);
  const open = await lockOpen(tx, found.owner);
  // Under its lock; where it ended meanwhile, as it is now.
  const record = ofSerial(open, serial) ?? (await selectBySerial(tx, serial));
  invariant(record !== undefined, "a certificate is never deleted");
  const judged = judgeState(record, now);
  if (judged !== undefined) return judged;
  const user = await findUserIn(tx, record.owner);
  invariant(user !== undefined, "a certificate has an owner");
  if (user.state === "suspended") return no("USER_SUSPENDED", "the user was suspended meanwhile");
  const ending: Ending = { at: now, actor: { kind: "user", user: record.owner }, origin };
  const active = open.find((other) => other.record.state === "active")?.record;
  const refusal = await giveWay(tx, record, active, ending);
  if (refusal !== undefined) return refusal;
  const certificate = await activate(tx, request, user, record, ending);
  const hasSuperseded = active !== undefined && active.serial === record.supersedesSerial;
  return accepted({ certificate, superseded: hasSuperseded ? active.serial : undefined });
};

/**
 * The installation was proved: the certificate becomes active, the one it renews is revoked as superseded, ID and
 * password login ends where the institution's rule says so, and the owner is told by mail, all in one transaction.
 * Repeating it changes nothing. Too late is too late, whether or not it was undone already.
 */
export const confirmCertificate = (context: DomainContext, request: Request): Promise<Outcome> =>
  context.database.inInstitution(request.institution.code, (tx) =>
    confirmIn(tx, request, context.clock.now()),
  );
