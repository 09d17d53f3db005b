import type { Selectable } from "kysely";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { NoticeTable } from "#platform/database/tables.ts";
import { fromDate, toDate } from "#shared/clock.ts";
import type { Notice } from "./notices.ts";

const noticeOf = (row: Selectable<NoticeTable>): Notice => ({
  noticeId: row.notice_id,
  kind: row.kind,
  title: { ja: row.title_ja, en: row.title_en },
  body: { ja: row.body_ja, en: row.body_en },
  publishedFrom: fromDate(row.published_from),
  publishedUntil: row.published_until === null ? null : fromDate(row.published_until),
});

const contentOf = (notice: Notice) => ({
  kind: notice.kind,
  title_ja: notice.title.ja,
  title_en: notice.title.en,
  body_ja: notice.body.ja,
  body_en: notice.body.en,
  published_from: toDate(notice.publishedFrom),
  published_until: notice.publishedUntil === null ? null : toDate(notice.publishedUntil),
});

const select = (tx: InstitutionTransaction) =>
  tx
    .selectFrom("notice")
    .selectAll()
    .where("institution_code", "=", tx.institutionCode)
    .orderBy("published_from", "desc")
    .orderBy("notice_id");

export const selectCurrentNotices = async (
  tx: InstitutionTransaction,
  now: Temporal.Instant,
): Promise<Notice[]> => {
  const rows = await select(tx)
    .where("published_from", "<=", toDate(now))
    .where((where) =>
      where.or([where("published_until", "is", null), where("published_until", ">", toDate(now))]),
    )
    .execute();
  return rows.map(noticeOf);
};

export const selectAllNotices = async (tx: InstitutionTransaction): Promise<Notice[]> =>
  (await select(tx).execute()).map(noticeOf);

export const selectNotice = async (
  tx: InstitutionTransaction,
  noticeId: string,
): Promise<Notice | undefined> => {
  const row = await select(tx).where("notice_id", "=", noticeId).executeTakeFirst();
  return row === undefined ? undefined : noticeOf(row);
};

export const upsertNotice = async (tx: InstitutionTransaction, notice: Notice): Promise<void> => {
  const content = contentOf(notice);
  await tx
    .insertInto("notice")
    .values({ institution_code: tx.institutionCode, notice_id: notice.noticeId, ...content })
    .onConflict((conflict) => conflict.columns(["institution_code", "notice_id"]).doUpdateSet(content))
    .execute();
};

/** False where there is one with this ID. */
export const insertNotice = async (tx: InstitutionTransaction, notice: Notice): Promise<boolean> => {
  const result = await tx
    .insertInto("notice")
    .values({ institution_code: tx.institutionCode, notice_id: notice.noticeId, ...contentOf(notice) })
    .onConflict((conflict) => conflict.columns(["institution_code", "notice_id"]).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

/** False where it is over. */
export const updateEnd = async (
  tx: InstitutionTransaction,
  noticeId: string,
  at: Temporal.Instant,
): Promise<boolean> => {
  const result = await tx
    .updateTable("notice")
    .set({ published_until: toDate(at) })
    .where("institution_code", "=", tx.institutionCode)
    .where("notice_id", "=", noticeId)
    .where((where) =>
      where.or([where("published_until", "is", null), where("published_until", ">", toDate(at))]),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};
