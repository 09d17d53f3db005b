import { passNotices } from "#domain/login/session.ts";
import { expiringCertificate } from "../notices-first.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { importantNoticePage } from "./view.ts";

/** `GET /notices/important`. */
export const showImportantNotice = async (visit: SessionVisit): Promise<Answer> => {
  const certificate = await expiringCertificate(visit);
  return certificate === undefined
    ? redirect("/top")
    : pageAnswer(importantNoticePage(visit.page, certificate));
};

/** `POST /notices/important`: 次へ. Forced notices, if there are any, still come first. */
export const passImportantNotice = async ({ services, session }: SessionVisit): Promise<Answer> => {
  await passNotices(services.context, session);
  return redirect("/top");
};
