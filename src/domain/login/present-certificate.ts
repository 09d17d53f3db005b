import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret, newSecret } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { recordAudit } from "../audit/audit.ts";
import { standingAfterHandshake } from "../certificate/standing.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { attemptByNonce, isMissingAttempt, recordPresentation } from "./attempt.store.ts";
import { recordLogin } from "./history.ts";
import { TICKET_SECONDS } from "./limits.ts";
import type { LoginRefusal } from "./refusals.ts";

export interface PresentedTicket {
  /** One-time, 43 characters of base64url, for `/login/certificate/return?ticket=…`; valid for 60 seconds. */
  readonly ticket: string;
}

export type PresentationRefusal = LoginRefusal<
  "LOGIN_ATTEMPT_UNKNOWN" | "LOGIN_ATTEMPT_EXPIRED" | "LOGIN_ATTEMPT_ALREADY_PRESENTED"
>;

interface PresentInput {
  readonly institution: InstitutionPolicy;
  /** The first label of the host name. */
  readonly nonce: string;
  /** DER, of a completed TLS handshake; undefined where the browser presented none. */
  readonly certificate: Buffer | undefined;
  readonly origin: Origin;
}

/** What there is to say about whatever was presented. `refusalCode` null: it may be used. */
interface Finding {
  readonly refusalCode: string | null;
  readonly detail: string;
  readonly user: UserReference | undefined;
  readonly serial: string | undefined;
}

/**
 * The gate: the browser arrived at the attempt's host name with this certificate, or with none. One host name serves
 * exactly one presentation. Success and refusal are both recorded, and both give a ticket, so that the portal can say
 * why. Three round trips to the database (docs/decisions/0041-the-gate-in-few-round-trips.md).
 */
export const presentCertificate = async (
  context: DomainContext,
  input: PresentInput,
): Promise<Result<PresentedTicket, PresentationRefusal>> => {
  const finding = await judge(context, input);
  const ticket = newSecret(context.random);
  try {
    await context.database.inInstitution(input.institution.code, (tx) =>
      record(context, tx, input, finding, digestOfSecret(ticket)),
    );
  } catch (error) {
    if (!isMissingAttempt(error)) throw error;
    return refused(await whyMissing(context, input));
  }
  return accepted({ ticket });
};

const judge = async (context: DomainContext, input: PresentInput): Promise<Finding> => {
  const nobody = { user: undefined, serial: undefined };
  if (!input.institution.login.methods.includes("certificate"))
    return { ...nobody, refusalCode: "CERTIFICATE_LOGIN_NOT_OFFERED", detail: "by the institution's policy" };
  if (input.certificate === undefined)
    return { ...nobody, refusalCode: "NO_CERTIFICATE_PRESENTED", detail: "the browser sent none" };
  const standing = await standingAfterHandshake(context, input.institution, input.certificate, input.origin);
  return standing.kind === "usable"
    ? { refusalCode: null, detail: "", user: standing.user, serial: standing.serial }
    : {
        refusalCode: standing.code,
        detail: standing.detail,
        user: standing.user,
        serial: standing.serial,
      };
};

/** All statements travel together; the first fails, and takes the others with it, where no attempt waits. */
const record = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  input: PresentInput,
  finding: Finding,
  ticketDigest: Buffer,
): Promise<void> => {
  const at = context.clock.now();
  await Promise.all([
    recordPresentation(tx, {
      nonceDigest: digestOfSecret(input.nonce),
      ticketDigest,
      refusalCode: finding.refusalCode,
      user: finding.user,
      certificateSerial: finding.serial ?? null,
      at,
      ticketExpiresAt: at.add({ seconds: TICKET_SECONDS }),
    }),
    recordFinding(tx, finding, at, input.origin),
    finding.user !== undefined && finding.refusalCode !== null
      ? recordLogin(context, tx, {
          user: finding.user,
          at,
          method: "certificate",
          refusalCode: finding.refusalCode,
          origin: input.origin,
        })
      : undefined,
  ]);
};

const recordFinding = (
  tx: InstitutionTransaction,
  finding: Finding,
  at: Temporal.Instant,
  origin: Origin,
): Promise<void> =>
  recordAudit(tx, {
    at,
    event: finding.refusalCode === null ? "login.certificatePresented" : "login.refused",
    actor: finding.user === undefined ? { kind: "unidentified" } : { kind: "user", user: finding.user },
    subject: finding.user,
    certificateSerial: finding.serial,
    origin,
    ...(finding.refusalCode === null
      ? {}
      : { facts: { refusalCode: finding.refusalCode, detail: finding.detail } }),
  });

const whyMissing = async (context: DomainContext, input: PresentInput): Promise<PresentationRefusal> => {
  const attempt = await attemptByNonce(context.database, input.institution.code, digestOfSecret(input.nonce));
  if (attempt === undefined)
    return { code: "LOGIN_ATTEMPT_UNKNOWN", detail: "no attempt was started under this host name" };
  const detail = `attempt ${attempt.attemptId} is ${attempt.state}`;
  return attempt.state === "started"
    ? { code: "LOGIN_ATTEMPT_EXPIRED", detail }
    : { code: "LOGIN_ATTEMPT_ALREADY_PRESENTED", detail };
};
