import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a notice is not added, ended or confirmed. */
export const noticeRefusals = defineRefusals({
  NOTICE_EXISTS: {
    kind: "conflict",
    cause: { ja: "このIDのお知らせはすでにあります。", en: "There is a notice with this ID already." },
    action: {
      ja: "別のIDを指定するか、前のお知らせの掲載を終了してください。",
      en: "Please choose another ID, or end the notice that is there.",
    },
  },
  NOTICE_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当するお知らせが見つかりません。", en: "There is no such notice." },
    action: { ja: "お知らせのIDをご確認ください。", en: "Please check the ID of the notice." },
  },
  NOTICE_OVER: {
    kind: "conflict",
    cause: { ja: "このお知らせの掲載はすでに終了しています。", en: "The notice is over already." },
    action: { ja: "お手続きは必要ありません。", en: "There is nothing to do." },
  },
  NOTICE_NOT_SHOWN: {
    kind: "notFound",
    cause: {
      ja: "このお知らせの掲載は終了しています。",
      en: "This notice is no longer shown.",
    },
    action: { ja: "表示されているお知らせをご確認ください。", en: "Please read the notice that is shown." },
  },
});

export type NoticeCode = keyof typeof noticeRefusals;
