import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { insertConfirmation, selectUnconfirmed } from "./confirmations.store.ts";
import type { Notice } from "./notices.ts";
import { selectNotice } from "./notices.store.ts";
import type { NoticeCode } from "./refusals.ts";

/** The oldest forced notice that the user has to confirm now; undefined: none. */
export const nextForcedNotice = (context: DomainContext, user: UserReference): Promise<Notice | undefined> =>
  context.database.inInstitution(user.institutionCode, async (tx) => {
    const [noticeId] = await selectUnconfirmed(tx, user, context.clock.now());
    return noticeId === undefined ? undefined : selectNotice(tx, noticeId);
  });

/**
 * Records that the user has read and confirmed a forced notice, once and for all. Refused: NOTICE_NOT_SHOWN, where it
 * is not one that is shown to the user now; a notice confirmed before is accepted again and changes nothing.
 */
export const confirmNotice = (
  context: DomainContext,
  confirmation: { readonly user: UserReference; readonly noticeId: string; readonly origin: Origin },
): Promise<Result<undefined, Refusal<NoticeCode>>> => {
  const { user, noticeId, origin } = confirmation;
  const at = context.clock.now();
  return context.database.inInstitution(user.institutionCode, async (tx) => {
    const notice = await selectNotice(tx, noticeId);
    const isShown =
      notice?.kind === "forced" &&
      Temporal.Instant.compare(notice.publishedFrom, at) <= 0 &&
      (notice.publishedUntil === null || Temporal.Instant.compare(at, notice.publishedUntil) < 0);
    if (!isShown) return refused({ code: "NOTICE_NOT_SHOWN", detail: `no forced notice ${noticeId} now` });
    if (await insertConfirmation(tx, user, noticeId, at)) {
      const actor = { kind: "user", user } as const;
      await recordAudit(tx, {
        at,
        event: "notice.confirmed",
        actor,
        subject: user,
        origin,
        facts: { noticeId },
      });
    }
    return accepted(undefined);
  });
};
