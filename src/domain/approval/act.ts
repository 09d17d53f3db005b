import type { z } from "zod";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import type { ActOfAdministrator, ByAdministrator } from "#domain/user-administration/administrator.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { Result } from "#shared/result.ts";

export type ActName = InstitutionPolicy["userAdministration"]["dualApprovalActs"][number];

/** A label and its value, in both languages: what the approving administrator is shown. */
export type DescriptionLine = readonly [label: Bilingual, value: Bilingual];

/**
 * Something an administrator does that policy may put under approval by a second one. One file an act (`acts/`), and a
 * line in `acts.ts`.
 */
export interface Act<Payload, Done> {
  readonly name: ActName;
  readonly title: Bilingual;
  /** All that is done, as it waits: no secret in the clear. */
  readonly payload: z.ZodType<Payload>;
  /** Whom it is about: user ID in the administrator's contract. */
  readonly subjectOf: (payload: Payload) => string;
  readonly describe: (
    tx: InstitutionTransaction,
    by: ByAdministrator,
    payload: Payload,
  ) => Promise<readonly DescriptionLine[]>;
  /** What has to be locked before the contract is. */
  readonly lock?: (tx: InstitutionTransaction, by: ByAdministrator, payload: Payload) => Promise<void>;
  /**
   * Does it, with all rules checked now, `by` the administrator who wants it. The transaction is rolled back where it
   * refuses.
   */
  readonly execute: (
    tx: InstitutionTransaction,
    by: ActOfAdministrator,
    payload: Payload,
  ) => Promise<Result<Done, Refusal>>;
}

/** An act whose payload was stored. */
export interface StoredAct {
  readonly name: ActName;
  readonly title: Bilingual;
  readonly lock: (tx: InstitutionTransaction, by: ByAdministrator, stored: unknown) => Promise<void>;
  readonly execute: (
    tx: InstitutionTransaction,
    by: ActOfAdministrator,
    stored: unknown,
  ) => Promise<Result<unknown, Refusal>>;
}

/** The act, for payloads that come from the database. */
export const storedAct = <Payload, Done>(act: Act<Payload, Done>): StoredAct => ({
  name: act.name,
  title: act.title,
  lock: async (tx, by, stored) => act.lock?.(tx, by, act.payload.parse(stored)),
  execute: (tx, by, stored) => act.execute(tx, by, act.payload.parse(stored)),
});
