import { unlockUserAct } from "#domain/approval/acts/unlock-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { boardEntry } from "#domain/user-administration/board.ts";
import type { BoardEntry } from "#domain/user-administration/board.ts";
import { unlockRefusal } from "#domain/user-administration/unlock.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import { confirmAnswer, problemAnswer, proveConfirmation } from "../act-pages.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { byVisitor, userTrail } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { unlockModel, unlockResultPage } from "./view.ts";

const findTarget = async (visit: SessionVisit): Promise<Result<BoardEntry, Refusal>> => {
  const by = byVisitor(visit);
  const entry = await boardEntry(visit.services.context, by, visit.parameters["user"] ?? "");
  if (entry === undefined) return refused({ code: "USER_UNKNOWN", detail: "not in this contract" });
  const refusal = unlockRefusal(by, entry.user);
  if (refusal !== undefined) return refused(refusal);
  return entry.stops.length === 0
    ? refused({ code: "USER_NOT_LOCKED", detail: "nothing is stopped" })
    : accepted(entry);
};

/** `GET /administration/users/list/<user>/unlock`. */
export const showUnlock = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok
    ? confirmAnswer(visit, unlockModel(visit.page, target.value.user, target.value.stops))
    : problemAnswer(visit, target.refusal);
};

/** `POST …/unlock`: the confirmation password, then the stops are lifted or a proposal is made. */
export const submitUnlock = async (visit: SessionVisit): Promise<Answer> => {
  const { services, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const { user, stops } = target.value;
  const asked = await proveConfirmation(visit);
  if (asked !== undefined) return confirmAnswer(visit, unlockModel(page, user, stops), asked);
  const by = { ...byVisitor(visit), origin };
  const { userId } = user.reference;
  const unlocked = await performAct(services.context, by, unlockUserAct, { userId });
  if (!unlocked.ok) return problemAnswer(visit, unlocked.refusal);
  return unlocked.value.kind === "proposed"
    ? proposedAnswer(visit, userTrail(page, user), unlocked.value.proposal)
    : pageAnswer(unlockResultPage(page, user));
};
