import { sql } from "kysely";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { Database, InstitutionTransaction } from "#platform/database/database.ts";
import { statements } from "#platform/database/database.ts";
import type { ContractorConfirmationTable } from "#platform/database/tables.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Answer } from "./answers.ts";
import type { OpenRound, Round } from "./round.ts";

const bilingual = z.object({ ja: z.string(), en: z.string() });
const answersSchema = z.object({
  items: z.array(
    z.object({ name: z.string(), question: bilingual, value: z.string(), chosen: bilingual.exactOptional() }),
  ),
});

const instantOf = (date: Date | null): Temporal.Instant | null => (date === null ? null : fromDate(date));

const roundOf = (row: Selectable<ContractorConfirmationTable>): Round => ({
  contractId: row.contract_id,
  round: row.round,
  state: row.state,
  askedAt: fromDate(row.asked_at),
  reason: row.reason,
  answeredAt: instantOf(row.answered_at),
  answeredBy: row.answered_by,
  answers: row.answers === null ? [] : answersSchema.parse(row.answers).items,
  decidedAt: instantOf(row.decided_at),
  decidedBy: row.decided_by,
});

const OPEN = ["asked", "answered"] as const;

/** What is open with a contract, by one statement; undefined: nothing. Every page of a customer asks this. */
export const selectOpenRound = async (
  database: Database,
  institutionCode: string,
  contractId: string,
): Promise<OpenRound | undefined> => {
  const { rows } = await database.inInstitutionOnce(
    institutionCode,
    statements
      .selectFrom("contractor_confirmation")
      .select(["round", "state", "reason", "asked_at"])
      .where("institution_code", "=", institutionCode)
      .where("contract_id", "=", contractId)
      .where("state", "in", OPEN),
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return { round: row.round, state: row.state, reason: row.reason, askedAt: fromDate(row.asked_at) };
};

const select = (tx: InstitutionTransaction) =>
  tx.selectFrom("contractor_confirmation").selectAll().where("institution_code", "=", tx.institutionCode);

/** All rounds of a contract, the newest first. */
export const selectRounds = async (tx: InstitutionTransaction, contractId: string): Promise<Round[]> => {
  const rows = await select(tx).where("contract_id", "=", contractId).orderBy("round", "desc").execute();
  return rows.map(roundOf);
};

/** All rounds that are not decided, those first that have waited longest. */
export const selectOpenRounds = async (tx: InstitutionTransaction): Promise<Round[]> => {
  const rows = await select(tx)
    .where("state", "in", OPEN)
    .orderBy("answered_at")
    .orderBy("asked_at")
    .orderBy("contract_id")
    .execute();
  return rows.map(roundOf);
};

/** Opens the next round of a contract; undefined where one is open (of several at once, exactly one opens it). */
export const insertRound = async (
  tx: InstitutionTransaction,
  next: { readonly contractId: string; readonly at: Temporal.Instant; readonly reason: string | null },
): Promise<number | undefined> => {
  const { rows } = await sql<{ round: number }>`
    insert into contractor_confirmation (institution_code, contract_id, round, state, asked_at, reason)
    select ${tx.institutionCode}, ${next.contractId}, coalesce(max(round), 0) + 1, 'asked',
      ${toDate(next.at)}, ${next.reason}
    from contractor_confirmation
    where institution_code = ${tx.institutionCode} and contract_id = ${next.contractId}
    on conflict do nothing
    returning round`.execute(tx);
  return rows[0]?.round;
};

/** Records the answers to a round that waits for them; false where it does not (any more). */
export const updateAnswers = async (
  tx: InstitutionTransaction,
  given: {
    readonly contractId: string;
    readonly round: number;
    readonly answers: readonly Answer[];
    readonly userId: string;
    readonly at: Temporal.Instant;
  },
): Promise<boolean> => {
  const result = await tx
    .updateTable("contractor_confirmation")
    .set({
      state: "answered",
      answers: JSON.stringify({ items: given.answers }),
      answered_at: toDate(given.at),
      answered_by: given.userId,
    })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", given.contractId)
    .where("round", "=", given.round)
    .where("state", "=", "asked")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Decides a round whose answers wait; false where none do. */
export const updateDecision = async (
  tx: InstitutionTransaction,
  decision: {
    readonly contractId: string;
    readonly round: number;
    readonly state: "accepted" | "returned";
    readonly by: string;
    readonly at: Temporal.Instant;
  },
): Promise<boolean> => {
  const result = await tx
    .updateTable("contractor_confirmation")
    .set({ state: decision.state, decided_at: toDate(decision.at), decided_by: decision.by })
    .where("institution_code", "=", tx.institutionCode)
    .where("contract_id", "=", decision.contractId)
    .where("round", "=", decision.round)
    .where("state", "=", "answered")
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
