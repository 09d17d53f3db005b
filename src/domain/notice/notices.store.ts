import type { InstitutionTransaction } from "#platform/database/database.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Notice } from "./notices.ts";

export const selectCurrentNotices = async (
  tx: InstitutionTransaction,
  now: Temporal.Instant,
): Promise<Notice[]> => {
  const rows = await tx
    .selectFrom("notice")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .where("published_from", "<=", toDate(now))
    .where((where) =>
      where.or([where("published_until", "is", null), where("published_until", ">", toDate(now))]),
    )
    .orderBy("published_from", "desc")
    .orderBy("notice_id")
    .execute();
  return rows.map((row) => ({
    noticeId: row.notice_id,
    title: { ja: row.title_ja, en: row.title_en },
    body: { ja: row.body_ja, en: row.body_en },
    publishedFrom: fromDate(row.published_from),
    publishedUntil: row.published_until === null ? null : fromDate(row.published_until),
  }));
};

export const upsertNotice = async (tx: InstitutionTransaction, notice: Notice): Promise<void> => {
  const content = {
    title_ja: notice.title.ja,
    title_en: notice.title.en,
    body_ja: notice.body.ja,
    body_en: notice.body.en,
    published_from: toDate(notice.publishedFrom),
    published_until: notice.publishedUntil === null ? null : toDate(notice.publishedUntil),
  };
  await tx
    .insertInto("notice")
    .values({ institution_code: tx.institutionCode, notice_id: notice.noticeId, ...content })
    .onConflict((conflict) => conflict.columns(["institution_code", "notice_id"]).doUpdateSet(content))
    .execute();
};
