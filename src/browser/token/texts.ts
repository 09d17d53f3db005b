export type Language = "ja" | "en";

const ja = {
  language: "English",
  title: "トークン",
  intro:
    "パソコンの画面の二次元コードを読み取ると、これから行われる操作の内容と、トランザクション認証番号が表示されます。",
  scan: "二次元コードを読み取る",
  photo: "写真から読み取る",
  paste: "文字を貼り付ける",
  tokens: "登録済みのトークン",
  noTokens: "まだ登録されていません。パソコンの画面に表示された登録用の二次元コードを読み取ってください。",
  account: "ご利用者のID",
  serial: "トークン番号",
  registeredAt: "登録日",
  forget: "削除",
  forgetAbout: (name: string): string => `（${name}のトークン）`,
  forgetTitle: "このトークンを削除しますか",
  forgetBody:
    "削除すると、この端末では番号を表示できなくなります。もう一度使うには、管理者の方がトークンを失効したあとで、登録し直す必要があります。",
  forgetYes: "削除する",
  back: "戻る",
  stop: "やめる",
  scanning: "パソコンの画面の二次元コードを、枠の中に映してください。",
  cameraRefused:
    "カメラを使えません。ブラウザの設定でこのページにカメラの使用を許可するか、「写真から読み取る」「文字を貼り付ける」をお使いください。",
  noCodeInPhoto:
    "写真から二次元コードを読み取れませんでした。二次元コード全体が大きく写るように撮り直してください。",
  pasteLabel: "パソコンの画面に表示された文字",
  pasteHelp: "二次元コードの下に表示されている文字を、すべてコピーして貼り付けてください。",
  read: "内容を確認する",
  notOurs: "トランザクション認証のコードではありません",
  notOursBody: "パソコンの画面に表示された二次元コードを、もう一度読み取ってください。",
  elsewhere: "別のサービスのコードです",
  elsewhereBody: (host: string): string => `${host} のトークンをお使いください。`,
  unknownToken: "この端末に登録されていないトークンです",
  unknownTokenBody: (serial: string): string =>
    `トークン番号 ${serial} が登録された端末で読み取ってください。`,
  check: "内容をお確かめください",
  checkBody: "この内容で行ってよいときだけ、番号を表示してください。",
  approve: "内容は正しい・番号を表示",
  deny: "心当たりがない",
  number: "トランザクション認証番号",
  numberBody: (time: string): string => `${time}までに、パソコンの画面に入力してください。`,
  numberLate:
    "このコードは有効期限を過ぎているようです。番号が受け付けられないときは、パソコンで新しいコードを表示してください。",
  firstNumberBody: "この番号をパソコンの画面に入力すると、登録が完了します。",
  done: "終わる",
  denied: "番号は表示しません",
  deniedBody:
    "どなたかがお客様になりすまして操作しているおそれがあります。パソコンの操作を中止し、すぐにヘルプデスクへご連絡ください。",
  register: "この端末をトークンとして登録しますか",
  registerBody:
    "パソコンでご自身が行っている手続きの場合だけ、登録してください。鍵はこの端末の中で作られ、外へ出ることはありません。",
  registerAt: "登録先",
  registerYes: "登録する",
  registering: "登録しています…",
  registered: "登録しました",
  offline: "通信できませんでした",
  offlineBody:
    "登録のときだけ、インターネットへの接続が必要です。電波の届く場所で、もう一度「登録する」を押してください。",
  failed: "アプリの処理が途中で止まりました",
  failedBody:
    "プライベートブラウズ（シークレット）では使えません。通常のウィンドウで開き直して、もう一度お試しください。",
  helpDesk: "ヘルプデスク",
  code: "エラーコード",
} as const;

type Texts = {
  readonly [Key in keyof typeof ja]: (typeof ja)[Key] extends string ? string : (typeof ja)[Key];
};

const en: Texts = {
  language: "日本語",
  title: "Token",
  intro:
    "Scan the code on your PC's screen: the token shows what is about to be done, and the transaction authentication number.",
  scan: "Scan a code",
  photo: "Read a photo",
  paste: "Paste text",
  tokens: "Registered tokens",
  noTokens: "None yet. Scan the registration code that your PC shows.",
  account: "User",
  serial: "Token number",
  registeredAt: "Registered on",
  forget: "Delete",
  forgetAbout: (name) => ` (token of ${name})`,
  forgetTitle: "Delete this token?",
  forgetBody:
    "This device can then no longer show numbers. To use it again, an administrator has to revoke the token, and you register anew.",
  forgetYes: "Delete",
  back: "Back",
  stop: "Stop",
  scanning: "Hold the code on your PC's screen inside the frame.",
  cameraRefused:
    "The camera cannot be used. Allow it for this page in your browser's settings, or use “Read a photo” or “Paste text”.",
  noCodeInPhoto: "No code was found in the photo. Take another with the whole code in it, large.",
  pasteLabel: "Text shown on your PC's screen",
  pasteHelp: "Copy all of the text below the code, and paste it here.",
  read: "Check what it says",
  notOurs: "This is no code for transaction authentication",
  notOursBody: "Please scan the code on your PC's screen again.",
  elsewhere: "This code belongs to another service",
  elsewhereBody: (host) => `Please use the token of ${host}.`,
  unknownToken: "This token is not registered on this device",
  unknownTokenBody: (serial) =>
    `Please scan the code with the device on which token ${serial} is registered.`,
  check: "Check what is about to be done",
  checkBody: "Show the number only if this is what you want.",
  approve: "This is right: show the number",
  deny: "I did not ask for this",
  number: "Transaction authentication number",
  numberBody: (time) => `Type it in on your PC before ${time}.`,
  numberLate: "This code seems to have expired. If the number is not accepted, have your PC show a new code.",
  firstNumberBody: "Type this number in on your PC to finish the registration.",
  done: "Finish",
  denied: "The number is not shown",
  deniedBody:
    "Somebody may be acting in your name. Stop what you are doing on your PC, and call the help desk at once.",
  register: "Register this device as a token?",
  registerBody:
    "Only if you are doing this yourself on your PC. The key is made inside this device and never leaves it.",
  registerAt: "Register with",
  registerYes: "Register",
  registering: "Registering…",
  registered: "Registered",
  offline: "There is no connection",
  offlineBody:
    "Registering is the only thing that needs the Internet. Go where there is a connection and press “Register” again.",
  failed: "The app stopped in the middle of its work",
  failedBody: "It does not work in private windows. Open it in an ordinary window and try again.",
  helpDesk: "Help desk",
  code: "Code",
};

export const texts: Readonly<Record<Language, Texts>> = { ja, en };
export type { Texts };
