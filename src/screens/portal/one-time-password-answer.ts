import type { Refusal } from "#domain/refusal/refusal.ts";
import type { OtpResult, Prover } from "#domain/second-factor/one-time-password/attempt.ts";
import { confirmSoftwareToken } from "#domain/second-factor/one-time-password/software.ts";
import { startToken } from "#domain/second-factor/one-time-password/start-of-use.ts";
import { synchroniseToken, verifyOneTimePassword } from "#domain/second-factor/one-time-password/verify.ts";
import { otpTexts } from "./one-time-password-texts.ts";
import type { SessionVisit } from "./visit.ts";

/** What a form may ask, with the fields that it sends. */
const FIELDS = {
  value: ["value"],
  synchronisation: ["current", "next"],
  startOfUse: ["serial", "value"],
  software: ["value"],
} as const;

export type OtpAsk = keyof typeof FIELDS;

const ASKS: readonly OtpAsk[] = ["value", "synchronisation", "startOfUse", "software"];

/** Which form was sent; undefined: none of ours. */
export const askOf = ({ form }: SessionVisit): OtpAsk | undefined => ASKS.find((ask) => ask === form["ask"]);

/** Whoever is logged in, or about to be. */
export const proverOf = ({ institution, session, origin }: SessionVisit): Prover => ({
  institution,
  user: session.user,
  origin,
});

/** An app's key is shown in one login only, and confirmed in the same. */
export const procedureOf = ({ session }: SessionVisit): string => `portal/${session.sessionId}`;

/** The fields of the form that came empty, with what to say at each; undefined: none did. */
export const emptyFields = (
  { form, page }: SessionVisit,
  names: readonly string[],
): Readonly<Record<string, string>> | undefined => {
  const empty = names.filter((name) => (form[name] ?? "").trim() === "");
  if (empty.length === 0) return undefined;
  return Object.fromEntries(empty.map((name) => [name, otpTexts[page.language].missing]));
};

export const INCOMPLETE: Refusal = { code: "FORM_INCOMPLETE", detail: "a field is empty" };

export const fieldsOf = (ask: OtpAsk): readonly string[] => FIELDS[ask];

const judges: Readonly<Record<OtpAsk, (visit: SessionVisit) => Promise<OtpResult<undefined>>>> = {
  value: (visit) => verifyOneTimePassword(visit.services.context, proverOf(visit), visit.form["value"] ?? ""),
  synchronisation: (visit) =>
    synchroniseToken(visit.services.context, proverOf(visit), {
      current: visit.form["current"] ?? "",
      next: visit.form["next"] ?? "",
    }),
  startOfUse: (visit) =>
    startToken(visit.services.context, proverOf(visit), {
      serial: visit.form["serial"] ?? "",
      value: visit.form["value"] ?? "",
    }),
  software: (visit) =>
    confirmSoftwareToken(visit.services.context, proverOf(visit), {
      procedure: procedureOf(visit),
      value: visit.form["value"] ?? "",
    }),
};

/** Judges what was sent; each of the four is a proof. */
export const judgeAnswer = (visit: SessionVisit, ask: OtpAsk): Promise<OtpResult<undefined>> =>
  judges[ask](visit);
