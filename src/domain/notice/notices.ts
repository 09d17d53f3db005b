import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  insertNotice,
  selectAllNotices,
  selectCurrentNotices,
  selectNotice,
  updateEnd,
  upsertNotice,
} from "./notices.store.ts";
import type { NoticeCode } from "./refusals.ts";

/**
 * ordinary: listed on the first page (BTOP001 金融機関からのお知らせ). forced: read and confirmed before anything else is
 * reached (強制お知らせ), and listed.
 */
export type NoticeKind = "ordinary" | "forced";

/** A notice of the institution to its customers. Plain text. */
export interface Notice {
  readonly noticeId: string;
  readonly kind: NoticeKind;
  readonly title: Bilingual;
  readonly body: Bilingual;
  readonly publishedFrom: Temporal.Instant;
  /** First instant at which it is no longer shown; null: until taken back. */
  readonly publishedUntil: Temporal.Instant | null;
}

/** Who changes the notices, and from where. */
export interface NoticeChange {
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/** The notices shown now, the newest first. */
export const currentNotices = (context: DomainContext, institutionCode: string): Promise<Notice[]> =>
  context.database.inInstitution(institutionCode, (tx) => selectCurrentNotices(tx, context.clock.now()));

/** All notices, those to come and those that are over included, the newest first. */
export const listNotices = (context: DomainContext, institutionCode: string): Promise<Notice[]> =>
  context.database.inInstitution(institutionCode, selectAllNotices);

/** Writes a notice, in place of the one with the same ID. For what an installation brings along. */
export const publishNotice = (tx: InstitutionTransaction, notice: Notice): Promise<void> =>
  upsertNotice(tx, notice);

/**
 * Adds a notice; what customers have read is never changed under their eyes. Refused: NOTICE_EXISTS.
 */
export const addNotice = (
  context: DomainContext,
  institutionCode: string,
  notice: Notice,
  { actor, origin }: NoticeChange,
): Promise<Result<Notice, Refusal<NoticeCode>>> =>
  context.database.inInstitution(institutionCode, async (tx) => {
    const { noticeId, kind, publishedFrom, publishedUntil } = notice;
    if (!(await insertNotice(tx, notice)))
      return refused({ code: "NOTICE_EXISTS", detail: `notice ${noticeId}` });
    const times = {
      publishedFrom: publishedFrom.toString(),
      publishedUntil: publishedUntil?.toString() ?? null,
    };
    const facts = { noticeId, kind, title: notice.title.ja, ...times };
    await recordAudit(tx, { at: context.clock.now(), event: "notice.added", actor, origin, facts });
    return accepted(notice);
  });

/** Takes a notice back, from now on. Refused: NOTICE_UNKNOWN, NOTICE_OVER. */
export const endNotice = (
  context: DomainContext,
  institutionCode: string,
  noticeId: string,
  { actor, origin }: NoticeChange,
): Promise<Result<Notice, Refusal<NoticeCode>>> =>
  context.database.inInstitution(institutionCode, async (tx) => {
    const at = context.clock.now();
    const notice = await selectNotice(tx, noticeId);
    if (notice === undefined) return refused({ code: "NOTICE_UNKNOWN", detail: `no notice ${noticeId}` });
    if (!(await updateEnd(tx, noticeId, at)))
      return refused({ code: "NOTICE_OVER", detail: `notice ${noticeId} is over` });
    await recordAudit(tx, { at, event: "notice.ended", actor, origin, facts: { noticeId } });
    return accepted({ ...notice, publishedUntil: at });
  });
