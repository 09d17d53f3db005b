import type { Task } from "#screens/components/task-list.ts";
import { ownTransactionPlace } from "../places.ts";
import type { SessionVisit } from "../visit.ts";
import { hasTransactionAuthentication } from "./handler.ts";
import { texts } from "./texts.ts";

/** お客様情報: トランザクション認証, where the contract has it. */
export const ownTransactionTask = async (visit: SessionVisit): Promise<Task | undefined> => {
  const { language } = visit.page;
  return (await hasTransactionAuthentication(visit))
    ? {
        title: ownTransactionPlace.name[language],
        description: texts[language].taskBody,
        path: ownTransactionPlace.path,
      }
    : undefined;
};
