import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  enterAsAdministrator,
  type ActOfAdministrator,
  type ByAdministrator,
} from "#domain/user-administration/administrator.ts";
import type { UserAdministrationCode } from "#domain/user-administration/refusals.ts";
import { findUserIn, isSameUser, listUsersIn } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { approversAmong } from "#domain/user-administration/remaining.ts";
import { actNamed } from "./acts.ts";
import { mailProposal } from "./mails.ts";
import { proposalStateAt, type Proposal } from "./proposal.ts";
import { lockProposal, updateDecided, type Decision, type LockedProposal } from "./proposal.store.ts";
import type { ApprovalCode } from "./refusals.ts";
import { runUndoable } from "./undoable.ts";

/** Who decides on which proposal. */
export interface Deciding extends ByAdministrator {
  readonly proposalId: string;
  readonly origin: Origin;
}

type Outcome = Result<Proposal, Refusal>;
type Found = Result<LockedProposal, Refusal<ApprovalCode>>;

/** Longest reason, in characters. */
const MOST_REASON = 200;

/** The proposal, locked, if it still waits. */
const waitingProposal = async (
  tx: InstitutionTransaction,
  { administrator, proposalId }: Deciding,
  now: Temporal.Instant,
): Promise<Found> => {
  const found = await lockProposal(tx, administrator.reference.contractId, proposalId);
  if (found === undefined) return refused({ code: "PROPOSAL_UNKNOWN", detail: "not in this contract" });
  const state = proposalStateAt(found.proposal, now);
  if (state === "expired")
    return refused({
      code: "PROPOSAL_EXPIRED",
      detail: `it lapsed at ${found.proposal.expiresAt.toString()}`,
    });
  return state === "waiting" ? accepted(found) : refused({ code: "PROPOSAL_DECIDED", detail: state });
};

const settle = async (
  tx: InstitutionTransaction,
  { institution, administrator, origin }: Deciding,
  proposal: Proposal,
  decision: Omit<Decision, "deciderId">,
): Promise<Proposal> => {
  const { proposalId, act, subjectId } = proposal;
  const deciderId = administrator.reference.userId;
  await updateDecided(tx, proposalId, { ...decision, deciderId });
  await recordAudit(tx, {
    at: decision.at,
    event: `proposal.${decision.state}`,
    actor: { kind: "user", user: administrator.reference },
    subject: { ...proposal.proposer, userId: subjectId ?? "" },
    origin,
    facts: { proposalId, act, proposer: proposal.proposer.userId, reason: decision.reason ?? null },
  });
  const users = await listUsersIn(tx, proposal.proposer.contractId);
  const told =
    decision.state === "withdrawn"
      ? approversAmong(institution, users).filter(
          ({ reference }) => !isSameUser(reference, proposal.proposer),
        )
      : users.filter(({ reference }) => isSameUser(reference, proposal.proposer));
  await mailProposal(tx, institution, proposal, decision.state, told, decision.reason);
  const { state, at: decidedAt, reason = null } = decision;
  return { ...proposal, state, deciderId, decidedAt, reason };
};

const decide = (
  context: DomainContext,
  deciding: Deciding,
  work: (tx: InstitutionTransaction, found: LockedProposal, at: Temporal.Instant) => Promise<Outcome>,
): Promise<Outcome> =>
  runUndoable(context, deciding.institution.code, async (tx): Promise<Outcome> => {
    const at = context.clock.now();
    const found = await waitingProposal(tx, deciding, at);
    return found.ok ? work(tx, found.value, at) : found;
  });

/** Why this administrator may not decide on it. */
const deciderRefusal = async (
  tx: InstitutionTransaction,
  by: ByAdministrator,
  proposal: Proposal,
): Promise<Refusal<ApprovalCode | UserAdministrationCode> | undefined> => {
  if (isSameUser(proposal.proposer, by.administrator.reference))
    return { code: "OWN_PROPOSAL_REFUSED", detail: "the administrator's own proposal" };
  return enterAsAdministrator(tx, by, "approve");
};

/**
 * Approves a proposal: it is carried out in the same transaction, by the rules as they are now, in the name of whoever
 * proposed it. Never by the same person, nor by the one it is about. Where a rule refuses, the proposal stays as it is.
 * The approver's confirmation password has been proved.
 */
export const approveProposal = (context: DomainContext, deciding: Deciding): Promise<Outcome> =>
  decide(context, deciding, async (tx, { proposal, payload }, at) => {
    const { institution, administrator, origin } = deciding;
    const act = actNamed(proposal.act);
    const proposer = await findUserIn(tx, proposal.proposer);
    if (act === undefined || proposer === undefined)
      return refused({ code: "PROPOSAL_UNKNOWN", detail: `no act ${proposal.act}` });
    const by: ActOfAdministrator = { institution, administrator: proposer, origin, at };
    await act.lock(tx, by, payload);
    const refusal = await deciderRefusal(tx, deciding, proposal);
    if (refusal !== undefined) return refused(refusal);
    if (proposal.subjectId === administrator.reference.userId)
      return refused({ code: "PROPOSAL_ABOUT_ONESELF", detail: "the approver is whom it is about" });
    const done = await act.execute(tx, by, payload);
    if (!done.ok)
      return refused(
        done.refusal.code === "USER_ADMINISTRATION_FORBIDDEN"
          ? { code: "PROPOSER_MAY_NO_LONGER", detail: done.refusal.detail }
          : done.refusal,
      );
    return accepted(await settle(tx, deciding, proposal, { state: "approved", at }));
  });

/** Declines a proposal with a reason of 1 to 200 characters. */
export const declineProposal = (
  context: DomainContext,
  deciding: Deciding & { readonly reason: string },
): Promise<Outcome> =>
  decide(context, deciding, async (tx, { proposal }, at) => {
    const reason = deciding.reason.trim();
    const { length } = Array.from(reason);
    if (length === 0 || length > MOST_REASON || /\p{Cc}/u.test(reason))
      return refused({ code: "DECLINE_REASON_MISSING", detail: `${length} characters` });
    const refusal = await deciderRefusal(tx, deciding, proposal);
    if (refusal !== undefined) return refused(refusal);
    return accepted(await settle(tx, deciding, proposal, { state: "declined", at, reason }));
  });

/** Takes back one's own proposal. */
export const withdrawProposal = (context: DomainContext, deciding: Deciding): Promise<Outcome> =>
  decide(context, deciding, async (tx, { proposal }, at) =>
    isSameUser(proposal.proposer, deciding.administrator.reference)
      ? accepted(await settle(tx, deciding, proposal, { state: "withdrawn", at }))
      : refused({ code: "PROPOSAL_OF_ANOTHER", detail: "somebody else's proposal" }),
  );
