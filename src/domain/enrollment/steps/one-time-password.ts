import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { Prover } from "#domain/second-factor/one-time-password/attempt.ts";
import {
  confirmSoftwareToken,
  issueSoftwareToken,
  type ShownToken,
} from "#domain/second-factor/one-time-password/software.ts";
import { startToken } from "#domain/second-factor/one-time-password/start-of-use.ts";
import { synchroniseToken, verifyOneTimePassword } from "#domain/second-factor/one-time-password/verify.ts";
import { wantedOneTimePassword } from "#domain/second-factor/one-time-password/wanted.ts";
import { findUser } from "#domain/user/users.ts";
import { invariant, unreachable } from "#shared/invariant.ts";
import { accepted } from "#shared/result.ts";
import type { AskedField } from "../session-types.ts";
import type { AskStep, ProofInput, Question } from "./step.ts";

/** Names on the wire. */
const VALUE = "oneTimePassword";
const SYNCHRONISATION = "oneTimePasswordSynchronisation";
const START_OF_USE = "oneTimePasswordStartOfUse";
const SOFTWARE = "oneTimePasswordSoftwareToken";

/** Room for spaces between groups of digits. */
const VALUE_MAX_LENGTH = 16;

const field = (name: string, label: Bilingual, maxLength = VALUE_MAX_LENGTH): AskedField => ({
  name,
  label,
  secret: false,
  maxLength,
});

const valueField = field("oneTimePassword", { ja: "ワンタイムパスワード", en: "One-time password" });

const later = (seconds: number): Bilingual =>
  seconds === 60
    ? { ja: "ワンタイムパスワード(1分後)", en: "One-time password (1 minute later)" }
    : {
        ja: `ワンタイムパスワード(${seconds}秒後)`,
        en: `One-time password (${seconds} seconds later)`,
      };

const synchronisation = (periodSeconds: number): Question => ({
  ask: SYNCHRONISATION,
  fields: [
    field("currentOneTimePassword", { ja: "ワンタイムパスワード(現在)", en: "One-time password (now)" }),
    field("nextOneTimePassword", later(periodSeconds)),
  ],
  text: {
    ja: "トークンの時計がずれています。今表示されている数字と、その次に表示される数字を続けて入力してください。",
    en: "The clock of your token has drifted. Type in the digits shown now and, when they change, those shown next.",
  },
});

const startOfUse: Question = {
  ask: START_OF_USE,
  fields: [
    field("tokenSerial", { ja: "トークンのシリアル番号", en: "Serial number of the token" }, 40),
    valueField,
  ],
  text: {
    ja: "ワンタイムパスワードの利用開始登録を行います。お手元のトークンの裏面のシリアル番号と、今表示されている数字を入力してください。",
    en: "Your one-time password token is now registered. Type in the serial number on its back and the digits it shows.",
  },
};

const groups = (key: string): string => (key.match(/.{1,4}/g) ?? []).join(" ");

const software = ({ key, uri }: ShownToken): Question => ({
  ask: SOFTWARE,
  fields: [valueField],
  text: {
    ja: `ワンタイムパスワードのトークンを発行しました。お手元の認証アプリに次のキーを登録し、アプリに表示された数字を入力してください。キーは他の人に見せないでください。\nキー: ${groups(key)}\n${uri}`,
    en: `A one-time password token has been issued. Add this key to the authenticator app on your phone, and type in the digits that the app shows. Show the key to nobody else.\nKey: ${groups(key)}\n${uri}`,
  },
});

const proverOf = async ({ context, institution, session, origin }: ProofInput): Promise<Prover> => {
  invariant(session.user !== undefined, "one-time passwords are asked for after the person is known");
  const user = await findUser(context, session.user);
  invariant(user !== undefined, "a session's user exists");
  return { institution, user, origin };
};

/** A software token is shown in one session and confirmed in the same. */
const procedureOf = ({ session }: ProofInput): string => `enrollment/${session.sessionId}`;

/**
 * One-time password (CCHK003), with its synchronisation (CCHK004). A user who has no token in use yet begins its use
 * here, instead of being sent away by G013e or G014e: both count as the proof.
 */
export const oneTimePasswordStep: AskStep = {
  kind: "ask",
  name: "oneTimePassword",
  question: async (input) => {
    const prover = await proverOf(input);
    const wanted = await wantedOneTimePassword(input.context, input.institution, prover.user);
    switch (wanted.kind) {
      case "value":
        return accepted({ ask: VALUE, fields: [valueField] });
      case "synchronisation":
        return accepted(synchronisation(wanted.periodSeconds));
      case "startOfUse":
        return accepted(startOfUse);
      case "software": {
        const issued = await issueSoftwareToken(input.context, prover, procedureOf(input));
        return issued.ok ? accepted(software(issued.value)) : issued;
      }
      default:
        return unreachable(wanted);
    }
  },
  verify: async (input, values, ask) => {
    const { context } = input;
    const prover = await proverOf(input);
    const value = values["oneTimePassword"] ?? "";
    const judge = () => {
      switch (ask) {
        case SYNCHRONISATION: {
          const current = values["currentOneTimePassword"] ?? "";
          return synchroniseToken(context, prover, { current, next: values["nextOneTimePassword"] ?? "" });
        }
        case START_OF_USE:
          return startToken(context, prover, { serial: values["tokenSerial"] ?? "", value });
        case SOFTWARE:
          return confirmSoftwareToken(context, prover, { procedure: procedureOf(input), value });
        default:
          return verifyOneTimePassword(context, prover, value);
      }
    };
    const judged = await judge();
    if (judged.ok) return accepted(prover.user.reference);
    return judged.refusal.code === "OTP_OUT_OF_STEP" ? accepted("asksMore") : judged;
  },
};
