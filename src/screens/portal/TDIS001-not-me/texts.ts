import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const disowningScreen: Screen = {
  id: "TDIS001",
  name: { ja: "身に覚えのない電子証明書", en: "This was not me" },
};
export const disownedScreen: Screen = {
  id: "TDIS002",
  name: { ja: "電子証明書を失効しました", en: "Your certificates have been revoked" },
};

export const texts = defineTexts({
  ja: {
    lead: "この電子証明書の取得にお心当たりがない場合は、ここで失効できます。ほかの人に使われるのを、すぐに止めます。",
    named: "お心当たりのない電子証明書",
    device: "取得したパソコン",
    account: (user: string) => `（利用者 ${user}）`,
    keyStore: "保管場所",
    unknown: "記録なし",
    issued: "発行日時",
    from: "発行を申請した接続元",
    lastUse: "最後の利用",
    neverUsed: "利用なし",
    notAfter: "証明書有効期限",
    serial: "シリアル番号",
    willTitle: "実行すると、次のことが直ちに行われます",
    will: [
      "このIDの電子証明書が、すべて失効します。お使いのものも使えなくなります。",
      "このIDでログイン中の画面が、すべて終了します。この画面も終了します。",
      "このIDでは、新しい電子証明書を取得できなくなります。",
      "ご登録のメールアドレスと、ご契約の管理者の方全員、当金融機関にお知らせします。",
    ],
    released: {
      administrator: "再びご利用いただくには、他の管理者の方による電子証明書の発行が必要です。",
      institution: "再びご利用いただくには、お取引店での確認と電子証明書の再発行が必要です。",
    },
    others: (count: number) => `このほかに失効する電子証明書: ${count}件`,
    currentNote: "この電子証明書は、今回のログインに使われているものです。",
    secretHelp: "ログインに使うものとは別のものです。",
    missing: "入力してください。",
    execute: "失効して利用を止める",
    back: "戻る",
    replaceInstead:
      "パソコンの故障や入れ替えの場合は、こちらではなく「パソコンの入れ替え」をご利用ください。",
    replace: "パソコンの入れ替え",
    doneTitle: "電子証明書を失効し、利用を止めました",
    doneBody: "このIDの電子証明書ではログインできません。新しい電子証明書の取得も止めています。",
    nextTitle: "次に行っていただくこと",
    next: {
      call: "ヘルプデスクへお電話ください。お取引の内容を一緒に確認します。",
      check: "振込などのお取引に、お心当たりのないものがないかご確認ください。",
      scan: "お使いのパソコンを、ウイルス対策ソフトで検査してください。検査が終わるまで、そのパソコンではログインしないでください。",
      secrets:
        "別の安全なパソコンから、ログインと確認用のパスワード（暗証番号）を変更してください。変更できない場合は、ヘルプデスクへお申し出ください。",
      release: {
        administrator:
          "状況を確認できましたら、他の管理者の方に、利用者一覧から電子証明書の発行をご依頼ください。",
        institution: "状況を確認できましたら、お取引店で電子証明書の再発行をお申し込みください。",
      },
    },
    revoked: "失効した電子証明書",
    login: "ログイン画面へ",
  },
  en: {
    lead: "If you do not know of this certificate, you can revoke it here. Nobody can use it from that moment on.",
    named: "The certificate that you do not know",
    device: "Acquired on",
    account: (user: string) => ` (account ${user})`,
    keyStore: "Kept in",
    unknown: "Not recorded",
    issued: "Issued",
    from: "Asked for from",
    lastUse: "Last used",
    neverUsed: "Never",
    notAfter: "Valid until",
    serial: "Serial number",
    willTitle: "Once you confirm, at once",
    will: [
      "all certificates of this ID are revoked. The one that you use stops working as well.",
      "all sessions of this ID end, this one included.",
      "nobody can acquire a certificate for this ID.",
      "your registered mail address, all administrators of your contract and the institution are told.",
    ],
    released: {
      administrator: "To go on, another administrator of your contract has to issue a certificate.",
      institution: "To go on, your branch has to look into it and issue a certificate again.",
    },
    others: (count: number) => `Other certificates that will be revoked: ${count}`,
    currentNote: "It is the certificate with which you are logged in now.",
    secretHelp: "Not the one with which you log in.",
    missing: "Type it in.",
    execute: "Revoke and stop",
    back: "Back",
    replaceInstead: "If your PC broke or is replaced, use “Replace this PC” instead.",
    replace: "Replace this PC",
    doneTitle: "Your certificates have been revoked and your access is stopped",
    doneBody: "No certificate of this ID can log in, and none can be acquired.",
    nextTitle: "What to do next",
    next: {
      call: "Call the help desk. They go through your transactions with you.",
      check: "Check your transactions for any that you do not know.",
      scan: "Scan your PC for malware, and do not log in with it before that is done.",
      secrets:
        "Change your login and confirmation passwords (PINs) from another PC that you trust. If you cannot, tell the help desk.",
      release: {
        administrator:
          "Once it is clear what happened, ask another administrator of your contract to issue a certificate from the list of users.",
        institution: "Once it is clear what happened, ask your branch to issue a certificate again.",
      },
    },
    revoked: "Revoked",
    login: "To the login page",
  },
});
