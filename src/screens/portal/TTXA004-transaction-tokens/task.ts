import { offeredFactors } from "#domain/second-factor/factors.ts";
import { hasRight } from "#domain/user/rights.ts";
import type { Task } from "#screens/components/task-list.ts";
import { transactionTokensPlace } from "../places.ts";
import type { SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";

/** 利用者管理: トランザクション認証トークン失効, for whoever administers tokens, where the institution offers them. */
export const transactionTokensTask = ({ institution, session, page }: SessionVisit): Task | undefined =>
  offeredFactors(institution).includes("transactionAuthentication") &&
  hasRight(institution, session.user, "administerTokens")
    ? {
        title: transactionTokensPlace.name[page.language],
        description: texts[page.language].taskBody,
        path: transactionTokensPlace.path,
      }
    : undefined;
