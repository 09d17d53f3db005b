import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const ownTransactionScreen: Screen = {
  id: "TTXA001",
  name: { ja: "トランザクション認証", en: "Transaction authentication" },
};
export const selectionScreen: Screen = {
  id: "BLGI023",
  name: { ja: "トランザクション認証利用開始登録選択", en: "Choose a token for transaction authentication" },
};
export const registrationScreen: Screen = {
  id: "BLGI021",
  name: { ja: "トランザクション認証利用開始登録", en: "Register a token for transaction authentication" },
};
export const startedScreen: Screen = {
  id: "TTXA002",
  name: { ja: "トランザクション認証利用開始登録結果", en: "Your token is in use" },
};

export const texts = defineTexts({
  ja: {
    lead: "スマートフォンの「トークン」で二次元コードを読み取り、これから行われる操作の内容を確かめてから、表示された番号を入力する認証です。",
    none: "トークンの利用開始登録がお済みではありません",
    noneBody: "お手元のスマートフォンをトークンとして登録してください。",
    start: "利用開始登録へ進む",
    serial: "トークン番号",
    since: "ご利用開始",
    sharedWith: "共有している方",
    alone: "共有していません",
    lostTitle: "スマートフォンを紛失・機種変更されたとき",
    lostBody:
      "同じトークンをご利用でない管理者の方に、トークンの失効をご依頼ください。管理者の方がいない場合は、お取引店へご連絡ください。失効したあとで、もう一度登録できます。",
    back: "戻る",
    choice: "ご利用になるトークン",
    own: "自分のスマートフォンを登録する",
    share: "同じご契約の方のトークンを共有する",
    shareSerial: "共有するトークンの番号",
    shareHelp:
      "共有する方のトークンの画面に「K7Q2-9XM0」のように表示されています。共有するを選んだときだけ入力してください。",
    next: "次へ",
    missing: "入力してください。",
    chooseOne: "選択してください。",
    steps: [
      "スマートフォンのカメラで二次元コードを読み取り、表示されたページを開きます。",
      "「登録する」を押します。",
      "トークンに表示された番号を、この画面に入力します。",
    ],
    address:
      "カメラで開けないときは、スマートフォンのブラウザで次のアドレスを開き、「二次元コードを読み取る」を押してください。",
    claimed: "スマートフォンが登録されました",
    claimedBody: "トークンに表示されている番号を入力してください。",
    register: "利用を開始する",
    shareSteps: [
      "共有するトークンで二次元コードを読み取ります。",
      "表示された内容を、トークンをお持ちの方と一緒に確かめます。",
      "トークンに表示された番号を入力します。",
    ],
    started: "トークンの利用を開始しました",
    startedBody: "次回から、このトークンの番号でお手続きを確かめます。",
    notMe: "お心当たりがない場合は、すぐにヘルプデスクへご連絡ください。",
    toSettings: "トランザクション認証へ",
    taskBody: "スマートフォンのトークンを登録し、ご利用状況を確かめます。",
  },
  en: {
    lead: "You scan a code with the token on your phone, check what is about to be done, and type in the number that it shows.",
    none: "No token is registered for you yet",
    noneBody: "Please register your phone as a token.",
    start: "Register a token",
    serial: "Token number",
    since: "In use since",
    sharedWith: "Shared with",
    alone: "Nobody",
    lostTitle: "Lost or changed your phone?",
    lostBody:
      "Ask an administrator who is not on the same token to revoke it; where there is none, your branch. Then you can register anew.",
    back: "Back",
    choice: "Token to use",
    own: "Register my own phone",
    share: "Share a colleague's token",
    shareSerial: "Number of the token to share",
    shareHelp: "Your colleague's token shows it, like K7Q2-9XM0. Only needed for sharing.",
    next: "Next",
    missing: "Type it in.",
    chooseOne: "Choose one.",
    steps: [
      "Scan the code with your phone's camera and open the page that it offers.",
      "Press “Register”.",
      "Type in here the number that the token shows.",
    ],
    address:
      "If your camera does not open it, open this address in your phone's browser and press “Scan a code”.",
    claimed: "Your phone has been registered",
    claimedBody: "Type in the number that the token shows.",
    register: "Start using it",
    shareSteps: [
      "Scan the code with the token that you want to share.",
      "Check what it shows together with its owner.",
      "Type in the number that the token shows.",
    ],
    started: "Your token is in use now",
    startedBody: "From now on its numbers confirm what you do.",
    notMe: "If you know nothing of this, call the help desk at once.",
    toSettings: "To transaction authentication",
    taskBody: "Register the token on your phone, and see how it is used.",
  },
});
