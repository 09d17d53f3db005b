const ja = {
  good: "問題ありません",
  bad: "ご確認ください",
  scriptOn: "使えます。",
  scriptNoCrypto: "使えますが、暗号の機能（Web Crypto）がありません。ブラウザを最新版に更新してください。",
  clockGood: (seconds: number): string => `合っています（サーバーとの差は約${seconds}秒です）。`,
  clockBad: (minutes: number, isAhead: boolean): string =>
    `約${minutes}分${isAhead ? "進んで" : "遅れて"}います。パソコンの日付と時刻の設定で「時刻を自動的に設定する」を有効にしてください。ずれたままでは、電子証明書が使えないことがあります。`,
  width: (pixels: number): string =>
    `${pixels}ピクセルです。320ピクセル以上あれば、すべての画面をご利用いただけます。`,
  widthBad: (pixels: number): string => `${pixels}ピクセルです。画面を広げるか、表示の倍率を下げてください。`,
  opening: "ボタンを押して、それぞれをお試しください。",
  tryWindow: "新しい画面を試す",
  trySaving: "保存を試す",
  windowGood: "新しい画面を開けました。",
  windowBad: "新しい画面を開けませんでした。ブラウザの設定で、このサイトのポップアップを許可してください。",
  savingStarted:
    "tegata-test.txt の保存を始めました。保存されない場合は、ブラウザのダウンロードの設定や社内の制限をご確認ください。",
  fileText: "保存の確認用のファイルです。削除してかまいません。\n",
};

const en: typeof ja = {
  good: "Good",
  bad: "Please check",
  scriptOn: "It runs.",
  scriptNoCrypto: "It runs, but has no cryptography (Web Crypto). Please update the browser.",
  clockGood: (seconds) => `It is right (about ${seconds} seconds from ours).`,
  clockBad: (minutes, isAhead) =>
    `It is about ${minutes} minutes ${isAhead ? "fast" : "slow"}. Please let the PC set its time automatically. As it is, certificates may not work.`,
  width: (pixels) => `${pixels} pixels. All pages work from 320 pixels on.`,
  widthBad: (pixels) => `${pixels} pixels. Please make the window wider, or the zoom smaller.`,
  opening: "Press the buttons to try.",
  tryWindow: "Try a new window",
  trySaving: "Try saving",
  windowGood: "A new window opened.",
  windowBad: "No new window opened. Please allow pop-ups of this site in the browser's settings.",
  savingStarted:
    "The browser was told to save tegata-test.txt. If it did not, look at its settings for downloads, or ask your administrator.",
  fileText: "This file was saved as a test and can be deleted.\n",
};

export type Texts = typeof ja;

/** In the language of the page. */
export const textsIn = (language: string): Texts => (language === "ja" ? ja : en);
