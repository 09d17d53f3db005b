import { currentCertificate } from "#domain/certificate/certificates.ts";
import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import type { RenewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import type { Family } from "#domain/institution/policy.ts";
import { passNotices } from "#domain/login/session.ts";
import { nextForcedNotice } from "#domain/notice/confirmations.ts";
import type { SessionRoute } from "./route.ts";
import { redirect } from "./visit.ts";
import type { Answer, SessionVisit } from "./visit.ts";

export const IMPORTANT_NOTICE_PATH = "/notices/important";
export const FORCED_NOTICE_PATH = "/notices/forced";

/** The Shinkin family shows 重要なお知らせ after login while renewal is open ([001]); the other says it on its first page. */
const hasImportantNotice: Readonly<Record<Family, boolean>> = { bizsol: false, shinkin: true };

/** The certificate that the important notice is about. */
export interface ExpiringCertificate {
  readonly notAfter: Temporal.Instant;
  readonly window: RenewalWindow;
}

/** What 重要なお知らせ tells this visitor; undefined: nothing. */
export const expiringCertificate = async (visit: SessionVisit): Promise<ExpiringCertificate | undefined> => {
  const { services, institution, session, page } = visit;
  if (!hasImportantNotice[institution.family]) return undefined;
  const record = await currentCertificate(services.context, session.user.reference);
  if (record === undefined) return undefined;
  const window = renewalWindow(institution, record.notAfter, page.now);
  return window.isOpen ? { notAfter: record.notAfter, window } : undefined;
};

/**
 * What a visitor has to read before anything else: forced notices until they are confirmed, then, once in a session,
 * the important notice. Where there is nothing (more), the session is told so, and later pages ask nothing.
 */
export const noticesFirst = async (route: SessionRoute, visit: SessionVisit): Promise<Answer | undefined> => {
  const { services, session } = visit;
  if (session.noticesPassedAt !== null || route.duringNotices === "any") return undefined;
  const { context } = services;
  if ((await nextForcedNotice(context, session.user.reference)) !== undefined)
    return redirect(FORCED_NOTICE_PATH);
  if (route.duringNotices === "important") return undefined;
  if ((await expiringCertificate(visit)) !== undefined) return redirect(IMPORTANT_NOTICE_PATH);
  await passNotices(context, session);
  return undefined;
};
