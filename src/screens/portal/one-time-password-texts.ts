import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

/** The screens at which a user proves themselves by a one-time password, or begins to, at login and in the settings. */
export const valueScreen: Screen = {
  id: "TOTP001",
  name: { ja: "ワンタイムパスワード認証", en: "One-time password" },
};
export const synchronisationScreen: Screen = {
  id: "TOTP002",
  name: { ja: "ワンタイムパスワード認証（時刻同期）", en: "One-time password: set the clock" },
};
export const startScreen: Screen = {
  id: "TOTP003",
  name: { ja: "ワンタイムパスワード利用開始登録", en: "Start using your token" },
};
export const softwareScreen: Screen = {
  id: "TOTP004",
  name: { ja: "ワンタイムパスワードトークン発行", en: "Set up your authenticator app" },
};
export const waitingScreen: Screen = {
  id: "TOTP005",
  name: { ja: "新しいトークンのご利用開始をお待ちください", en: "A new token cannot be started yet" },
};

const afterwards = (seconds: number, ja: boolean): string => {
  if (seconds === 60) return ja ? "1分後" : "1 minute later";
  return ja ? `${seconds}秒後` : `${seconds} seconds later`;
};

export const otpTexts = defineTexts({
  ja: {
    parent: "ログイン",
    value: "ワンタイムパスワード",
    valueLead: "トークンまたは認証アプリに今表示されている数字を入力してください。",
    valueHelp: "半角数字6〜8桁。表示は30秒または1分ごとに変わります。",
    prove: "認証",
    lost: "トークンやスマートフォンを紛失・故障・交換された場合は、ご契約の管理者の方にトークンの失効をご依頼ください。",
    current: "ワンタイムパスワード（現在）",
    next: (seconds: number) => `ワンタイムパスワード（${afterwards(seconds, true)}）`,
    currentHelp: "今表示されている数字",
    nextHelp: "表示が変わるのを待ち、次に表示された数字",
    driftTitle: "トークンの時計がずれています",
    driftBody: "今の数字と、その次に表示される数字を順に入力してください。2つの数字で時計を合わせます。",
    serial: "トークンのシリアル番号",
    serialHelp: "トークンの裏面にある英数字",
    startLead:
      "金融機関からお渡ししたトークンの利用を始めます。お手元にトークンをご用意ください。利用を始めたトークンは、ほかの方は使えません。",
    start: "利用を開始する",
    toHardware: "金融機関からお渡しした専用のトークンをお使いの方はこちら",
    toSoftware: "スマートフォンの認証アプリをお使いになる方はこちら",
    stepApp: "認証アプリを用意する",
    stepAppBody:
      "ワンタイムパスワード（TOTP）に対応したアプリであれば、どれでもお使いいただけます。例: Google Authenticator、Microsoft Authenticator、FreeOTP、2FAS、iPhoneの「パスワード」",
    stepKey: "QRコードを読み取る",
    stepKeyBody: "アプリの「追加」から、下のQRコードを読み取ってください。",
    qr: "認証アプリに登録するQRコード。読み取れない場合のキーは、この下に文字で表示しています。",
    byHand: "読み取れない場合は、アプリに次のとおり手で入力してください。",
    keyLabel: "キー",
    keyHelp: "英大文字と数字2〜7。空白は入力しても、しなくてもかまいません。",
    kindLabel: "種類",
    kind: "時間ベース（TOTP）、6桁、30秒、SHA-1",
    account: "アカウント",
    serviceId: "サービスID",
    userId: "ユーザID",
    stepValue: "表示された数字を入力する",
    caution: "QRコードとキーは、ほかの人に見せないでください。写真や印刷で残さないでください。",
    waitTitle: "トークンが失効されて間もないため、まだ新しいトークンをご利用いただけません",
    waitBody:
      "お心当たりのない失効に気づいていただけるよう、失効から一定の時間をおいています。下の日時を過ぎてから、もう一度ログインしてください。",
    waitFrom: "新しいトークンのご利用開始",
    waitNotMe: "失効にお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。",
    missing: "入力してください。",
    back: "戻る",
  },
  en: {
    parent: "Login",
    value: "One-time password",
    valueLead: "Type in the digits that your token or authenticator app shows now.",
    valueHelp: "6 to 8 digits. They change every 30 seconds or every minute.",
    prove: "Continue",
    lost: "If your token or phone is lost, broken or replaced, ask an administrator of your contract to revoke the token.",
    current: "One-time password (now)",
    next: (seconds: number) => `One-time password (${afterwards(seconds, false)})`,
    currentHelp: "The digits shown now",
    nextHelp: "Wait until the display changes; then the next digits",
    driftTitle: "The clock of your token has drifted",
    driftBody:
      "Two one-time passwords in a row set it right. Type in both, in the order in which they are shown.",
    serial: "Serial number of the token",
    serialHelp: "Letters and digits on its back",
    startLead:
      "You begin to use the token that the institution gave you. Have it at hand. Once you use it, nobody else can.",
    start: "Start using it",
    toHardware: "I have a token from the institution",
    toSoftware: "I use an authenticator app on my phone",
    stepApp: "Have an authenticator app ready",
    stepAppBody:
      "Any app for one-time passwords (TOTP) will do: Google Authenticator, Microsoft Authenticator, FreeOTP, 2FAS, Passwords on an iPhone, and others.",
    stepKey: "Scan the QR code",
    stepKeyBody: "Choose “Add” in the app and scan this code.",
    qr: "QR code for your authenticator app. The key for typing in by hand is below as text.",
    byHand: "If you cannot scan it, type this into the app.",
    keyLabel: "Key",
    keyHelp: "Capital letters and digits 2 to 7. With or without the spaces.",
    kindLabel: "Kind",
    kind: "Time-based (TOTP), 6 digits, 30 seconds, SHA-1",
    account: "Account",
    serviceId: "Service ID",
    userId: "User ID",
    stepValue: "Type in the digits that the app shows",
    caution: "Show the QR code and the key to nobody, and keep no photograph or print of them.",
    waitTitle: "Your token was revoked a short while ago; no other can be started yet",
    waitBody:
      "The wait lets you notice a revocation that you did not ask for. Please log in again after the time below.",
    waitFrom: "A new token can be started from",
    waitNotMe: "If you did not expect the revocation, call the help desk at once.",
    missing: "Type it in.",
    back: "Back",
  },
});
