import assert from "node:assert/strict";
import {
  completeCertificateLogin,
  presentCertificate,
  redeemTicket,
  startAttempt,
  type AttemptOutcome,
  type PresentedTicket,
  type StartedAttempt,
} from "#domain/login/certificate-login.ts";
import type { NewSession } from "#domain/login/session.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { newSecret } from "#shared/ids.ts";
import { systemRandom } from "#shared/random.ts";
import type { Result } from "#shared/result.ts";
import {
  LOGIN_PASSWORD,
  ORIGIN,
  type CertificateWish,
  type LoginWorld,
  type TestCertificate,
} from "./login.ts";

/** An attempt with the secret of the browser that started it. */
export type BrowserAttempt = StartedAttempt & { readonly browserSecret: string };

/** The steps of a login with a certificate at hisui, each with everything but its point left out. */
export interface LoginSteps {
  readonly hisui: InstitutionPolicy;
  /** As hisui, but without a password after the certificate. */
  readonly withoutPassword: InstitutionPolicy;
  readonly start: () => Promise<BrowserAttempt>;
  readonly present: (
    nonce: string,
    certificate: Buffer | undefined,
    institution?: InstitutionPolicy,
  ) => Promise<Result<PresentedTicket, Refusal>>;
  readonly redeem: (
    ticket: string,
    browserSecret: string | undefined,
    institution?: InstitutionPolicy,
  ) => Promise<Result<AttemptOutcome, Refusal>>;
  readonly complete: (
    attempt: { readonly attemptId: string; readonly browserSecret: string | undefined },
    password?: string,
    institution?: InstitutionPolicy,
  ) => Promise<Result<NewSession, Refusal>>;
  /** Starts, presents, and gives the ticket. */
  readonly ticketFor: (
    certificate: Buffer | undefined,
  ) => Promise<BrowserAttempt & { readonly ticket: string }>;
  /** A new user whose certificate was accepted and whose ticket was redeemed. */
  readonly proved: (wish?: CertificateWish) => Promise<
    BrowserAttempt & {
      readonly ticket: string;
      readonly user: User;
      readonly certificate: TestCertificate;
      readonly outcome: AttemptOutcome;
    }
  >;
  /** What the portal is told after the gate judged this certificate: `proved`, or a refusal code. */
  readonly outcomeOf: (certificate: Buffer | undefined) => Promise<string>;
}

/** The code of a refusal; `accepted` where there is none. */
export const codeOf = <Value>(result: Result<Value, Refusal>): string =>
  result.ok ? "accepted" : result.refusal.code;

/** The steps in this world. */
export const loginSteps = (world: LoginWorld): LoginSteps => {
  const { context } = world;
  const hisui = world.institution("hisui");

  const start: LoginSteps["start"] = async () => {
    const browserSecret = newSecret(systemRandom);
    const attempt = await startAttempt(context, { institution: hisui, browserSecret, origin: ORIGIN });
    return { browserSecret, ...attempt };
  };

  const present: LoginSteps["present"] = (nonce, certificate, institution = hisui) =>
    presentCertificate(context, { institution, nonce, certificate, origin: ORIGIN });

  const redeem: LoginSteps["redeem"] = (ticket, browserSecret, institution = hisui) =>
    redeemTicket(context, { institution, ticket, browserSecret, origin: ORIGIN });

  const ticketFor: LoginSteps["ticketFor"] = async (certificate) => {
    const attempt = await start();
    const presented = await present(attempt.nonce, certificate);
    assert.ok(presented.ok);
    return { ...attempt, ticket: presented.value.ticket };
  };

  return {
    hisui,
    withoutPassword: { ...hisui, login: { ...hisui.login, passwordAfterCertificate: false } },
    start,
    present,
    redeem,
    ticketFor,
    complete: ({ attemptId, browserSecret }, password = LOGIN_PASSWORD, institution = hisui) =>
      completeCertificateLogin(context, { institution, attemptId, browserSecret, password, origin: ORIGIN }),
    proved: async (wish) => {
      const user = await world.newUser("hisui");
      const certificate = await world.newCertificate(user.reference, wish);
      const attempt = await ticketFor(certificate.der);
      const outcome = await redeem(attempt.ticket, attempt.browserSecret);
      assert.ok(outcome.ok && outcome.value.kind === "proved");
      return { user, certificate, ...attempt, outcome: outcome.value };
    },
    outcomeOf: async (certificate) => {
      const { ticket, browserSecret } = await ticketFor(certificate);
      const outcome = await redeem(ticket, browserSecret);
      assert.ok(outcome.ok);
      return outcome.value.kind === "refused" ? outcome.value.refusal.code : "proved";
    },
  };
};
