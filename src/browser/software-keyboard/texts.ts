const ja = {
  use: "ソフトウェアキーボードを使用する",
  name: (field: string): string => `ソフトウェアキーボード（${field}）`,
  help: "矢印キーでキーを選び、Enterキーで入力します。Escキーで閉じます。",
  capital: (letter: string): string => `大文字 ${letter}`,
  small: (letter: string): string => `小文字 ${letter}`,
  capitals: "大文字",
  deleteOne: "1文字消す",
  deleteAll: "すべて消す",
  shuffle: "並べ替える",
  close: "入力を終える",
  count: (count: number): string => (count === 0 ? "未入力" : `${count}文字入力済み`),
  full: (count: number): string => `${count}文字入力済み。これ以上は入力できません`,
};

const en: typeof ja = {
  use: "Use the software keyboard",
  name: (field) => `Software keyboard (${field})`,
  help: "Choose a key with the arrow keys and press Enter to type it. Escape closes the keyboard.",
  capital: (letter) => `capital ${letter}`,
  small: (letter) => `small ${letter}`,
  capitals: "Capitals",
  deleteOne: "Delete one",
  deleteAll: "Delete all",
  shuffle: "Shuffle",
  close: "Done",
  count: (count) => (count === 0 ? "Nothing typed" : `${count} typed`),
  full: (count) => `${count} typed; there is no room for more`,
};

export type Texts = typeof ja;

/** In the language of the page. */
export const textsIn = (language: string): Texts => (language === "ja" ? ja : en);
