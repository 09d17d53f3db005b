import type { Selectable } from "kysely";
import { z } from "zod";
import type { InstitutionTransaction, Tables } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Proposal } from "./proposal.ts";

type Row = Selectable<Tables["approval_proposal"]>;

const bilingual = z.object({ ja: z.string(), en: z.string() });
const descriptionSchema = z.object({ lines: z.array(z.tuple([bilingual, bilingual])) });

const toProposal = (row: Row): Proposal => ({
  proposalId: row.proposal_id,
  act: row.act,
  proposer: {
    institutionCode: row.institution_code,
    contractId: row.contract_id,
    userId: row.proposer_id,
  },
  subjectId: row.subject_id,
  description: descriptionSchema.parse(row.description).lines,
  proposedAt: fromDate(row.proposed_at),
  expiresAt: fromDate(row.expires_at),
  state: row.state,
  deciderId: row.decider_id,
  decidedAt: row.decided_at === null ? null : fromDate(row.decided_at),
  reason: row.reason,
});

/** A proposal to be recorded. */
export type NewProposal = Pick<
  Proposal,
  "proposalId" | "act" | "proposer" | "subjectId" | "description" | "proposedAt" | "expiresAt"
> & { readonly payload: unknown };

/** Records a proposal; false where the same act on the same user waits already. */
export const insertProposal = async (tx: InstitutionTransaction, proposal: NewProposal): Promise<boolean> => {
  const result = await tx
    .insertInto("approval_proposal")
    .values({
      institution_code: tx.institutionCode,
      proposal_id: proposal.proposalId,
      contract_id: proposal.proposer.contractId,
      act: proposal.act,
      subject_id: proposal.subjectId,
      payload: JSON.stringify(proposal.payload),
      description: JSON.stringify({ lines: proposal.description }),
      proposer_id: proposal.proposer.userId,
      proposed_at: toDate(proposal.proposedAt),
      expires_at: toDate(proposal.expiresAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

const select = (tx: InstitutionTransaction, contractId: string) =>
  tx
    .selectFrom("approval_proposal")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId);

/** Those of a contract, the newest first. */
export const selectProposals = async (
  tx: InstitutionTransaction,
  contractId: string,
  most: number,
): Promise<Proposal[]> => {
  const rows = await select(tx, contractId)
    .orderBy("proposed_at", "desc")
    .orderBy("proposal_id")
    .limit(most)
    .execute();
  return rows.map(toProposal);
};

export const countWaiting = async (
  tx: InstitutionTransaction,
  contractId: string,
  now: Temporal.Instant,
): Promise<number> => {
  const { waiting } = await tx
    .selectFrom("approval_proposal")
    .select((expression) => expression.fn.countAll<number>().as("waiting"))
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", contractId)
    .where("state", "=", "waiting")
    .where("expires_at", ">", toDate(now))
    .executeTakeFirstOrThrow();
  return waiting;
};

/** A proposal with what is done when it is approved. */
export interface LockedProposal {
  readonly proposal: Proposal;
  /** Null once it was decided. */
  readonly payload: unknown;
}

const one = (tx: InstitutionTransaction, contractId: string, proposalId: string) =>
  select(tx, contractId).where("proposal_id", "=", proposalId);

export const selectProposal = async (
  tx: InstitutionTransaction,
  contractId: string,
  proposalId: string,
): Promise<Proposal | undefined> => {
  const row = await one(tx, contractId, proposalId).executeTakeFirst();
  return row === undefined ? undefined : toProposal(row);
};

/** The same, locked until the transaction ends: one decision at a time. */
export const lockProposal = async (
  tx: InstitutionTransaction,
  contractId: string,
  proposalId: string,
): Promise<LockedProposal | undefined> => {
  const row = await one(tx, contractId, proposalId).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : { proposal: toProposal(row), payload: row.payload };
};

/** How a proposal was decided. */
export interface Decision {
  readonly state: "approved" | "declined" | "withdrawn";
  readonly deciderId: string;
  readonly at: Temporal.Instant;
  readonly reason?: string;
}

export const updateDecided = async (
  tx: InstitutionTransaction,
  proposalId: string,
  { state, deciderId, at, reason }: Decision,
): Promise<void> => {
  await tx
    .updateTable("approval_proposal")
    .set({ state, decider_id: deciderId, decided_at: toDate(at), reason: reason ?? null, payload: null })
    .where("institution_code", "=", tx.institutionCode)
    .where("proposal_id", "=", proposalId)
    .execute();
};

/** Ends what waited past its time, of one contract or of all; gives what ended. */
export const expireProposals = async (
  tx: InstitutionTransaction,
  now: Temporal.Instant,
  contractId?: string,
): Promise<Proposal[]> => {
  let query = tx
    .updateTable("approval_proposal")
    .set({ state: "expired", decided_at: toDate(now), payload: null })
    .where("institution_code", "=", tx.institutionCode)
    .where("state", "=", "waiting")
    .where("expires_at", "<=", toDate(now));
  if (contractId !== undefined) query = query.where("contract_id", "=", contractId);
  return (await query.returningAll().execute()).map(toProposal);
};
