import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { ReminderKind } from "./reminder.ts";

/** Texts of the reminders. The titles are the ones that banks of these families use (B1). */

export const TITLES = {
  renewalFirst: { ja: "電子証明書更新のご案内", en: "Please renew your electronic certificate" },
  renewalLater: {
    ja: "電子証明書更新のお知らせ",
    en: "Reminder: please renew your electronic certificate",
  },
  expired: {
    ja: "電子証明書有効期限切れのご案内",
    en: "Your electronic certificate has expired",
  },
  acquisition: {
    ja: "電子証明書取得期限のお知らせ",
    en: "Reminder: please acquire your electronic certificate",
  },
  administrators: {
    ja: "ご利用者の電子証明書に関するお知らせ",
    en: "Electronic certificates of your company's users",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export const SAYS: Readonly<Record<ReminderKind | "administrators", Bilingual>> = {
  renewal: {
    ja: "お使いの電子証明書の有効期限が近づいています。期限を過ぎるとこの電子証明書ではログインできなくなりますので、期限までに更新をお願いします。",
    en: "Your electronic certificate is about to expire. After that it will no longer log you in, so please renew it in time.",
  },
  expired: {
    ja: "お使いの電子証明書の有効期限が切れました。この電子証明書ではログインできません。",
    en: "Your electronic certificate has expired and can no longer be used to log in.",
  },
  acquisition: {
    ja: "電子証明書がまだ取得されていません。期限を過ぎると取得できなくなり、再発行のお手続きが必要になりますので、期限までに取得をお願いします。",
    en: "You have not acquired your electronic certificate yet. After the deadline it will have to be issued again, so please acquire it in time.",
  },
  administrators: {
    ja: "貴社の次のご利用者について、電子証明書のお手続きをご確認ください。ご本人にも別途お知らせしています。",
    en: "Please see to the electronic certificates of the following users of your company. They are told as well.",
  },
};

export const HOW: Readonly<Record<Exclude<ReminderKind, "expired">, Bilingual>> = {
  renewal: {
    ja: "更新は、いつもの方法でログインした後の画面から行えます。電子証明書を取得したパソコンをお使いください。",
    en: "Log in as you always do, on the PC that holds the certificate, and follow the notice on your first page.",
  },
  acquisition: {
    ja: "取得は、いつもの方法で当金融機関のサイトを開き、電子証明書の取得の画面から行えます。",
    en: "Open our site as you always do and follow the page for acquiring a certificate.",
  },
};

type Reacquisition = InstitutionPolicy["acquisition"]["afterExpiry"]["user"];

/** What a user can do after expiry, by the institution's rule. */
export const AFTER_EXPIRY: Readonly<Record<Reacquisition, Bilingual>> = {
  self: {
    ja: "引き続きご利用いただくには、いつもの方法で当金融機関のサイトを開き、電子証明書を取得し直してください。",
    en: "To go on, open our site as you always do and acquire a new certificate.",
  },
  administrator: {
    ja: "引き続きご利用いただくには、貴社の管理者による電子証明書の再発行が必要です。管理者の方へご依頼ください。",
    en: "To go on, an administrator of your company must issue a certificate again. Please ask them.",
  },
  branch: {
    ja: "引き続きご利用いただくには、当金融機関の窓口でのお手続きが必要です。お取引店へご連絡ください。",
    en: "To go on, your branch must issue a certificate again. Please call them.",
  },
};

export const LABELS = {
  expiry: { ja: "有効期限", en: "Valid until" },
  deadline: { ja: "取得期限", en: "To be acquired by" },
  daysLeft: { ja: "残り日数", en: "Days left" },
  device: { ja: "取得したパソコン", en: "Acquired on" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Calendar days to the end; the day itself is named. */
export const daysLeftText = (days: number, language: keyof Bilingual): string => {
  if (days === 0) return language === "ja" ? "本日まで" : "until today";
  return language === "ja" ? `あと${days}日` : String(days);
};
