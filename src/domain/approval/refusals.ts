import { defineRefusals } from "#domain/refusal/refusal.ts";

const SEE_LIST = {
  ja: "承認待ち一覧で、現在の状態をご確認ください。",
  en: "Please see the present state in the list of proposals.",
};

/** Why an act is not proposed, approved, declined or withdrawn. */
export const approvalRefusals = defineRefusals({
  ALREADY_PROPOSED: {
    kind: "conflict",
    cause: {
      ja: "同じ利用者に対する同じ申請が、すでに承認を待っています。",
      en: "The same act on the same user already waits for approval.",
    },
    action: SEE_LIST,
  },
  APPROVAL_BY_NOBODY: {
    kind: "conflict",
    cause: {
      ja: "申請を承認できる管理者の方が、ほかにいません。",
      en: "There is no other administrator who could approve.",
    },
    action: {
      ja: "管理者の方の停止の解除、または承認の取りやめを、お取引店へご依頼ください。",
      en: "Please ask your branch to resume an administrator, or to do without approval.",
    },
  },
  PROPOSAL_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "該当する申請が見つかりません。", en: "There is no such proposal." },
    action: SEE_LIST,
  },
  PROPOSAL_DECIDED: {
    kind: "conflict",
    cause: {
      ja: "この申請は、すでに承認・却下・取り下げのいずれかが行われています。",
      en: "This proposal has been approved, declined or withdrawn already.",
    },
    action: SEE_LIST,
  },
  PROPOSAL_EXPIRED: {
    kind: "conflict",
    cause: { ja: "この申請は、承認の期限を過ぎています。", en: "The time to approve this proposal is over." },
    action: {
      ja: "必要な場合は、はじめからもう一度お手続きください。",
      en: "If it is still needed, please start it again.",
    },
  },
  OWN_PROPOSAL_REFUSED: {
    kind: "forbidden",
    cause: {
      ja: "ご自身の申請を、ご自身で承認・却下することはできません。",
      en: "You cannot approve or decline your own proposal.",
    },
    action: {
      ja: "他の管理者の方へご依頼ください。不要になった場合は取り下げてください。",
      en: "Please ask another administrator. If it is no longer needed, withdraw it.",
    },
  },
  PROPOSAL_ABOUT_ONESELF: {
    kind: "forbidden",
    cause: {
      ja: "ご自身についての申請を、ご自身で承認することはできません。",
      en: "You cannot approve a proposal that is about yourself.",
    },
    action: {
      ja: "他の管理者の方へご依頼ください。",
      en: "Please ask another administrator.",
    },
  },
  PROPOSAL_OF_ANOTHER: {
    kind: "forbidden",
    cause: {
      ja: "申請を取り下げられるのは、申請した方だけです。",
      en: "Only whoever made a proposal can withdraw it.",
    },
    action: {
      ja: "必要がない申請は、理由を添えて却下してください。",
      en: "Please decline what is not needed, with a reason.",
    },
  },
  PROPOSER_MAY_NO_LONGER: {
    kind: "conflict",
    cause: {
      ja: "申請した方に、この操作の権限がなくなっています。",
      en: "Whoever proposed this no longer has the right to do it.",
    },
    action: {
      ja: "この申請は却下し、必要な場合は、はじめからお手続きください。",
      en: "Please decline it and, if it is needed, start it again.",
    },
  },
  DECLINE_REASON_MISSING: {
    kind: "invalid",
    cause: { ja: "却下の理由が入力されていません。", en: "No reason has been given." },
    action: {
      ja: "理由を1文字以上、200文字以内で入力してください。",
      en: "Please enter a reason of 1 to 200 characters.",
    },
  },
});

export type ApprovalCode = keyof typeof approvalRefusals;
