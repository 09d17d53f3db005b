import type { Refusal } from "#domain/refusal/refusal.ts";
import type { OtpResult } from "#domain/second-factor/one-time-password/attempt.ts";
import { confirmPhoneChange, shownSuccessor } from "#domain/second-factor/one-time-password/phone-change.ts";
import {
  confirmSoftwareToken,
  shownSoftwareToken,
  type ShownToken,
} from "#domain/second-factor/one-time-password/software.ts";
import { accepted } from "#shared/result.ts";
import { emptyFields, INCOMPLETE, procedureOf, proverOf } from "../one-time-password-answer.ts";
import { ownTokenPlace } from "../places.ts";
import { redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { ifContracted, KEY_PATH, questionAnswer, resultAnswer, stop } from "./handler.ts";

/** A key that waits for its first value. */
interface WaitingKey {
  readonly shown: ShownToken;
  /** The token in use goes on until the new one is confirmed. */
  readonly isSuccessor: boolean;
}

/** The key that was made in this login after a proof. */
const waitingKey = async (visit: SessionVisit): Promise<OtpResult<WaitingKey>> => {
  const { context } = visit.services;
  const procedure = procedureOf(visit);
  const first = await shownSoftwareToken(context, proverOf(visit), procedure);
  if (first.ok) return accepted({ shown: first.value, isSuccessor: false });
  const next = await shownSuccessor(context, proverOf(visit), procedure);
  return next.ok ? accepted({ shown: next.value, isSuccessor: true }) : next;
};

/** No key waits here: back to where one is asked for; stopped after wrong values: said so. */
const noKey = (visit: SessionVisit, refusal: Refusal): Answer =>
  refusal.code === "OTP_TOKEN_STATE" ? redirect(ownTokenPlace.path) : stop(visit, refusal);

/** `GET /settings/one-time-password/app/key`. */
export const showKey = (opened: SessionVisit): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const key = await waitingKey(visit);
    return key.ok
      ? questionAnswer(visit, KEY_PATH, { kind: "software", shown: key.value.shown })
      : noKey(visit, key.refusal);
  });

/** `POST /settings/one-time-password/app/key`: the first value of the app. */
export const submitKey = (opened: SessionVisit): Promise<Answer> =>
  ifContracted(opened, async (visit) => {
    const waiting = await waitingKey(visit);
    if (!waiting.ok) return noKey(visit, waiting.refusal);
    const key = waiting.value;
    const question = { kind: "software", shown: key.shown } as const;
    const errors = emptyFields(visit, ["value"]);
    if (errors !== undefined)
      return questionAnswer(visit, KEY_PATH, question, { refusal: INCOMPLETE, errors });
    const confirm = key.isSuccessor ? confirmPhoneChange : confirmSoftwareToken;
    const input = { procedure: procedureOf(visit), value: visit.form["value"] ?? "" };
    const confirmed = await confirm(visit.services.context, proverOf(visit), input);
    return confirmed.ok
      ? resultAnswer(visit, key.isSuccessor ? "replaced" : "started")
      : questionAnswer(visit, KEY_PATH, question, { refusal: confirmed.refusal });
  });
