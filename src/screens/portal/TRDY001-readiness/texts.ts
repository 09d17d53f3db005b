import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { ReadinessState } from "#domain/user-administration/readiness.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const readinessScreen: Screen = {
  id: "TRDY001",
  name: { ja: "電子証明書方式への移行状況", en: "Readiness for certificates" },
};
export const remindedScreen: Screen = {
  id: "TRDY002",
  name: { ja: "取得のご案内送信結果", en: "Reminders have been sent" },
};

export const readinessNames: Readonly<Record<ReadinessState, Bilingual>> = {
  ready: { ja: "取得済み", en: "Ready" },
  onItsWay: { ja: "取得中", en: "On its way" },
  mayAcquire: { ja: "未取得（取得できます）", en: "None yet, may acquire" },
  needsAct: { ja: "未取得（手続きが必要）", en: "None yet, needs an act" },
  stopped: { ja: "停止中", en: "Stopped" },
};

/** When ID/password login ends where no plan says so (A2.7): said before it happens. */
export const ruleTexts: Readonly<
  Record<
    InstitutionPolicy["login"]["passwordLoginEnds"],
    { readonly title: Bilingual; readonly body: Bilingual }
  >
> = {
  never: {
    title: {
      ja: "ID・パスワード方式は、電子証明書の取得後も使えます",
      en: "ID and password stay in use beside certificates",
    },
    body: {
      ja: "電子証明書を取得しても、ID・パスワード方式でのログインは終了しません。",
      en: "Acquiring a certificate does not end login by ID and password.",
    },
  },
  fromStart: {
    title: {
      ja: "電子証明書方式を申し込むと、全員のID・パスワード方式が終了します",
      en: "When the contract applies for certificates, ID and password end for everybody",
    },
    body: {
      ja: "お申し込みの手続きが完了した時点で、ご契約のすべての利用者がID・パスワードでログインできなくなります。登録した利用者は全員、電子証明書を取得してください。",
      en: "As soon as the application is carried out, no user of the contract can log in by ID and password. Every user has to acquire a certificate.",
    },
  },
  byAdministratorAcquisition: {
    title: {
      ja: "管理者の方が電子証明書を取得すると、全員のID・パスワード方式が終了します",
      en: "When an administrator acquires a certificate, ID and password end for everybody",
    },
    body: {
      ja: "管理者の方が電子証明書を取得した時点で、ご契約のすべての利用者がID・パスワードでログインできなくなります。利用者の方への発行を済ませてから、取得してください。",
      en: "From that moment on no user of the contract can log in by ID and password. Issue certificates to the users before you acquire yours.",
    },
  },
  byOwnAcquisition: {
    title: {
      ja: "電子証明書を取得した利用者から順に、ID・パスワード方式が終了します",
      en: "ID and password end for each user who acquires a certificate",
    },
    body: {
      ja: "ほかの利用者の方は、ご自身が取得するまで、これまでどおりID・パスワードでログインできます。",
      en: "All others go on with ID and password until they acquire their own.",
    },
  },
};

export const texts = defineTexts({
  ja: {
    parent: "電子証明書方式への移行",
    counts: "状態ごとの人数",
    people: (count: number) => `${count}名`,
    caption: "利用者ごとの状況",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    state: "状況",
    certificate: "電子証明書",
    deadline: "取得の期限",
    reminded: "最後のご案内",
    never: "なし",
    until: "まで",
    announced: "移行の予定が決まっています",
    both: "ID・パスワード方式と電子証明書方式の両方を使えます",
    only: "ID・パスワード方式は終了しました",
    onlyBody: "すべての利用者は、電子証明書でログインします。未取得の方は、取得するまでログインできません。",
    acquireFrom: "電子証明書の取得開始",
    passwordEnds: "ID・パスワード方式の終了",
    passwordEndsBody: (left: number) =>
      `終了後は、すべての利用者がID・パスワードでログインできなくなります。電子証明書をお持ちでない方は${left}名です。`,
    remind: "未取得の方全員へ案内メールを送る",
    remindHelp:
      "取得できる状態で、メールアドレスの登録がある方に送ります。リンクは記載しません。同じ方へは24時間に1回までです。",
    plan: "移行日を決める",
    replan: "移行日を変更する",
    finish: "ID・パスワード方式をいま終了する",
    print: "この画面は印刷してお使いいただけます。",
    reminders: "案内メールを送りました",
    remindedBody: (count: number) => `${count}名の利用者へ送りました。`,
    back: "移行状況へ戻る",
  },
  en: {
    parent: "The move to certificates",
    counts: "Users by state",
    people: (count: number) => String(count),
    caption: "How each user stands",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    state: "State",
    certificate: "Certificate",
    deadline: "To be acquired by",
    reminded: "Last reminder",
    never: "none",
    until: "",
    announced: "The dates of the move are set",
    both: "ID and password, and certificates, can both be used",
    only: "Login by ID and password has ended",
    onlyBody: "Everybody logs in by certificate. Whoever has none cannot log in until they acquire one.",
    acquireFrom: "Certificates can be acquired from",
    passwordEnds: "ID and password end at",
    passwordEndsBody: (left: number) =>
      `After that nobody can log in by ID and password. ${left === 1 ? "1 user has" : `${left} users have`} no certificate yet.`,
    remind: "Mail all who have none",
    remindHelp:
      "Goes to those who may acquire and have a mail address. It carries no link. Each user gets it at most once in 24 hours.",
    plan: "Set the dates",
    replan: "Change the dates",
    finish: "End ID and password now",
    print: "You can print this page.",
    reminders: "The reminders have been sent",
    remindedBody: (count: number) =>
      count === 1 ? "1 user has been reminded." : `${count} users have been reminded.`,
    back: "Back to the board",
  },
});
