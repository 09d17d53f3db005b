import { defineTexts } from "#platform/html/language.ts";

export const texts = defineTexts({
  ja: {
    missing: "入力してください。",
    differs: "2回の入力が異なります。もう一度入力してください。",
    current: (label: string) => `現在の${label}`,
    next: (label: string) => `新しい${label}`,
    again: (label: string) => `新しい${label}（確認のためもう一度）`,
    rule: (min: number, max: number, isMixed: boolean) =>
      `${isMixed ? "半角の英字と数字の両方を使い、" : ""}${min}〜${max}文字。大文字と小文字を区別します。`,
    avoid: "連続した文字、よく使われる単語、お名前、ID、生年月日は使えません。",
    execute: "変更する",
    back: "戻る",
    requiredTitle: "はじめに変更をお願いします",
    requiredBody:
      "お客様以外の者が設定したものが使われています。ご本人だけが知る内容に変更してから、ご利用ください。",
    changed: "変更しました",
    changedBody: (names: string) => `${names}を変更しました。次回から新しいものをお使いください。`,
    moreBody: "続けて、もう一つの変更をお願いします。",
    more: "変更へ進む",
    toTop: "トップページへ",
    oldTitle: (days: number) => `前回の変更から${days}日以上が過ぎています`,
    oldBody:
      "安全にお使いいただくため、変更をおすすめします。変更しなくても、これまでどおりお使いいただけます。",
    changedAt: (label: string) => `${label}の前回の変更`,
    change: "変更する",
    later: "後で",
  },
  en: {
    missing: "Type it in.",
    differs: "The two entries differ. Please enter it again.",
    current: (label: string) => `Present: ${label}`,
    next: (label: string) => `New: ${label}`,
    again: (label: string) => `New, once more: ${label}`,
    rule: (min: number, max: number, isMixed: boolean) =>
      `${min} to ${max} characters${isMixed ? " with both letters and digits" : ""}. Upper and lower case differ.`,
    avoid: "No sequences, common words, names, IDs or birth dates.",
    execute: "Change",
    back: "Back",
    requiredTitle: "Please change it first",
    requiredBody: "What is in use was chosen by somebody else. Change it to something that only you know.",
    changed: "It has been changed",
    changedBody: (names: string) => `Changed: ${names}. Use the new one from now on.`,
    moreBody: "Please change the other one next.",
    more: "Go on",
    toTop: "To the top page",
    oldTitle: (days: number) => `More than ${days} days have passed since the last change`,
    oldBody: "We recommend a change for your safety. Without it, everything goes on as before.",
    changedAt: (label: string) => `${label}, last changed`,
    change: "Change",
    later: "Later",
  },
});
