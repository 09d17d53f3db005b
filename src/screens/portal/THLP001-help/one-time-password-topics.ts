import type { HelpTopic } from "./topics.ts";

const waitMinutes = (seconds: number): number => Math.ceil(seconds / 60);

export const oneTimePasswordTopic: HelpTopic = {
  name: { ja: "ワンタイムパスワード", en: "One-time passwords" },
  items: [
    {
      question: { ja: "ワンタイムパスワードとは何ですか", en: "What is a one-time password?" },
      answer: {
        ja: "専用のトークンや、スマートフォンの認証アプリに表示される6〜8桁の数字です。30秒または1分ごとに変わり、1回しか使えません。",
        en: "Six to eight digits that a token or an authenticator app on your phone shows. They change every 30 seconds or every minute and work once.",
      },
    },
    {
      question: { ja: "どのアプリを使えばよいですか", en: "Which app can I use?" },
      answer: {
        ja: "時間ベースのワンタイムパスワード（TOTP、RFC 6238）に対応したアプリであれば、どれでもお使いいただけます。QRコードを読み取れない場合は、画面に表示されたキーを手で入力してください。",
        en: "Any app for time-based one-time passwords (TOTP, RFC 6238). Where it cannot scan the QR code, type in the key shown below it.",
      },
    },
    {
      question: { ja: "正しい数字なのに認証できません", en: "The digits are right but are not accepted" },
      answer: {
        ja: "同じ数字は2回使えません。表示が変わるのを待って、新しい数字を入力してください。スマートフォンの時計がずれていると数字も合いません。日付と時刻を自動設定にしてください。専用のトークンは、続けて表示される2つの数字で時計を合わせます。",
        en: "The same digits do not work twice: wait for the next. A phone whose clock is off shows wrong digits: let it set date and time by itself. The clock of a token is set by two one-time passwords in a row.",
      },
    },
    {
      question: { ja: "入力を何回まちがえると使えなくなりますか", en: "How often may I mistype it?" },
      answer: ({ lockout: { oneTimePassword } }) => ({
        ja: `続けて${oneTimePassword.temporaryStopFailures}回まちがえると、${waitMinutes(oneTimePassword.temporaryStopSeconds)}分間お使いいただけません。`,
        en: `After ${oneTimePassword.temporaryStopFailures} wrong entries in a row it is stopped for ${waitMinutes(oneTimePassword.temporaryStopSeconds)} minutes.`,
      }),
    },
    {
      question: { ja: "スマートフォンを機種変更します", en: "I am getting another phone" },
      answer: {
        ja: "これまでのスマートフォンがお手元にあるうちに、「お客様情報」の「ワンタイムパスワード」から「スマートフォンを変更する」へお進みください。",
        en: "While you still have the old one, go to “Your settings”, “One-time passwords”, “Move to another phone”.",
      },
    },
    {
      question: { ja: "トークンやスマートフォンを紛失しました", en: "My token or phone is lost" },
      answer: ({ secondFactor: { oneTimePassword } }) => ({
        ja: `ご契約の管理者の方にトークンの失効をご依頼ください。失効から${waitMinutes(oneTimePassword.waitAfterRevocationSeconds)}分が過ぎると、新しいトークンの利用を開始できます。管理者の方がほかにいない場合は、ヘルプデスクへご連絡ください。`,
        en: `Ask an administrator of your contract to revoke the token. ${waitMinutes(oneTimePassword.waitAfterRevocationSeconds)} minutes later another one can be started. If there is no other administrator, call the help desk.`,
      }),
    },
  ],
};

export const tokenAdministrationTopic: HelpTopic = {
  name: { ja: "トークン失効・初期化", en: "Revoking and initialising tokens" },
  path: "/administration/users/tokens/revocation",
  items: [
    {
      question: { ja: "失効と初期化の違いは何ですか", en: "What is the difference between the two?" },
      answer: {
        ja: "失効したトークンは、二度と使えません。紛失・故障・機種変更のときに行います。初期化は、お手元にある専用のトークンを利用開始登録の前に戻すもので、同じトークンをもう一度登録して使えます。",
        en: "A revoked token never works again: for tokens that are lost, broken or left behind. An initialised token goes back before its start of use, and can be registered again.",
      },
    },
    {
      question: {
        ja: "失効のあと、いつから新しいトークンを使えますか",
        en: "When can a new token be started after a revocation?",
      },
      answer: ({ secondFactor: { oneTimePassword } }) => ({
        ja: `失効から${waitMinutes(oneTimePassword.waitAfterRevocationSeconds)}分が過ぎてからです。ご本人が知らないうちに失効された場合に、気づいていただくための時間です。日時は結果の画面と一覧に表示されます。`,
        en: `${waitMinutes(oneTimePassword.waitAfterRevocationSeconds)} minutes later, so that somebody who did not ask for it notices. The result and the list show the time.`,
      }),
    },
    {
      question: { ja: "自分のトークンを失効できないのはなぜですか", en: "Why not my own?" },
      answer: {
        ja: "ログインした画面を他人に使われたときに、トークンを取り替えられないようにするためです。他の管理者の方、またはお取引店へご依頼ください。",
        en: "So that nobody who gets hold of your session can exchange your token. Ask another administrator or your branch.",
      },
    },
  ],
};
