import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { changedFields, type UserUpdate } from "#domain/user/change.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import type { ActOfAdministrator } from "./administrator.ts";

/** Mails to users about what an administrator did with their account. */

const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、貴社の管理者の方またはヘルプデスクへ至急ご連絡ください。",
  en: "If you know nothing of this, please contact an administrator of your company or the help desk at once.",
};
const AT: Bilingual = { ja: "手続き日時", en: "Done at" };
const CHANGED: Bilingual = { ja: "変更された項目", en: "Changed" };

const FIELDS: Readonly<Record<keyof UserUpdate, Bilingual>> = {
  userName: { ja: "利用者名", en: "name" },
  mailAddress: { ja: "メールアドレス", en: "mail address" },
  role: { ja: "管理者権限", en: "administrator rights" },
  withheldRights: { ja: "権限の内訳", en: "rights in detail" },
};

interface Told {
  readonly subject: Bilingual;
  readonly says: readonly Bilingual[];
  readonly facts?: readonly Fact[];
  readonly adds?: readonly Bilingual[];
}

const mail = async (
  tx: InstitutionTransaction,
  { institution, at }: Pick<ActOfAdministrator, "institution" | "at">,
  user: User,
  to: string | null,
  told: Told,
): Promise<void> => {
  if (to === null) return;
  const facts = [identityFact(user), [AT, timeText(at, institution, user.language)] as const];
  await enqueueMail(tx, {
    to,
    subject: told.subject[user.language],
    text: mailText({
      institution,
      user,
      says: told.says,
      facts: [...facts, ...(told.facts ?? [])],
      adds: [...(told.adds ?? []), NOT_ME],
    }),
  });
};

/** To the present address and, where that changes, to the new one. Neither mail names the other address. */
export const mailChange = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  user: User,
  next: UserUpdate,
): Promise<void> => {
  const fields = changedFields(user, next);
  const join = (language: keyof Bilingual): string =>
    fields.map((field) => FIELDS[field][language]).join(language === "ja" ? "、" : ", ");
  const told: Told = {
    subject: { ja: "利用者情報変更のお知らせ", en: "Your user data have been changed" },
    says: [
      {
        ja: "貴社の管理者の方が、ご利用者の登録内容を変更しました。",
        en: "An administrator of your company has changed your user data.",
      },
    ],
    facts: [[CHANGED, join(user.language)]],
  };
  await mail(tx, by, user, user.mailAddress, told);
  if (next.mailAddress !== user.mailAddress)
    await mail(tx, by, { ...user, userName: next.userName }, next.mailAddress, told);
};

const DELETED: Readonly<Record<"administrator" | "institution", Bilingual>> = {
  administrator: {
    ja: "貴社の管理者の方が、ご利用者の登録を削除しました。電子証明書は失効し、ログインはできません。",
    en: "An administrator of your company has deleted your user account. Your certificate has been revoked, and you can no longer log in.",
  },
  institution: {
    ja: "お申し込みにもとづき、当金融機関でご利用者の登録を削除しました。電子証明書は失効し、ログインはできません。",
    en: "On application we have deleted your user account. Your certificate has been revoked, and you can no longer log in.",
  },
};

/** To the address that the user had until now. */
export const mailDeletion = (
  tx: InstitutionTransaction,
  by: Pick<ActOfAdministrator, "institution" | "at">,
  user: User,
  deletedBy: keyof typeof DELETED,
): Promise<void> =>
  mail(tx, by, user, user.mailAddress, {
    subject: { ja: "利用者削除のお知らせ", en: "Your user account has been deleted" },
    says: [DELETED[deletedBy]],
  });

/** Never with the secrets: the administrator hands them over. */
export const mailReset = (tx: InstitutionTransaction, by: ActOfAdministrator, user: User): Promise<void> => {
  const { login, confirmation } = familyOf(by.institution).secretFields;
  return mail(tx, by, user, user.mailAddress, {
    subject: { ja: "暗証情報再設定のお知らせ", en: "Your passwords or PINs have been reset" },
    says: [
      {
        ja: `貴社の管理者の方が、${login.label.ja}と${confirmation.label.ja}を再設定しました。これまでのものは使えません。`,
        en: `An administrator of your company has reset these: ${login.label.en}, ${confirmation.label.en}. The ones before no longer work.`,
      },
    ],
    adds: [
      {
        ja: "新しいものは管理者の方からお受け取りください。次のログインのときに変更していただきます。",
        en: "Your administrator hands you the new ones. You change them at your next login.",
      },
    ],
  });
};

export const mailUnlock = (tx: InstitutionTransaction, by: ActOfAdministrator, user: User): Promise<void> =>
  mail(tx, by, user, user.mailAddress, {
    subject: { ja: "利用停止解除のお知らせ", en: "Your access has been unlocked" },
    says: [
      {
        ja: "入力の誤りが続いたために停止していたご利用を、貴社の管理者の方が再開しました。",
        en: "Your access had been stopped after repeated wrong entries. An administrator of your company has unlocked it.",
      },
    ],
  });

const DEADLINE: Bilingual = { ja: "取得期限", en: "To be acquired by" };
const PASSWORD_ENDS: Bilingual = { ja: "ID・パスワード方式の終了日時", en: "ID/password login ends at" };

/** To somebody who may acquire a certificate and has none. Without a link, like every mail. */
export const mailAcquisitionReminder = (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  user: User,
  dates: {
    readonly deadline: Temporal.Instant | undefined;
    readonly passwordEndsAt: Temporal.Instant | undefined;
  },
): Promise<void> => {
  const facts: Fact[] = [];
  const time = (at: Temporal.Instant): string => timeText(at, by.institution, user.language);
  if (dates.deadline !== undefined) facts.push([DEADLINE, time(dates.deadline)]);
  if (dates.passwordEndsAt !== undefined) facts.push([PASSWORD_ENDS, time(dates.passwordEndsAt)]);
  return mail(tx, by, user, user.mailAddress, {
    subject: { ja: "電子証明書取得のお願い", en: "Please acquire your electronic certificate" },
    says: [
      {
        ja: "電子証明書をまだ取得されていません。貴社の管理者の方の依頼により、ご案内をお送りします。",
        en: "You have not acquired your electronic certificate yet. An administrator of your company asked us to remind you.",
      },
    ],
    facts,
    adds: [
      {
        ja: "取得は、いつもの方法で当金融機関のサイトを開き、電子証明書の取得の画面から行えます。",
        en: "Open our site as you always do and follow the page for acquiring a certificate.",
      },
    ],
  });
};
