import { createHash, timingSafeEqual } from "node:crypto";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import { mailCustomer } from "./customer-mail.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { RandomSource } from "#shared/random.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { isMailAddress } from "./address.ts";
import {
  addFailure,
  deleteConfirmation,
  deleteConfirmations,
  lockConfirmation,
  setConfirmed,
  upsertCode,
} from "./confirmation.store.ts";
import type { MailAddressCode } from "./refusals.ts";

/** How long a code may be entered. */
export const CODE_MINUTES = 10;
/** Wrong entries after which a code is worth nothing. */
export const MOST_FAILURES = 5;
/** Codes that one session may have sent, to whatever address: nobody uses us to flood a mailbox. */
export const MOST_CODES = 5;

const DIGITS = 6;
const MILLION = 1_000_000;

/** Six digits, each code as likely as every other: numbers beyond a whole multiple are thrown away. */
const newCode = (random: RandomSource): string => {
  const limit = 2 ** 32 - (2 ** 32 % MILLION);
  for (;;) {
    const number = random.bytes(4).readUInt32BE();
    if (number < limit) return String(number % MILLION).padStart(DIGITS, "0");
  }
};

const digestOf = (sessionId: string, code: string): Buffer =>
  createHash("sha256").update(`${sessionId}/${code}`, "utf8").digest();

const SUBJECT: Bilingual = { ja: "メールアドレスの確認番号", en: "Code to confirm your mail address" };

const linesFor = (code: string, language: "ja" | "en"): string[] =>
  language === "ja"
    ? [
        "メールアドレスを確認するための番号をお送りします。お手続き中の画面に入力してください。",
        "",
        `確認番号: ${code}`,
        `有効時間: ${CODE_MINUTES}分`,
        "",
        "この番号を電話やメールでお尋ねすることはありません。",
      ]
    : [
        "Please enter this code on the page that you have open, to confirm your mail address.",
        "",
        `Code: ${code}`,
        `Valid for: ${CODE_MINUTES} minutes`,
        "",
        "We never ask for this code by telephone or mail.",
      ];

/** To whom a code goes, for which session. */
export interface CodeRequest {
  readonly institution: InstitutionPolicy;
  /** Of the registration or the portal. */
  readonly sessionId: string;
  readonly userName: string;
  readonly mailAddress: string;
  readonly language: "ja" | "en";
}

/** Sends a code; the one before is worth nothing from then on. */
export const sendCode = async (
  context: Pick<DomainContext, "clock" | "random">,
  tx: InstitutionTransaction,
  request: CodeRequest,
): Promise<Result<undefined, Refusal<MailAddressCode>>> => {
  const { institution, sessionId, mailAddress, language } = request;
  if (!isMailAddress(mailAddress))
    return refused({ code: "MAIL_ADDRESS_INVALID", detail: "not 4 to 64 characters with one @" });
  const code = newCode(context.random);
  const expiresAt = context.clock.now().add({ minutes: CODE_MINUTES });
  const row = { sessionId, mailAddress, codeDigest: digestOf(sessionId, code), expiresAt };
  if (!(await upsertCode(tx, row, MOST_CODES)))
    return refused({ code: "MAIL_CODES_EXHAUSTED", detail: `${MOST_CODES} codes were sent` });
  await mailCustomer(tx, institution, request, { subject: SUBJECT, lines: linesFor(code, language) });
  return accepted(undefined);
};

/** The address that waits for its code, or has been confirmed, in this session. */
export const addressOfSession = async (
  tx: InstitutionTransaction,
  sessionId: string,
): Promise<{ readonly mailAddress: string; readonly isConfirmed: boolean } | undefined> => {
  const row = await lockConfirmation(tx, sessionId);
  return row === undefined
    ? undefined
    : { mailAddress: row.mailAddress, isConfirmed: row.confirmedAt !== null };
};

/**
 * Compares a code; gives the address that it confirms. Attempts run one after another and each wrong one counts, so a
 * code meets {@link MOST_FAILURES} guesses at most and a session {@link MOST_CODES} times as many: 25 of a million.
 * Commit the transaction whatever the answer, for the count is in it.
 */
export const confirmCode = async (
  context: Pick<DomainContext, "clock">,
  tx: InstitutionTransaction,
  { sessionId, code }: { readonly sessionId: string; readonly code: string },
): Promise<Result<string, Refusal<MailAddressCode>>> => {
  const row = await lockConfirmation(tx, sessionId);
  const now = context.clock.now();
  if (row === undefined || Temporal.Instant.compare(now, row.expiresAt) >= 0)
    return refused({ code: "MAIL_CODE_REFUSED", detail: "no code waits, or it is over" });
  if (row.failures >= MOST_FAILURES)
    return refused({ code: "MAIL_CODE_SPENT", detail: `${row.failures} wrong entries` });
  if (!timingSafeEqual(row.codeDigest, digestOf(sessionId, code))) {
    await addFailure(tx, sessionId);
    return row.failures + 1 >= MOST_FAILURES
      ? refused({ code: "MAIL_CODE_SPENT", detail: `${MOST_FAILURES} wrong entries` })
      : refused({ code: "MAIL_CODE_REFUSED", detail: "wrong code" });
  }
  await setConfirmed(tx, sessionId, now);
  return accepted(row.mailAddress);
};

/** Forgets the session's code: it has served. */
export const forgetConfirmation = (tx: InstitutionTransaction, sessionId: string): Promise<void> =>
  deleteConfirmation(tx, sessionId);

/** Forgets codes that were over a day ago, in every institution. For the worker, hourly. */
export const tidyMailConfirmations = async (context: DomainContext): Promise<{ mailCodes: number }> => {
  const expiredBefore = context.clock.now().subtract({ hours: 24 });
  let mailCodes = 0;
  for (const { code } of context.institutions.all)
    mailCodes += await context.database.inInstitution(code, (tx) => deleteConfirmations(tx, expiredBefore));
  return { mailCodes };
};
