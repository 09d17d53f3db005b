import { actNamed } from "#domain/approval/acts.ts";
import type { Proposal, ProposalState } from "#domain/approval/proposal.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { linkButton } from "#screens/components/button.ts";
import { chip, emptyState, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime } from "#screens/components/time.ts";
import { proposalsPlace } from "../places.ts";
import { proposalStates } from "../proposal-states.ts";

export const proposalsScreen: Screen = {
  id: "TAPR002",
  name: { ja: "承認待ち一覧", en: "Proposals" },
};

const texts = defineTexts({
  ja: {
    parent: "承認",
    lead: "管理者の操作には、他の管理者の承認が必要です。申請した方ご自身は承認できません。",
    waiting: "承認を待っている申請",
    none: "承認を待っている申請はありません。",
    decided: "これまでの申請",
    act: "申請の内容",
    about: "対象の利用者",
    proposer: "申請した方",
    until: "承認の期限",
    state: "状態",
    action: "操作",
    open: "内容を確認",
    openAbout: (name: string) => `（${name}）`,
    own: "（ご自身）",
  },
  en: {
    parent: "Approval",
    lead: "Acts of an administrator take another administrator's approval. Nobody approves their own.",
    waiting: "Waiting for approval",
    none: "Nothing waits for approval.",
    decided: "Earlier proposals",
    act: "Proposal",
    about: "User",
    proposer: "Proposed by",
    until: "To be approved by",
    state: "State",
    action: "Action",
    open: "See it",
    openAbout: (name: string) => name,
    own: " (you)",
  },
});

/** One proposal, with names in place of IDs. */
export interface ListedProposal {
  readonly proposal: Proposal;
  readonly state: ProposalState;
  readonly proposerName: string;
  readonly isOwn: boolean;
  readonly deciderName: string | undefined;
}

const tones: Readonly<Record<ProposalState, ChipTone>> = {
  waiting: "warning",
  approved: "success",
  declined: "error",
  withdrawn: "neutral",
  expired: "neutral",
};

export const proposalChip = (page: PageContext, state: ProposalState): Fragment =>
  chip(inLanguage(page, proposalStates[state]), tones[state]);

const titleOf = (page: PageContext, { act }: Proposal): string => {
  const title: Bilingual | undefined = actNamed(act)?.title;
  return title === undefined ? act : inLanguage(page, title);
};

/** Whom it is about: the first two lines of what was described, ID and name. */
const about = (page: PageContext, { description }: Proposal): Fragment =>
  html`${description.slice(0, 2).map(([, value], index) => html`${index > 0 && html`<br>`}${inLanguage(page, value)}`)}`;

const openButton = (page: PageContext, { proposal }: ListedProposal): Fragment => {
  const text = texts[page.language];
  return linkButton(text.open, `${proposalsPlace.path}/${proposal.proposalId}`, {
    tone: "secondary",
    size: "small",
    about: text.openAbout(titleOf(page, proposal)),
  });
};

const proposer = (page: PageContext, { proposerName, isOwn }: ListedProposal): Fragment =>
  html`${proposerName}${isOwn && html`<span class="quiet">${texts[page.language].own}</span>`}`;

const waitingRow = (page: PageContext, listed: ListedProposal): readonly HtmlValue[] => [
  titleOf(page, listed.proposal),
  about(page, listed.proposal),
  proposer(page, listed),
  dateAndTime(page, listed.proposal.expiresAt),
  openButton(page, listed),
];

const decidedRow = (page: PageContext, listed: ListedProposal): readonly HtmlValue[] => [
  titleOf(page, listed.proposal),
  about(page, listed.proposal),
  proposer(page, listed),
  html`${proposalChip(page, listed.state)}${listed.deciderName !== undefined && html`<br>${listed.deciderName}`}`,
  openButton(page, listed),
];

/** 承認待ち一覧: what waits, and what was decided lately. */
export const proposalsPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  proposals: readonly ListedProposal[],
): string => {
  const text = texts[page.language];
  const action = { label: text.action, isAction: true };
  const waiting = proposals.filter(({ state }) => state === "waiting");
  const decided = proposals.filter(({ state }) => state !== "waiting");
  const common = [{ label: text.act }, { label: text.about }, { label: text.proposer }];
  return renderPage(page, {
    screen: proposalsScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow"><p>${text.lead}</p>${
      waiting.length === 0
        ? emptyState(text.none)
        : table(
            text.waiting,
            [...common, { label: text.until }, action],
            waiting.map((one) => waitingRow(page, one)),
          )
    }${
      decided.length > 0 &&
      table(
        text.decided,
        [...common, { label: text.state }, action],
        decided.map((one) => decidedRow(page, one)),
      )
    }</div>`,
  });
};
