import type { FurtherProofAct } from "#domain/user-administration/further-proofs.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Place, Screen } from "#screens/components/page-context.ts";

export const furtherProofsScreen: Screen = {
  id: "TFPA001",
  name: { ja: "追加認証・利用者登録コード", en: "Answers and user registration codes" },
};

export const furtherProofsPlace: Place = {
  name: furtherProofsScreen.name,
  path: "/administration/users/further-proofs",
};

export const actScreens: Readonly<
  Record<FurtherProofAct, { readonly confirmation: Screen; readonly result: Screen; readonly path: string }>
> = {
  resetAnswers: {
    confirmation: { id: "TFPA002", name: { ja: "追加認証回答初期化確認", en: "Clear the answers?" } },
    result: { id: "TFPA003", name: { ja: "追加認証回答初期化結果", en: "The answers have been cleared" } },
    path: "reset-answers",
  },
  makeCode: {
    confirmation: { id: "TFPA004", name: { ja: "利用者登録コード発行確認", en: "Make a code?" } },
    result: { id: "TFPA005", name: { ja: "利用者登録コード発行結果", en: "The user registration code" } },
    path: "make-code",
  },
};

export const texts = defineTexts({
  ja: {
    parent: "利用者管理",
    lead: "利用者の方の追加認証の回答と、利用者登録コードの状態を確認します。ご自身の分は、ほかの管理者の方にご依頼ください。",
    caption: "追加認証と利用者登録コードの状態",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    self: "（ご自身）",
    answers: "追加認証の回答",
    code: "利用者登録コード",
    action: "操作",
    registered: "登録済み",
    notRegistered: "未登録",
    codes: { none: "未発行", open: "発行済み・未入力", expired: "期限切れ", verified: "認証済み" },
    buttons: { resetAnswers: "回答を初期化", makeCode: "コードを発行" },
    about: (name: string) => `（${name}）`,
    missing: "入力してください。",
    back: "戻る",
    execute: { resetAnswers: "初期化する", makeCode: "発行する" },
    warn: {
      resetAnswers:
        "登録済みの質問と回答をすべて消し、誤りによる停止も解除します。ご本人は、次のログインまたは電子証明書の取得のときに新しく登録します。ご本人からのご依頼であることを確認してから行ってください。",
      makeCode:
        "新しいコードを発行すると、前のコードは使えなくなります。入力済みの方にも、次のログインでもう一度おたずねします。",
    },
    warnTitle: { resetAnswers: "回答を初期化します", makeCode: "利用者登録コードを発行します" },
    done: { resetAnswers: "追加認証の回答を初期化しました", makeCode: "利用者登録コードを発行しました" },
    doneBody: {
      resetAnswers: "ご本人に、次のログインのときに新しい質問と回答を登録するようお伝えください。",
      makeCode:
        "コードはこの画面に1回だけ表示します。書き留めるか印刷して、ご本人に直接お渡しください。メールでは送らないでください。",
    },
    validUntil: "有効期限",
    list: "一覧へ戻る",
    title: "追加認証・利用者登録コード",
    description: "利用者の方の追加認証の回答を初期化し、利用者登録コードを発行します。",
  },
  en: {
    parent: "Users",
    lead: "How the users stand with their answers and user registration codes. For your own, ask another administrator.",
    caption: "Answers and user registration codes",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    self: " (you)",
    answers: "Answers",
    code: "Registration code",
    action: "Action",
    registered: "registered",
    notRegistered: "none",
    codes: { none: "none", open: "handed out", expired: "expired", verified: "entered" },
    buttons: { resetAnswers: "Clear answers", makeCode: "Make a code" },
    about: (name: string) => `(${name})`,
    missing: "Type it in.",
    back: "Back",
    execute: { resetAnswers: "Clear", makeCode: "Make" },
    warn: {
      resetAnswers:
        "All questions and answers of this user are deleted, and a stop after wrong answers is lifted. The user registers new ones at the next login or acquisition. Make sure that the user asked you for it.",
      makeCode:
        "A new code makes the one before void. Users who have entered one are asked again at their next login.",
    },
    warnTitle: { resetAnswers: "The answers will be cleared", makeCode: "A code will be made" },
    done: {
      resetAnswers: "The answers have been cleared",
      makeCode: "The user registration code has been made",
    },
    doneBody: {
      resetAnswers: "Tell the user to register new questions and answers at the next login.",
      makeCode:
        "It is shown here only once. Write it down or print it, and hand it to the person; do not mail it.",
    },
    validUntil: "Valid until",
    list: "Back to the list",
    title: "Answers and user registration codes",
    description: "Clear the answers of users, and make user registration codes.",
  },
});
