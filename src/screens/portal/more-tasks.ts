import type { Task } from "#screens/components/task-list.ts";
import { tokenActTasks } from "./BRSK031-tokens/tasks.ts";
import { additionalAnswersTask } from "./TADA002-additional-answers/task.ts";
import { ownDevicesTask } from "./TDEV001-own-devices/handler.ts";
import { furtherProofsTask } from "./TFPA001-further-proofs/handler.ts";
import { ownTokenTask } from "./TOTP006-own-token/own-task.ts";
import { ownReplacementTask } from "./TRPL001-replace-pc/own-task.ts";
import { ownTransactionTask } from "./TTXA001-transaction-authentication/own-task.ts";
import { transactionTokensTask } from "./TTXA004-transaction-tokens/task.ts";
import type { SessionVisit } from "./visit.ts";

/** Work that only some visitors are offered: by contract, policy or right. Undefined: not this one. */
export type OfferTask = (visit: SessionVisit) => Promise<Task | undefined> | Task | undefined;

const offered = async (visit: SessionVisit, offers: readonly OfferTask[]): Promise<readonly Task[]> => {
  const tasks = await Promise.all(offers.map(async (offer) => offer(visit)));
  return tasks.filter((task) => task !== undefined);
};

/** After what everybody sets in お客様情報 (TSET001). */
const own: readonly OfferTask[] = [
  ownReplacementTask,
  ownTokenTask,
  ownTransactionTask,
  additionalAnswersTask,
  ownDevicesTask,
];

/** After what every administrator chooses from in 利用者管理 (BRSK001). */
const administration: readonly OfferTask[] = [...tokenActTasks, transactionTokensTask, furtherProofsTask];

export const moreOwnTasks = (visit: SessionVisit): Promise<readonly Task[]> => offered(visit, own);

export const moreAdministrationTasks = (visit: SessionVisit): Promise<readonly Task[]> =>
  offered(visit, administration);
