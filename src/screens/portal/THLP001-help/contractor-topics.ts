import { familyOf } from "#domain/institution/families.ts";
import type { HelpTopic } from "./topics.ts";

export const contractorTopic: HelpTopic = {
  name: { ja: "契約者確認", en: "Contract confirmation" },
  path: "/confirmation",
  items: [
    {
      question: { ja: "契約者確認とは何ですか", en: "What is this?" },
      answer: {
        ja: "金融機関が、ご契約の内容についてお尋ねするものです。画面の質問にお答えいただくと、金融機関が内容を確認します。",
        en: "The institution asks about your contract. You answer on screen, and it checks the answers.",
      },
    },
    {
      question: { ja: "ほかの画面に進めません", en: "No other page opens" },
      answer: ({ contractorConfirmation: { untilAccepted } }) =>
        untilAccepted === "blocked"
          ? {
              ja: "お答えいただき、金融機関が内容を確認するまで、ほかの画面はご利用いただけません。電子証明書の失効だけは、その間も行えます。",
              en: "None does until the questions are answered and the institution has checked the answers. Only certificates can be revoked meanwhile.",
            }
          : {
              ja: "お答えいただくと、すぐにほかの画面に進めます。",
              en: "As soon as you have answered, they do.",
            },
    },
    {
      question: { ja: "だれが答えますか", en: "Who answers?" },
      answer: (institution) => {
        const { roles, roleNames } = familyOf(institution);
        const names = institution.contractorConfirmation.answerRoles
          .filter((role) => roles.includes(role))
          .map((role) => roleNames[role]);
        return {
          ja: `${names.map(({ ja }) => ja).join("または")}の方です。どなたかお一人がお答えになれば済みます。`,
          en: `Any one user with this role: ${names.map(({ en }) => en).join(" or ")}.`,
        };
      },
    },
    {
      question: {
        ja: "「回答内容の確認へ」「回答する」「回答を変更する」",
        en: "“Check the answers”, “Send the answers”, “Change the answers”",
      },
      answer: {
        ja: "「回答内容の確認へ」で内容を見直す画面に進みます。「回答する」を押すまで、回答は送られません。直すときは「回答を変更する」を押します。",
        en: "The first shows what you will answer. Nothing is sent until you press “Send the answers”; “Change the answers” takes you back.",
      },
    },
    {
      question: { ja: "もう一度お答えくださいと表示されました", en: "I am asked to answer again" },
      answer: {
        ja: "金融機関からの連絡が画面の上に表示されます。その内容をご覧のうえ、もう一度お答えください。",
        en: "What the institution has to say stands at the top. Please read it and answer again.",
      },
    },
  ],
};
