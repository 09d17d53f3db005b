import { confirmNotice, nextForcedNotice } from "#domain/notice/confirmations.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { forcedNoticePage } from "./view.ts";

/** `GET /notices/forced`: the oldest one that is not confirmed. */
export const showForcedNotice = async (visit: SessionVisit): Promise<Answer> => {
  const notice = await nextForcedNotice(visit.services.context, visit.session.user.reference);
  return notice === undefined ? redirect("/top") : pageAnswer(forcedNoticePage(visit.page, { notice }));
};

/** `POST /notices/forced`: 確認しました. */
export const confirmForcedNotice = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, form, origin, page } = visit;
  const user = session.user.reference;
  const confirmed = await confirmNotice(services.context, { user, noticeId: form["notice"] ?? "", origin });
  if (confirmed.ok) return redirect("/top");
  const notice = await nextForcedNotice(services.context, user);
  if (notice === undefined) return redirect("/top");
  const refusal = describe(confirmed.refusal);
  return pageAnswer(forcedNoticePage(page, { notice, refusal }), statusOf(refusal));
};
