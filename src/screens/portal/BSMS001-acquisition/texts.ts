import type { IdentityField } from "#domain/institution/families.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { defineTexts } from "#platform/html/language.ts";

export const texts = defineTexts({
  ja: {
    parent: { bizsol: "証明書取得", shinkin: "しんきん電子証明書認証局" },
    readyTitle: "ログインID取得まで完了しているお客様",
    readyBody:
      "電子証明書は「証明書発行アプリケーション」で取得します。本人確認（ログインIDとログインパスワード）、鍵の作成、インストールまで、アプリケーションが順にご案内します。",
    samePc:
      "電子証明書は、取得したパソコンの、取得した利用者（OSのアカウント）だけで使えます。インターネットバンキングをお使いになるパソコンでお手続きください。",
    onward: "証明書取得の手順へ進む",
    back: "ログイン画面へ戻る",
    firstTitle: "初めてログインIDを取得されるお客様",
    firstBody:
      "ログインIDの取得は画面からは行えません。お申込み後にお届けする書面で、ログインIDと初回のパスワードをご案内します。書面がお手元にない場合は、お取引店またはヘルプデスクへお問い合わせください。",
    selfServiceBody:
      "お申込み後にお届けした書面（口座情報と仮のパスワード）をご用意のうえ、ログインIDを取得してください。書面がお手元にない場合は、お取引店またはヘルプデスクへお問い合わせください。",
    selfService: "ログインID取得",
    credentialsTitle: "本人認証に使う4つの項目をご用意ください",
    credentialsBody:
      "次の4つは「証明書発行アプリケーション」の画面で入力していただきます。4つすべての入力を、Web画面やメールでお願いすることはありません。",
    deadline: (days: number) => `取得期限は、発行の手続きから${days}日間です`,
    deadlineBody: "期限を過ぎると取得できなくなり、再発行の手続きが必要です。お早めに取得してください。",
    browserTitle: "アプリケーションを使わずに、ブラウザで取得する",
    browserOnly:
      "お使いの機器では「証明書発行アプリケーション」を利用できません。電子証明書をファイルで受け取り、ご自身で機器に取り込む方法をご利用ください。",
    browserBody:
      "電子証明書をファイルで受け取り、ご自身で機器に取り込みます。Windows、Mac、スマートフォン、Firefoxでも使えますが、鍵を書き写せるため、アプリケーションでの取得をおすすめします。",
    browser: "ブラウザで取得する",
    replaceTitle: "パソコンの入れ替え・故障の場合",
    replaceBody:
      "これまでの電子証明書が残ったままでは、新しい電子証明書を取得できません。失効と取得の許可を一度に行えます。",
    replace: "パソコンの入れ替え・故障",
    lostTitle: "項目が分からないとき",
    lostBody: "利用者の方は管理者の方へ、管理者の方はお取引店またはヘルプデスクへお問い合わせください。",
  },
  en: {
    parent: { bizsol: "Certificate acquisition", shinkin: "Shinkin certificate authority" },
    readyTitle: "If you already have a login ID",
    readyBody:
      "You acquire the certificate with the issuing application. It guides you through proving who you are (login ID and login password), making the key, and installing the certificate.",
    samePc:
      "The certificate works only on the PC, and for the account on it, with which it was acquired. Use the PC on which you do your banking.",
    onward: "Go on to the steps",
    back: "Back to the login page",
    firstTitle: "If you do not have a login ID yet",
    firstBody:
      "A login ID cannot be obtained on screen. After your application it reaches you by letter, with your first passwords. If you do not have the letter, ask your branch or the help desk.",
    selfServiceBody:
      "Have the letter at hand that followed your application (account data and provisional passwords), and get your login ID. If you do not have it, ask your branch or the help desk.",
    selfService: "Get a login ID",
    credentialsTitle: "Have these four items at hand",
    credentialsBody:
      "You will type them into the issuing application. We never ask for all four on a website or by mail.",
    deadline: (days: number) => `Acquire the certificate within ${days} days of its release`,
    deadlineBody: "After that it has to be released again. Please do not put it off.",
    browserTitle: "Acquire it in the browser, without the application",
    browserOnly:
      "The issuing application does not run on this device. Receive the certificate as a file instead, and import it yourself.",
    browserBody:
      "You receive the certificate as a file and import it yourself. This also works on Windows, Macs, telephones and in Firefox, but the key can be copied: we recommend the application.",
    browser: "Acquire it in the browser",
    replaceTitle: "If your PC broke, or a new one came",
    replaceBody:
      "As long as your old certificate is there, no other can be acquired. Here you revoke it and are allowed a new one in one go.",
    replace: "Replace this PC",
    lostTitle: "If you do not know one of them",
    lostBody: "Users: ask your administrator. Administrators: ask your branch or the help desk.",
  },
});

/** Where a customer finds each thing that is asked. */
export const credentialSource: Readonly<Record<IdentityField["name"], Bilingual>> = {
  loginId: { ja: "ログインのときに使うIDです。", en: "The ID with which you log in." },
  loginPassword: { ja: "ログインのときに使うパスワードです。", en: "The password with which you log in." },
  confirmationPassword: {
    ja: "お手続きを確定するときに使うパスワードです。",
    en: "The password that confirms transactions.",
  },
  contractId: {
    ja: "お申込み後にお届けした書面に記載しています。",
    en: "On the letter that you received after your application.",
  },
  userId: {
    ja: "ご契約の中で利用者を表すIDです。管理者の方が登録したものです。",
    en: "Names you within your contract; your administrator registered it.",
  },
  pin: { ja: "ログインのときに使う暗証番号です。", en: "The PIN with which you log in." },
  confirmationPin: {
    ja: "お振込などを確定するときに使う暗証番号です。",
    en: "The PIN that confirms transfers and the like.",
  },
};
