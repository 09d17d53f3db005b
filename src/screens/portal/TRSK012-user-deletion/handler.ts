import { deleteUserAct } from "#domain/approval/acts/delete-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { findMember } from "#domain/user-administration/administrator.ts";
import { deletionRefusal } from "#domain/user-administration/deletion.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import { confirmAnswer, problemAnswer, proveConfirmation } from "../act-pages.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { byVisitor, userTrail } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { deletionModel, deletionResultPage } from "./view.ts";

const findTarget = async (visit: SessionVisit): Promise<Result<User, Refusal>> => {
  const by = byVisitor(visit);
  const found = await findMember(visit.services.context, by, visit.parameters["user"] ?? "");
  const refusal = found.ok ? deletionRefusal(by, found.value) : found.refusal;
  return found.ok && refusal === undefined
    ? accepted(found.value)
    : refused(refusal ?? { code: "USER_UNKNOWN", detail: "" });
};

/** `GET /administration/users/list/<user>/delete`. */
export const showDeletion = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok
    ? confirmAnswer(visit, deletionModel(visit.page, target.value))
    : problemAnswer(visit, target.refusal);
};

/** `POST …/delete`: the confirmation password, then the user is deleted or a proposal is made. */
export const submitDeletion = async (visit: SessionVisit): Promise<Answer> => {
  const { services, form, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const asked = await proveConfirmation(visit);
  if (asked !== undefined) return confirmAnswer(visit, deletionModel(page, target.value), asked);
  const { userId } = target.value.reference;
  // What was shown and confirmed must be who is deleted.
  const payload = { userId, revision: Number.parseInt(form["revision"] ?? "", 10) || 0 };
  const by = { ...byVisitor(visit), origin };
  const deleted = await performAct(services.context, by, deleteUserAct, payload);
  if (!deleted.ok) return problemAnswer(visit, deleted.refusal);
  return deleted.value.kind === "proposed"
    ? proposedAnswer(visit, userTrail(page, target.value), deleted.value.proposal)
    : pageAnswer(deletionResultPage(page, target.value));
};
