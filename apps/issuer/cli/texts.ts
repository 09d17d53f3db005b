import type { InstalledState } from "../core/installed.ts";
import type { Bilingual } from "../core/key-store.ts";
import type { Stage } from "../core/person.ts";

export type Language = keyof Bilingual;

/** Everything the command line says by itself. `{name}` is filled in. */
export const texts = {
  issued: { ja: "証明書を発行し、インストールしました。", en: "The certificate is issued and installed." },
  renewed: { ja: "証明書を更新しました。", en: "The certificate is renewed." },
  subject: { ja: "証明書情報", en: "Subject" },
  serial: { ja: "証明書シリアル番号", en: "Serial number" },
  expiry: { ja: "有効期限", en: "Expires" },
  institution: { ja: "金融機関", en: "Institution" },
  account: { ja: "利用者", en: "User" },
  device: { ja: "端末", en: "Device" },
  state: { ja: "状態", en: "State" },
  keyStore: { ja: "鍵の保管場所", en: "Key store" },
  daysLeft: { ja: "残り{days}日", en: "{days} days left" },
  daysAgo: { ja: "{days}日前に終了", en: "ended {days} days ago" },
  unknown: { ja: "不明", en: "unknown" },
  notChecked: { ja: "失効の確認はできませんでした", en: "revocation could not be checked" },
  none: { ja: "このPCに証明書はありません。", en: "There are no certificates on this PC." },
  noneHint: {
    ja: "取得した OS ユーザ・ブラウザが違うと見えません（--browser firefox も試してください）。",
    en: "Those of another OS user or browser are not visible (try --browser firefox).",
  },
  useAtOnce: {
    ja: "ブラウザを閉じる必要はありません。すぐにログインできます。",
    en: "There is no need to close the browser. You can log in at once.",
  },
  unusable: {
    ja: "もう使えない証明書が残っています。ブラウザの一覧に出ないようにするには、削除してください。",
    en: "Certificates that cannot be used any more are still here. Delete them to keep them out of the browser's list:",
  },
  deleteOld: { ja: "更新前の証明書を削除しますか [y/N]: ", en: "Delete the former certificate? [y/N]: " },
  deleted: { ja: "証明書と鍵を削除しました。", en: "The certificate and its key are deleted." },
  deleteIsFinal: {
    ja: "削除すると元に戻せません（失効はされません）。実行する場合:",
    en: "Deleting cannot be undone (and does not revoke). To go on:",
  },
  keyStorePassword: {
    ja: "証明書データベースのパスワード（銀行のものではありません）",
    en: "Password of the certificate database (not one of the bank)",
  },
  supportId: { ja: "お問い合わせ番号", en: "Support ID" },
  allGood: { ja: "問題は見つかりませんでした。", en: "Nothing is wrong." },
  found: { ja: "問題が見つかりました。", en: "Something is wrong." },
} as const satisfies Record<string, Bilingual>;

export const stageTexts: Readonly<Record<Stage, Bilingual>> = {
  connecting: { ja: "サーバーに接続しています…", en: "Connecting…" },
  proving: { ja: "本人確認をしています…", en: "Proving who you are…" },
  generatingKey: { ja: "鍵を作成しています…", en: "Making the key…" },
  requesting: { ja: "証明書を要求しています…", en: "Requesting the certificate…" },
  installing: { ja: "証明書をインストールしています…", en: "Installing the certificate…" },
  confirming: { ja: "インストールを確認しています…", en: "Confirming the installation…" },
  repeating: { ja: "もう一度問い合わせています…", en: "Asking again…" },
};

export const stateTexts: Readonly<Record<InstalledState, Bilingual>> = {
  valid: { ja: "有効", en: "valid" },
  notYetValid: { ja: "有効期間前", en: "not yet valid" },
  expired: { ja: "期限切れ", en: "expired" },
  revoked: { ja: "失効", en: "revoked" },
};

/** Fills the gaps of a text. */
export const fill = (text: string, facts: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (gap, name: string) => String(facts[name] ?? gap));

/** The language by the usual environment variables (POSIX order); English where it is neither. */
export const systemLanguage = (environment: Readonly<Record<string, string | undefined>>): Language => {
  const locale = [environment["LC_ALL"], environment["LC_MESSAGES"], environment["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return locale?.startsWith("ja") === true ? "ja" : "en";
};

const englishMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A moment in a zone (this PC's unless told), to the second, with the zone's name. */
export const formatInstant = (
  instant: Temporal.Instant,
  language: Language,
  timeZone: string = Temporal.Now.timeZoneId(),
): string => {
  const local = instant.toZonedDateTimeISO(timeZone);
  const { year, month, day } = local;
  const time = local.toPlainTime().toString({ smallestUnit: "second" });
  return language === "ja"
    ? `${year}年${month}月${day}日 ${time} ${timeZone}`
    : `${day} ${englishMonths[month - 1] ?? ""} ${year} ${time} ${timeZone}`;
};
