import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import { waitUntil } from "./wait.ts";

/** What happened to a user's token. */
export type TokenNews = "started" | "replaced" | "revoked" | "initialised";

const TITLES: Readonly<Record<TokenNews, Bilingual>> = {
  started: {
    ja: "ワンタイムパスワード利用開始のお知らせ",
    en: "Your one-time password token is in use",
  },
  replaced: {
    ja: "ワンタイムパスワードトークン変更のお知らせ",
    en: "Your one-time password token has moved to another phone",
  },
  revoked: {
    ja: "ワンタイムパスワードトークン失効のお知らせ",
    en: "Your one-time password token has been revoked",
  },
  initialised: {
    ja: "ワンタイムパスワードトークン初期化のお知らせ",
    en: "Your one-time password token has been initialised",
  },
};

const SAYS: Readonly<Record<TokenNews, Bilingual>> = {
  started: {
    ja: "ワンタイムパスワードのトークンの利用を開始しました。",
    en: "A token for one-time passwords has come into use.",
  },
  replaced: {
    ja: "ワンタイムパスワードのトークンを新しい端末に変更しました。これまでのトークンは使えなくなりました。",
    en: "Your one-time passwords now come from another phone. The token before no longer works.",
  },
  revoked: {
    ja: "ワンタイムパスワードのトークンが失効されました。このトークンの数字は使えません。",
    en: "Your token for one-time passwords has been revoked. Its digits are no longer accepted.",
  },
  initialised: {
    ja: "ワンタイムパスワードのトークンが初期化されました。次にワンタイムパスワードが必要なときに、もう一度利用開始登録を行ってください。",
    en: "Your token for one-time passwords has been initialised. Register its start of use again when you are next asked for a one-time password.",
  },
};

const SERVICE_ID: Bilingual = { ja: "サービスID", en: "Service ID" };
const TOKEN_USER_ID: Bilingual = { ja: "ユーザID", en: "User ID" };
const AT: Bilingual = { ja: "日時", en: "At" };
const NEW_FROM: Bilingual = { ja: "新しいトークンの利用開始", en: "A new token can be started from" };

const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "If you know nothing of this, please contact the help desk at once.",
};

/**
 * Queues the mail in the transaction of the change; nothing for a user without a mail address. It names the token by
 * service ID (the institution) and user ID (the token's serial, B1), both of which the screens show, and holds neither
 * link nor secret.
 */
export const mailTokenNews = async (
  tx: InstitutionTransaction,
  news: TokenNews,
  { institution, user }: { readonly institution: InstitutionPolicy; readonly user: User },
  { serial, at }: { readonly serial: string; readonly at: Temporal.Instant },
): Promise<void> => {
  if (user.mailAddress === null) return;
  const time = (instant: Temporal.Instant): string => timeText(instant, institution, user.language);
  const until = news === "revoked" ? await waitUntil(tx, institution, user.reference, at) : undefined;
  const facts: readonly Fact[] = [
    identityFact(user),
    [SERVICE_ID, institution.code],
    [TOKEN_USER_ID, serial],
    [AT, time(at)],
    ...(until === undefined ? [] : [[NEW_FROM, time(until)] as const]),
  ];
  await enqueueMail(tx, {
    to: user.mailAddress,
    subject: TITLES[news][user.language],
    text: mailText({ institution, user, says: [SAYS[news]], facts, adds: [NOT_ME] }),
  });
};
