import type { AnswerProblem } from "#domain/contractor-confirmation/answers.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const questionsScreen: Screen = {
  id: "TCNF001",
  name: { ja: "契約者確認", en: "Contract confirmation" },
};
export const checkScreen: Screen = {
  id: "TCNF002",
  name: { ja: "契約者確認 回答内容の確認", en: "Check your answers" },
};
export const statusScreen: Screen = {
  id: "TCNF003",
  name: { ja: "契約者確認の状況", en: "State of the confirmation" },
};

export const texts = defineTexts({
  ja: {
    lead: "金融機関から、ご契約の内容について確認のお願いがあります。お答えいただくまで、ほかの画面には進めません。",
    blockedAfter:
      "お答えいただいた後、金融機関が内容を確認するまで、ご契約の利用者の方はこのサービスをご利用いただけません。",
    returned: "もう一度お答えください",
    returnedBody: "金融機関から、前回のご回答について次の連絡があります。",
    required: "※必須",
    toCheck: "回答内容の確認へ",
    checkLead: "次の内容で回答します。よろしければ「回答する」を押してください。",
    notAnswered: "（回答なし）",
    submit: "回答する",
    change: "回答を変更する",
    received: "ご回答を受け付けました",
    receivedBody:
      "金融機関が内容を確認し、結果をメールでお知らせします。確認中も、このサービスをご利用いただけます。",
    waiting: "金融機関が回答内容を確認しています",
    waitingBody:
      "確認が終わるまで、このサービスはご利用いただけません。終わりましたら、ご回答いただいた方にメールでお知らせします。",
    others: "契約者確認の回答をお待ちしています",
    othersBody:
      "次の権限をお持ちの方がログインして回答し、金融機関が確認するまで、このサービスはご利用いただけません。",
    roles: "回答いただく方",
    askedAt: "確認のお願いをした日時",
    answeredAt: "回答日時",
    next: "次へ",
    reload: "最新の状況を表示",
    revoke: "パソコンの紛失などで電子証明書を失効させる場合は、いまでもお手続きいただけます。",
    revokeLink: "証明書失効へ",
    separator: "、",
    problems: {
      missing: "お答えください。",
      notOffered: "選択肢の中から選んでください。",
      tooLong: "文字数が多すぎます。短くしてください。",
      notText: "使えない文字が含まれています。入力し直してください。",
    } satisfies Record<AnswerProblem, string>,
    atMost: (count: number): string => `${count}文字まで`,
  },
  en: {
    lead: "Your institution asks you to confirm the details of your contract. Until you have answered, no other page can be opened.",
    blockedAfter:
      "After you have answered, nobody of your company can use this service until the institution has checked the answers.",
    returned: "Please answer again",
    returnedBody: "The institution has this to say about your last answers.",
    required: "required",
    toCheck: "Check the answers",
    checkLead: "This is what you answer. If it is right, press “Send the answers”.",
    notAnswered: "(no answer)",
    submit: "Send the answers",
    change: "Change the answers",
    received: "Your answers have arrived",
    receivedBody:
      "The institution will check them and tell you by mail. You can go on using the service meanwhile.",
    waiting: "The institution is checking the answers",
    waitingBody: "The service cannot be used until it has. Whoever may answer will then be told by mail.",
    others: "The answers of your company are awaited",
    othersBody:
      "The service cannot be used until somebody with one of these roles has logged in and answered, and the institution has checked the answers.",
    roles: "Who answers",
    askedAt: "Asked at",
    answeredAt: "Answered at",
    next: "Next",
    reload: "Show the present state",
    revoke: "If a PC was lost, its certificate can be revoked even now.",
    revokeLink: "Revoke a certificate",
    separator: ", ",
    problems: {
      missing: "Please answer this.",
      notOffered: "Please choose one of these.",
      tooLong: "This is too long. Please shorten it.",
      notText: "This contains characters that cannot be used. Please type it anew.",
    },
    atMost: (count: number): string => `Up to ${count} characters`,
  },
});
