import { proposalStateAt } from "#domain/approval/proposal.ts";
import { listProposals } from "#domain/approval/proposals.ts";
import { findUser, listUsers } from "#domain/user/users.ts";
import { administrationPlace, topPlaces } from "../places.ts";
import { byVisitor } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { proposalsPage } from "./view.ts";

/** `GET /administration/proposals`. */
export const showProposals = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const { reference } = session.user;
  const [proposals, users] = await Promise.all([
    listProposals(services.context, byVisitor(visit)),
    listUsers(services.context, institution.code, reference.contractId),
  ]);
  const names = new Map(users.map((user) => [user.reference.userId, user.userName]));
  const gone = proposals.flatMap(({ proposer, deciderId }) =>
    [proposer.userId, deciderId ?? proposer.userId].filter((userId) => !names.has(userId)),
  );
  // Whoever was deleted since still has a name.
  for (const userId of new Set(gone))
    names.set(userId, (await findUser(services.context, { ...reference, userId }))?.userName ?? userId);
  const rows = proposals.map((proposal) => ({
    proposal,
    state: proposalStateAt(proposal, page.now),
    proposerName: names.get(proposal.proposer.userId) ?? proposal.proposer.userId,
    isOwn: proposal.proposer.userId === reference.userId,
    deciderName: proposal.deciderId === null ? undefined : names.get(proposal.deciderId),
  }));
  return pageAnswer(proposalsPage(page, [topPlaces[institution.family], administrationPlace], rows));
};
