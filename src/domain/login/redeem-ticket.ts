import { accepted, refused, type Result } from "#shared/result.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { isOfBrowser, isOver, type Attempt } from "./attempt.ts";
import { attemptByTicket, redeem } from "./attempt.store.ts";
import { PASSWORD_SECONDS } from "./limits.ts";
import type { LoginRefusal } from "./refusals.ts";

/** What the gate found, told to the browser that started the attempt. */
export type AttemptOutcome =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The visitor only tested the browser: `checkedCertificate` says what was found. */
  | { readonly kind: "checked"; readonly attemptId: string }
  | {
      readonly kind: "proved";
      readonly attemptId: string;
      readonly user: UserReference;
      readonly certificateSerial: string;
      /** True: ask the login password, then complete. False: complete at once. */
      readonly asksPassword: boolean;
    };

export type TicketRefusal = LoginRefusal<
  "TICKET_INVALID" | "TICKET_EXPIRED" | "TICKET_ALREADY_USED" | "TICKET_USED_ELSEWHERE"
>;

interface RedeemInput {
  readonly institution: InstitutionPolicy;
  readonly ticket: string;
  /** Undefined where the browser sent no cookie. */
  readonly browserSecret: string | undefined;
  readonly origin: Origin;
}

/** Redeems a ticket: once, within 60 seconds, in the same browser, at the same institution. */
export const redeemTicket = async (
  context: DomainContext,
  input: RedeemInput,
): Promise<Result<AttemptOutcome, TicketRefusal>> => {
  const attempt = await redeemNow(context, input);
  if (attempt === undefined) return refused(await whyRefused(context, input));
  return accepted(outcomeOf(attempt, input.institution));
};

const redeemNow = async (context: DomainContext, input: RedeemInput): Promise<Attempt | undefined> => {
  const { browserSecret } = input;
  if (browserSecret === undefined) return undefined;
  const now = context.clock.now();
  return context.database.inInstitution(input.institution.code, async (tx) => {
    const attempt = await redeem(tx, {
      ticketDigest: digestOfSecret(input.ticket),
      browserDigest: digestOfSecret(browserSecret),
      at: now,
      passwordExpiresAt: now.add({ seconds: PASSWORD_SECONDS }),
    });
    if (attempt === undefined) return undefined;
    await recordAudit(tx, {
      at: now,
      event: attempt.purpose === "login" ? "login.returned" : "environment.checked",
      actor: attempt.user === undefined ? { kind: "unidentified" } : { kind: "user", user: attempt.user },
      subject: attempt.user,
      certificateSerial: attempt.certificateSerial ?? undefined,
      origin: input.origin,
      facts: { attemptId: attempt.attemptId, refusalCode: attempt.refusalCode },
    });
    return attempt;
  });
};

const outcomeOf = (attempt: Attempt, institution: InstitutionPolicy): AttemptOutcome => {
  if (attempt.purpose === "check") return { kind: "checked", attemptId: attempt.attemptId };
  if (attempt.refusalCode !== null)
    return {
      kind: "refused",
      refusal: { code: attempt.refusalCode, detail: `the gate refused attempt ${attempt.attemptId}` },
    };
  invariant(
    attempt.user !== undefined && attempt.certificateSerial !== null,
    "an attempt presented has its user",
  );
  return {
    kind: "proved",
    attemptId: attempt.attemptId,
    user: attempt.user,
    certificateSerial: attempt.certificateSerial,
    asksPassword: institution.login.passwordAfterCertificate,
  };
};

const whyRefused = async (context: DomainContext, input: RedeemInput): Promise<TicketRefusal> => {
  const attempt = await attemptByTicket(
    context.database,
    input.institution.code,
    digestOfSecret(input.ticket),
  );
  if (attempt === undefined) return { code: "TICKET_INVALID", detail: "no attempt has this ticket" };
  const detail = `attempt ${attempt.attemptId} is ${attempt.state}`;
  if (!isOfBrowser(attempt, input.browserSecret)) {
    await recordUseElsewhere(context, input, attempt);
    return { code: "TICKET_USED_ELSEWHERE", detail };
  }
  if (attempt.state === "redeemed" || attempt.state === "completed")
    return { code: "TICKET_ALREADY_USED", detail };
  invariant(
    isOver(attempt, context.clock.now()),
    `a ticket that is ${attempt.state} and in time was not redeemed`,
  );
  return { code: "TICKET_EXPIRED", detail };
};

/** A ticket in a foreign browser is a stolen address or a lured customer: staff must be able to find it. */
const recordUseElsewhere = (context: DomainContext, input: RedeemInput, attempt: Attempt): Promise<void> =>
  context.database.inInstitution(input.institution.code, (tx) =>
    recordAudit(tx, {
      at: context.clock.now(),
      event: "login.refused",
      actor: { kind: "unidentified" },
      subject: attempt.user,
      certificateSerial: attempt.certificateSerial ?? undefined,
      origin: input.origin,
      facts: { attemptId: attempt.attemptId, refusalCode: "TICKET_USED_ELSEWHERE" },
    }),
  );
