import type { ProposalState } from "#domain/approval/proposal.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/** States of a proposal as customers are told of them. */
export const proposalStates: Readonly<Record<ProposalState, Bilingual>> = {
  waiting: { ja: "承認待ち", en: "Waiting" },
  approved: { ja: "承認済み", en: "Approved" },
  declined: { ja: "却下", en: "Declined" },
  withdrawn: { ja: "取り下げ", en: "Withdrawn" },
  expired: { ja: "期限切れ", en: "Lapsed" },
};
