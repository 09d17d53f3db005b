import { approveProposal, declineProposal, withdrawProposal } from "#domain/approval/decide.ts";
import { proposalStateAt } from "#domain/approval/proposal.ts";
import type { Proposal } from "#domain/approval/proposal.ts";
import { findProposal } from "#domain/approval/proposals.ts";
import { hasRight } from "#domain/user/rights.ts";
import { findUser } from "#domain/user/users.ts";
import { problemAnswer, proveConfirmation } from "../act-pages.ts";
import type { Asked } from "../act-pages.ts";
import { administrationPlace, proposalsPlace, topPlaces } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { byVisitor } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { proposalPage, proposalResultPage } from "./view.ts";
import type { ProposalModel } from "./view.ts";

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  proposalsPlace,
];

const mayOf = ({ institution, session, page }: SessionVisit, proposal: Proposal): ProposalModel["may"] => {
  const { userId } = session.user.reference;
  if (proposalStateAt(proposal, page.now) !== "waiting") return "look";
  if (proposal.proposer.userId === userId) return "withdraw";
  if (!hasRight(institution, session.user, "approve")) return "look";
  return proposal.subjectId === userId ? "decline" : "decide";
};

const modelOf = async (visit: SessionVisit, proposal: Proposal): Promise<ProposalModel> => {
  const proposer = await findUser(visit.services.context, proposal.proposer);
  return {
    proposal,
    state: proposalStateAt(proposal, visit.page.now),
    proposerName: proposer?.userName ?? proposal.proposer.userId,
    may: mayOf(visit, proposal),
  };
};

const find = (visit: SessionVisit): Promise<Proposal | undefined> => {
  const proposalId = visit.parameters["proposal"] ?? "";
  return findProposal(visit.services.context, byVisitor(visit), proposalId);
};

const unknown = (visit: SessionVisit): Answer =>
  problemAnswer(visit, { code: "PROPOSAL_UNKNOWN", detail: "not in this contract" });

/** `GET /administration/proposals/<proposal>`. */
export const showProposal = async (visit: SessionVisit): Promise<Answer> => {
  const proposal = await find(visit);
  return proposal === undefined
    ? unknown(visit)
    : pageAnswer(proposalPage(visit.page, trail(visit), await modelOf(visit, proposal)));
};

const again = async (visit: SessionVisit, proposal: Proposal, asked: Asked): Promise<Answer> => {
  const refusal = describe(asked.refusal);
  const model = await modelOf(visit, proposal);
  const reason = visit.form["reason"] ?? "";
  const body = proposalPage(visit.page, trail(visit), { ...model, refusal, error: asked.error, reason });
  return pageAnswer(body, statusOf(refusal));
};

const decisions = {
  approve: { state: "approved", run: approveProposal },
  decline: { state: "declined", run: declineProposal },
  withdraw: { state: "withdrawn", run: withdrawProposal },
} as const;

/** `POST …/<proposal>`: the confirmation password, then it is approved and done, declined or withdrawn. */
export const submitDecision = async (visit: SessionVisit): Promise<Answer> => {
  const { services, form, origin } = visit;
  const proposal = await find(visit);
  if (proposal === undefined) return unknown(visit);
  const { decision: asked, reason = "" } = form;
  if (asked !== "approve" && asked !== "decline" && asked !== "withdraw")
    return problemAnswer(visit, { code: "PAGE_OUT_OF_DATE", detail: "no decision" });
  const unproved = await proveConfirmation(visit);
  if (unproved !== undefined) return again(visit, proposal, unproved);
  const { state, run } = decisions[asked];
  const { proposalId } = proposal;
  const decided = await run(services.context, { ...byVisitor(visit), proposalId, origin, reason });
  if (!decided.ok) return again(visit, proposal, decided);
  const model = await modelOf(visit, decided.value);
  return pageAnswer(proposalResultPage(visit.page, trail(visit), model, state));
};
