import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import type { Approver } from "#domain/second-factor/transaction-authentication/attempt.ts";
import {
  offerToken,
  startTransactionToken,
} from "#domain/second-factor/transaction-authentication/register.ts";
import { askSharing, shareToken } from "#domain/second-factor/transaction-authentication/share.ts";
import {
  approveByTransaction,
  askApproval,
} from "#domain/second-factor/transaction-authentication/verify.ts";
import { wantedTransaction } from "#domain/second-factor/transaction-authentication/wanted.ts";
import { unreachable } from "#shared/invariant.ts";
import { accepted, type Result } from "#shared/result.ts";
import type { Transaction } from "#shared/transaction-token.ts";
import type { AskedField } from "../session-types.ts";
import { proverOf } from "./prover.ts";
import type { AskStep, ProofInput, Question } from "./step.ts";

/** Names on the wire. */
const NUMBER = "transactionAuthentication";
const SELECTION = "transactionAuthenticationSelection";
const REGISTRATION = "transactionAuthenticationRegistration";
const SHARING = "transactionAuthenticationSharing";

/** What is typed in place of a serial by whoever registers an own token. */
const OWN_TOKEN = "1";

const numberField: AskedField = {
  name: "transactionNumber",
  label: { ja: "トランザクション認証番号(8桁)", en: "Transaction authentication number (8 digits)" },
  secret: false,
  // Room for spaces between groups of digits.
  maxLength: 16,
};

const choiceField: AskedField = {
  name: "tokenChoice",
  label: { ja: "1、または共有するトークンの番号", en: "1, or the number of the token to share" },
  secret: false,
  maxLength: 20,
};

/** The code, and its text for whoever pastes it. */
const withCode = (ask: string, instruction: Bilingual, code: string): Question => ({
  ask,
  fields: [numberField],
  text: { ja: `${instruction.ja}\n\n${code}\n`, en: `${instruction.en}\n\n${code}\n` },
  code,
});

const selection: Question = {
  ask: SELECTION,
  fields: [choiceField],
  text: {
    ja: "トランザクション認証の利用開始登録を行います。ご自身のトークンを登録する場合は「1」を、同じご契約の方のトークンを共有する場合はそのトークンの番号(トークンの画面に「K7Q2-9XM0」のように表示されます)を入力してください。",
    en: "A token for transaction authentication is now registered. Type 1 to register a token of your own, or the number of a colleague's token to share it (shown by the token, like K7Q2-9XM0).",
  },
};

const registration = (address: string, isClaimed: boolean): Question =>
  isClaimed
    ? {
        ask: REGISTRATION,
        fields: [numberField],
        text: {
          ja: "トークンが登録されました。トークンに表示されている番号を入力してください。",
          en: "The token has been registered. Type in the number that it shows.",
        },
      }
    : withCode(
        REGISTRATION,
        {
          ja: "トランザクション認証のトークンを登録します。スマートフォンのカメラで次の二次元コードを読み取って開き、「登録する」を押してから、表示された番号を入力してください。",
          en: "A token for transaction authentication is now registered. Scan this code with your phone's camera, open it, press “Register”, and type in the number that it shows.",
        },
        address,
      );

const deed: Readonly<Record<Approver["user"]["language"], (purpose: string) => string>> = {
  ja: (purpose) => (purpose === "renew" ? "電子証明書の更新" : "電子証明書の発行"),
  en: (purpose) => (purpose === "renew" ? "Renew a certificate" : "Issue a certificate"),
};

const labels = {
  ja: { account: "ご利用者のID", userName: "利用者名", device: "パソコン" },
  en: { account: "User", userName: "Name", device: "PC" },
} as const;

/** What the token shows: which deed, for whom, and on which PC it ends up. */
const transactionOf = ({ user }: Approver, { session }: ProofInput): Transaction => {
  const label = labels[user.language];
  const { contractId, userId } = user.reference;
  return {
    title: deed[user.language](session.purpose),
    lines: [
      { label: label.account, value: user.loginId ?? `${contractId} / ${userId}` },
      { label: label.userName, value: user.userName },
      { label: label.device, value: session.client.deviceName },
    ],
  };
};

const procedureOf = ({ session }: ProofInput): string => `enrollment/${session.sessionId}`;

const asked = (ask: string, instruction: Bilingual, code: Result<string, Refusal>) =>
  code.ok ? accepted(withCode(ask, instruction, code.value)) : code;

const numberInstruction: Bilingual = {
  ja: "トランザクション認証を行います。トークン(スマートフォンのアプリ)で次の二次元コードを読み取り、表示された内容をお確かめのうえ、番号を入力してください。お心当たりのない内容のときは、入力しないでください。",
  en: "Scan this code with your token (the app on your phone), check what it shows, and type in its number. If it shows anything that you did not ask for, type in nothing.",
};

const sharingInstruction: Bilingual = {
  ja: "共有するトークン(同じご契約の方のスマートフォン)で次の二次元コードを読み取り、表示された番号を入力してください。",
  en: "Scan this code with the token that you want to share (your colleague's phone), and type in the number that it shows.",
};

/**
 * Transaction authentication (CCHK005): the token shows what is done, and its number is for nothing else. A user who
 * has no token yet registers one here, or joins a colleague's, instead of being sent away by G012e or G015e: both
 * count as the proof.
 */
export const transactionAuthenticationStep: AskStep = {
  kind: "ask",
  name: "transactionAuthentication",
  question: async (input) => {
    const { context } = input;
    const approver = await proverOf(input);
    const procedure = procedureOf(input);
    const wanted = await wantedTransaction(context, approver, procedure);
    switch (wanted.kind) {
      case "number": {
        const transaction = transactionOf(approver, input);
        const code = await askApproval(context, approver, { procedure, transaction });
        return asked(NUMBER, numberInstruction, code);
      }
      case "selection":
        return accepted(selection);
      case "registration": {
        const offered = await offerToken(context, approver, procedure);
        return offered.ok ? accepted(registration(offered.value.address, offered.value.isClaimed)) : offered;
      }
      case "sharing": {
        const code = await askSharing(context, approver, { procedure, serial: wanted.serial });
        return asked(SHARING, sharingInstruction, code);
      }
      default:
        return unreachable(wanted);
    }
  },
  verify: async (input, values, ask) => {
    const { context } = input;
    const approver = await proverOf(input);
    const procedure = procedureOf(input);
    if (ask === SELECTION) {
      const serial = values["tokenChoice"] ?? "";
      const chosen: Result<unknown, Refusal> =
        serial.normalize("NFKC").trim() === OWN_TOKEN
          ? await offerToken(context, approver, procedure)
          : await askSharing(context, approver, { procedure, serial });
      return chosen.ok ? accepted("asksMore") : chosen;
    }
    const given = { procedure, number: values["transactionNumber"] ?? "" };
    const judge =
      { [REGISTRATION]: startTransactionToken, [SHARING]: shareToken }[ask] ?? approveByTransaction;
    const judged = await judge(context, approver, given);
    if (judged.ok) return accepted(approver.user.reference);
    // The question has a new code now.
    return judged.refusal.code === "TXA_EXPIRED" ? accepted("asksMore") : judged;
  },
};
