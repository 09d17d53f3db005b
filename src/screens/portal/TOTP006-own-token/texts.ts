import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const ownTokenScreen: Screen = {
  id: "TOTP006",
  name: { ja: "ワンタイムパスワード", en: "One-time passwords" },
};
export const appProofScreen: Screen = {
  id: "TOTP007",
  name: { ja: "認証アプリの登録（本人確認）", en: "Set up your authenticator app: confirm that it is you" },
};
export const newPhoneScreen: Screen = {
  id: "TOTP008",
  name: { ja: "スマートフォンの変更（本人確認）", en: "Move to another phone: confirm that it is you" },
};
export const ownTokenResultScreen: Screen = {
  id: "TOTP009",
  name: { ja: "ワンタイムパスワード手続結果", en: "One-time passwords: done" },
};

/** What was done on the visitor's own token. */
export type OwnTokenDone = "started" | "replaced" | "synchronised";

export const texts = defineTexts({
  ja: {
    state: "状態",
    kind: "種類",
    kinds: { hardware: "専用のトークン", software: "スマートフォンの認証アプリ" },
    serial: "シリアル番号",
    serviceId: "サービスID",
    userId: "ユーザID",
    startedAt: "ご利用開始",
    none: "まだご利用を開始していません。",
    noneBody: "次に必要になったときに開始することもできます。",
    usedAt: { always: "ログインのたびに", newDevice: "はじめてのブラウザーからのログインで", never: "" },
    usedBody: (login: string) =>
      login === ""
        ? "電子証明書の取得・更新の際にお使いいただきます。"
        : `${login}、また電子証明書の取得・更新の際にお使いいただきます。`,
    acts: "お手続き",
    start: "専用のトークンの利用を開始する",
    startBody: "金融機関からお渡ししたトークンのシリアル番号と、表示されている数字を入力します。",
    app: "認証アプリを登録する",
    appBody: "スマートフォンのアプリにQRコードを読み取らせ、表示された数字を入力します。",
    phone: "スマートフォンを変更する",
    phoneBody:
      "これまでのスマートフォンがお手元にあるうちに、新しいスマートフォンのアプリへ移します。移すまで、これまでのアプリも使えます。",
    synchronise: "時計を合わせる",
    synchroniseBody: "トークンの時計がずれています。続けて表示される2つの数字で合わせます。",
    lost: "トークンやスマートフォンを紛失・故障された場合は、ご契約の管理者の方にトークンの失効をご依頼ください。",
    waitTitle: "トークンが失効されて間もないため、まだ新しいトークンをご利用いただけません",
    waitFrom: "新しいトークンのご利用開始",
    waitBody: "失効にお心当たりがない場合は、すぐにヘルプデスクへご連絡ください。",
    proofLead:
      "続けると、認証アプリに登録するQRコードを表示します。ほかの人の目に触れないところで操作してください。",
    secretHelp: "ログインに使うものとは別のものです。",
    show: "QRコードを表示する",
    phoneLead: "これまでのスマートフォンのアプリに、今表示されている数字を入力してください。",
    phoneNone:
      "これまでのスマートフォンがお手元にない場合は、この画面では変更できません。ご契約の管理者の方にトークンの失効をご依頼ください。",
    back: "戻る",
    done: {
      started: "ワンタイムパスワードの利用を開始しました",
      replaced: "新しいスマートフォンに変更しました",
      synchronised: "トークンの時計を合わせました",
    },
    doneBody: {
      started: "次に求められたときから、このトークンに表示される数字を入力してください。",
      replaced: "これまでのアプリに残っている登録は使えません。アプリから削除してください。",
      synchronised: "これからは、1回分の数字でご利用いただけます。",
    },
    toState: "ワンタイムパスワードの画面へ",
  },
  en: {
    state: "State",
    kind: "Kind",
    kinds: { hardware: "Token of the institution", software: "Authenticator app" },
    serial: "Serial number",
    serviceId: "Service ID",
    userId: "User ID",
    startedAt: "In use since",
    none: "You do not use a token yet.",
    noneBody: "You can also begin when you are next asked for a one-time password.",
    usedAt: { always: "at every login", newDevice: "at the first login in a browser", never: "" },
    usedBody: (login: string) =>
      `You are asked for a one-time password ${login === "" ? "" : `${login} and `}when you acquire or renew a certificate.`,
    acts: "What you can do",
    start: "Start using a token of the institution",
    startBody: "Type in the serial number of the token that you were given, and the digits it shows.",
    app: "Set up an authenticator app",
    appBody: "Scan a QR code with an app on your phone, and type in the digits it shows.",
    phone: "Move to another phone",
    phoneBody:
      "While you still have the old phone, move to the app on the new one. Until then the old one works on.",
    synchronise: "Set the clock",
    synchroniseBody: "The clock of your token has drifted. Two one-time passwords in a row set it right.",
    lost: "If your token or phone is lost or broken, ask an administrator of your contract to revoke the token.",
    waitTitle: "Your token was revoked a short while ago; no other can be started yet",
    waitFrom: "A new token can be started from",
    waitBody: "If you did not expect the revocation, call the help desk at once.",
    proofLead: "Next we show the QR code for your app. Make sure that nobody else sees your screen.",
    secretHelp: "Not the one with which you log in.",
    show: "Show the QR code",
    phoneLead: "Type in the digits that the app on your present phone shows now.",
    phoneNone:
      "Without the present phone you cannot move here. Ask an administrator of your contract to revoke the token.",
    back: "Back",
    done: {
      started: "Your one-time passwords are in use",
      replaced: "You have moved to the new phone",
      synchronised: "The clock of your token has been set",
    },
    doneBody: {
      started: "From the next time on, type in the digits that this token shows.",
      replaced: "The entry in the old app no longer works. Please delete it there.",
      synchronised: "One password at a time is enough again.",
    },
    toState: "To your one-time passwords",
  },
});
