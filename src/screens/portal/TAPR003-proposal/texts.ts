import { defineTexts } from "#platform/html/language.ts";
import type { Screen } from "#screens/components/page-context.ts";

export const proposalScreen: Screen = {
  id: "TAPR003",
  name: { ja: "申請内容確認", en: "Proposal" },
};
export const proposalResultScreen: Screen = {
  id: "TAPR004",
  name: { ja: "申請処理結果", en: "The proposal has been decided" },
};

export const texts = defineTexts({
  ja: {
    parent: "承認",
    act: "申請の内容",
    proposer: "申請した方",
    proposedAt: "申請日時",
    expiresAt: "承認の期限",
    state: "状態",
    reason: "却下の理由",
    title: "承認すると、すぐに実行されます",
    body: "内容に心当たりがない場合は、申請した方に確認してください。",
    own: "ご自身の申請です。他の管理者の方の承認を待っています",
    ownBody: "不要になった場合は取り下げてください。",
    aboutSelf: "ご自身についての申請のため、承認できません",
    aboutSelfBody: "他の管理者の方の承認を待っています。理由を添えて却下することはできます。",
    approve: "承認する",
    decline: "却下する",
    withdraw: "取り下げる",
    declineReason: "却下の理由（却下する場合）",
    declineHelp: "200文字以内です。申請した方にお知らせします。",
    back: "承認待ち一覧へ戻る",
    done: {
      approved: "承認し、実行しました",
      declined: "却下しました",
      withdrawn: "取り下げました",
    },
    doneBody: {
      approved: "申請した方へメールでお知らせしました。",
      declined: "操作は実行されていません。申請した方へメールでお知らせしました。",
      withdrawn: "操作は実行されていません。",
    },
  },
  en: {
    parent: "Approval",
    act: "Proposal",
    proposer: "Proposed by",
    proposedAt: "Proposed at",
    expiresAt: "To be approved by",
    state: "State",
    reason: "Reason",
    title: "Once approved, it is done at once",
    body: "If it surprises you, ask the person who proposed it.",
    own: "This is your own proposal. It waits for another administrator",
    ownBody: "If it is no longer needed, withdraw it.",
    aboutSelf: "This proposal is about yourself, so you cannot approve it",
    aboutSelfBody: "It waits for another administrator. You may decline it with a reason.",
    approve: "Approve",
    decline: "Decline",
    withdraw: "Withdraw",
    declineReason: "Reason (to decline)",
    declineHelp: "Up to 200 characters. Whoever proposed it is told.",
    back: "Back to the proposals",
    done: {
      approved: "It has been approved and done",
      declined: "It has been declined",
      withdrawn: "It has been withdrawn",
    },
    doneBody: {
      approved: "Whoever proposed it has been told by mail.",
      declined: "Nothing was done. Whoever proposed it has been told by mail.",
      withdrawn: "Nothing was done.",
    },
  },
});
