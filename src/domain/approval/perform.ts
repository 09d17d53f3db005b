import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import {
  contractNeedsApproval,
  findContract,
  lockContract,
  type Contract,
} from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { ActOfAdministrator, ByAdministrator } from "#domain/user-administration/administrator.ts";
import { approversAmong } from "#domain/user-administration/remaining.ts";
import { listUsersIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { newRowId } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { invariant } from "#shared/invariant.ts";
import type { Act, ActName } from "./act.ts";
import { mailProposal } from "./mails.ts";
import type { Proposal } from "./proposal.ts";
import { expireProposals, insertProposal, type NewProposal } from "./proposal.store.ts";
import type { ApprovalCode } from "./refusals.ts";
import { runUndoable } from "./undoable.ts";

/** What became of an act: done at once, or waiting for another administrator. */
export type Performed<Done> =
  | { readonly kind: "done"; readonly value: Done }
  | { readonly kind: "proposed"; readonly proposal: Pick<Proposal, "proposalId" | "expiresAt"> };

/** Whether an act waits for approval in this contract. */
export const needsApproval = (
  institution: InstitutionPolicy,
  contract: Pick<Contract, "dualApproval">,
  act: ActName,
): boolean =>
  contractNeedsApproval(institution, contract) &&
  institution.userAdministration.dualApprovalActs.includes(act);

/** Those who can decide on a proposal: whoever may approve, but its maker and whom it is about. */
const decidersOf = async (
  tx: InstitutionTransaction,
  { institution, administrator }: ByAdministrator,
  subjectId: string,
): Promise<readonly User[]> => {
  const { contractId, userId } = administrator.reference;
  const users = await listUsersIn(tx, contractId);
  return approversAmong(institution, users).filter(
    ({ reference }) => reference.userId !== userId && reference.userId !== subjectId,
  );
};

const record = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  proposal: NewProposal,
): Promise<Refusal<ApprovalCode> | undefined> => {
  const { contractId } = by.administrator.reference;
  await lockContract(tx, contractId);
  await expireProposals(tx, by.at, contractId);
  const deciders = await decidersOf(tx, by, proposal.subjectId ?? "");
  if (deciders.length === 0)
    return { code: "APPROVAL_BY_NOBODY", detail: "no other administrator may approve" };
  if (!(await insertProposal(tx, proposal)))
    return { code: "ALREADY_PROPOSED", detail: `${proposal.act} on ${proposal.subjectId ?? ""} waits` };
  await recordAudit(tx, {
    at: by.at,
    event: "proposal.made",
    actor: { kind: "user", user: by.administrator.reference },
    subject: { ...by.administrator.reference, userId: proposal.subjectId ?? "" },
    origin: by.origin,
    facts: { proposalId: proposal.proposalId, act: proposal.act },
  });
  await mailProposal(tx, by.institution, proposal, "waiting", deciders);
  return undefined;
};

const propose = async <Payload, Done>(
  context: DomainContext,
  by: ActOfAdministrator,
  act: Act<Payload, Done>,
  payload: Payload,
): Promise<Result<Performed<Done>, Refusal>> => {
  const { code, userAdministration } = by.institution;
  // Done and undone: what would be refused is refused now, by the same rules.
  const rehearsed = await runUndoable(context, code, (tx) => act.execute(tx, by, payload), true);
  if (!rehearsed.ok) return rehearsed;
  return runUndoable<Performed<Done>, Refusal>(context, code, async (tx) => {
    const proposal: NewProposal = {
      proposalId: newRowId(context.random),
      act: act.name,
      proposer: by.administrator.reference,
      subjectId: act.subjectOf(payload),
      description: await act.describe(tx, by, payload),
      proposedAt: by.at,
      expiresAt: by.at.add({ hours: 24 * userAdministration.proposalDays }),
      payload,
    };
    const refusal = await record(tx, by, proposal);
    return refusal === undefined ? accepted({ kind: "proposed", proposal }) : refused(refusal);
  });
};

/**
 * Does what an administrator wants, or has it wait for another administrator where policy and contract ask for that.
 * The administrator's confirmation password has been proved.
 */
export const performAct = async <Payload, Done>(
  context: DomainContext,
  { institution, administrator, origin }: ByAdministrator & { readonly origin: Origin },
  act: Act<Payload, Done>,
  payload: Payload,
): Promise<Result<Performed<Done>, Refusal>> => {
  const contract = await findContract(context, institution.code, administrator.reference.contractId);
  invariant(contract !== undefined, "an administrator has a contract");
  const by: ActOfAdministrator = { institution, administrator, origin, at: context.clock.now() };
  if (needsApproval(institution, contract, act.name)) return propose(context, by, act, payload);
  return runUndoable<Performed<Done>, Refusal>(context, institution.code, async (tx) => {
    const done = await act.execute(tx, by, payload);
    return done.ok ? accepted({ kind: "done", value: done.value }) : done;
  });
};
