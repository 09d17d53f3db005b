import type { DomainContext } from "#domain/context.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectCurrentNotices, upsertNotice } from "./notices.store.ts";

/** A notice of the institution to its customers (BTOP001 金融機関からのお知らせ). Plain text. */
export interface Notice {
  readonly noticeId: string;
  readonly title: Bilingual;
  readonly body: Bilingual;
  readonly publishedFrom: Temporal.Instant;
  /** First instant at which it is no longer shown; null: until taken back. */
  readonly publishedUntil: Temporal.Instant | null;
}

/** The notices shown now, the newest first. */
export const currentNotices = (context: DomainContext, institutionCode: string): Promise<Notice[]> =>
  context.database.inInstitution(institutionCode, (tx) => selectCurrentNotices(tx, context.clock.now()));

/** Writes a notice, in place of the one with the same ID. */
export const publishNotice = (tx: InstitutionTransaction, notice: Notice): Promise<void> =>
  upsertNotice(tx, notice);
