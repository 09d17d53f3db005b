import { actNamed } from "#domain/approval/acts.ts";
import type { Proposal, ProposalState } from "#domain/approval/proposal.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { confirmationField, resultPage } from "../act-pages.ts";
import { proposalsPlace } from "../places.ts";
import { proposalStates } from "../proposal-states.ts";
import { proposalResultScreen, proposalScreen, texts } from "./texts.ts";

export interface ProposalModel {
  readonly proposal: Proposal;
  readonly state: ProposalState;
  readonly proposerName: string;
  /** What the visitor can do: `decide`, `withdraw` their own, `decline` what is about themselves, or only look. */
  readonly may: "decide" | "decline" | "withdraw" | "look";
  readonly refusal?: DescribedRefusal;
  readonly error?: string | undefined;
  /** What was typed as a reason to decline. */
  readonly reason?: string;
}

const shownOf = (page: PageContext, model: ProposalModel): readonly (readonly [string, HtmlValue])[] => {
  const text = texts[page.language];
  const { proposal, state } = model;
  const title = actNamed(proposal.act)?.title;
  const shown: (readonly [string, HtmlValue])[] = [
    [text.act, title === undefined ? proposal.act : inLanguage(page, title)],
    ...proposal.description.map(([label, value]): readonly [string, HtmlValue] => [
      inLanguage(page, label),
      inLanguage(page, value),
    ]),
    [text.proposer, model.proposerName],
    [text.proposedAt, dateAndTime(page, proposal.proposedAt)],
    [text.expiresAt, dateAndTimeWithZone(page, proposal.expiresAt)],
    [text.state, inLanguage(page, proposalStates[state])],
  ];
  if (proposal.reason !== null) shown.push([text.reason, proposal.reason]);
  return shown;
};

const back = (page: PageContext): Fragment =>
  linkButton(texts[page.language].back, proposalsPlace.path, { tone: "secondary" });

const reasonField = (page: PageContext, reason: string): Fragment => {
  const text = texts[page.language];
  return field(page, {
    name: "reason",
    label: text.declineReason,
    autocomplete: "off",
    maxLength: 200,
    help: text.declineHelp,
    value: reason,
    isOptional: true,
  });
};

/** Approving is the first button: the key Enter in a field presses it, and it needs the confirmation password. */
const decisionForm = (page: PageContext, { proposal, may, error, reason = "" }: ProposalModel): Fragment => {
  const text = texts[page.language];
  const button = (name: "approve" | "decline" | "withdraw", tone: "primary" | "secondary" | "danger") =>
    submitButton(text[name], { tone, name: "decision", value: name });
  const buttons =
    may === "withdraw"
      ? button("withdraw", "danger")
      : html`${may === "decide" && button("approve", "primary")}${button("decline", may === "decide" ? "secondary" : "danger")}`;
  return postForm(
    page,
    `${proposalsPlace.path}/${proposal.proposalId}`,
    html`${may !== "withdraw" && reasonField(page, reason)}${confirmationField(page, error)}<div class="actions">${buttons}${back(page)}</div>`,
  );
};

const note = (page: PageContext, { may }: ProposalModel): HtmlValue => {
  const text = texts[page.language];
  if (may === "withdraw")
    return banner({ tone: "info", title: text.own, body: html`<p>${text.ownBody}</p>` });
  if (may === "decline")
    return banner({ tone: "info", title: text.aboutSelf, body: html`<p>${text.aboutSelfBody}</p>` });
  return may === "decide" && banner({ tone: "warning", title: text.title, body: html`<p>${text.body}</p>` });
};

/** 申請内容確認: what will be done, and the confirmation password to decide. */
export const proposalPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: ProposalModel,
): string => {
  const { refusal, may } = model;
  const form =
    may === "look"
      ? html`<p class="actions">${back(page)}</p>`
      : html`<div class="card">${decisionForm(page, model)}</div>`;
  return renderPage(page, {
    screen: proposalScreen,
    parent: texts[page.language].parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts(shownOf(page, model))}${note(page, model)}${form}</div>`,
  });
};

/** 申請処理結果. */
export const proposalResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: Pick<ProposalModel, "proposal" | "proposerName">,
  decision: "approved" | "declined" | "withdrawn",
): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: proposalResultScreen,
    parent: text.parent,
    breadcrumb,
    shown: shownOf(page, { ...model, state: decision, may: "look" }),
    title: text.done[decision],
    body: text.doneBody[decision],
    links: [[text.back, proposalsPlace.path]],
  });
};
