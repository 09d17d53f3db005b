import { changeUserAct } from "#domain/approval/acts/change-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findMember } from "#domain/user-administration/administrator.ts";
import { changeRefusal } from "#domain/user-administration/change.ts";
import type { UserChangeEntry } from "#domain/user-administration/change.ts";
import { unfitUserField } from "#domain/user/create.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import { confirmAnswer, problemAnswer, proveConfirmation } from "../act-pages.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { byVisitor, userTrail } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { entryOfForm, entryOfUser, partsOf } from "./entry.ts";
import type { FormErrors } from "./entry.ts";
import { texts } from "./texts.ts";
import { changeConfirmModel, changePage, changeResultPage, changeRows } from "./view.ts";

const findTarget = async (visit: SessionVisit): Promise<Result<User, Refusal>> => {
  const by = byVisitor(visit);
  const found = await findMember(visit.services.context, by, visit.parameters["user"] ?? "");
  const refusal = found.ok ? changeRefusal(by, found.value) : found.refusal;
  return found.ok && refusal === undefined
    ? accepted(found.value)
    : refused(refusal ?? { code: "USER_UNKNOWN", detail: "" });
};

const formAnswer = (
  visit: SessionVisit,
  user: User,
  entry: UserChangeEntry,
  asked?: { readonly refusal: Refusal; readonly errors: FormErrors },
): Answer => {
  const parts = partsOf(visit, user);
  if (asked === undefined) return pageAnswer(changePage(visit.page, { user, parts, entry }));
  const refusal = describe(asked.refusal);
  const model = { user, parts, entry, refusal, errors: asked.errors };
  return pageAnswer(changePage(visit.page, model), statusOf(refusal));
};

/** `GET /administration/users/list/<user>/change`. */
export const showChange = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok
    ? formAnswer(visit, target.value, entryOfUser(target.value))
    : problemAnswer(visit, target.refusal);
};

/** What is wrong with the form as it is: empty or unfit fields. */
const errorsOf = (visit: SessionVisit, user: User, entry: UserChangeEntry): FormErrors => {
  const text = texts[visit.page.language];
  if (entry.userName === "") return { userName: text.missing };
  if (entry.mailAddress === null && user.mailAddress !== null) return { mailAddress: text.missing };
  const person = { ...user.reference, loginId: user.loginId, ...entry };
  const unfit = unfitUserField(visit.institution, person);
  return unfit === undefined ? {} : { [unfit]: text.unfit };
};

const wrongForm = (visit: SessionVisit, user: User, entry: UserChangeEntry): Answer | undefined => {
  const errors = errorsOf(visit, user, entry);
  if (Object.keys(errors).length > 0) {
    const refusal = { code: "FORM_INVALID", detail: Object.keys(errors).join(" ") };
    return formAnswer(visit, user, entry, { refusal, errors });
  }
  if (changeRows(visit.page, user, entry).length > 0) return undefined;
  return formAnswer(visit, user, entry, {
    refusal: { code: "USER_UNCHANGED", detail: "nothing is to change" },
    errors: {},
  });
};

/** `POST …/change`: what was entered, to be confirmed. */
export const submitChangeForm = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const user = target.value;
  const parts = partsOf(visit, user);
  const entry = entryOfForm(visit, user, parts);
  return (
    wrongForm(visit, user, entry) ??
    confirmAnswer(visit, changeConfirmModel(visit.page, { user, parts, entry }))
  );
};

/** `POST …/change/execute`: the confirmation password, then the change is made or waits for approval. */
export const submitChange = async (visit: SessionVisit): Promise<Answer> => {
  const { services, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return problemAnswer(visit, target.refusal);
  const user = target.value;
  const parts = partsOf(visit, user);
  const entry = entryOfForm(visit, user, parts);
  const wrong = wrongForm(visit, user, entry);
  if (wrong !== undefined) return wrong;
  const asked = await proveConfirmation(visit);
  if (asked !== undefined)
    return confirmAnswer(visit, changeConfirmModel(page, { user, parts, entry }), asked);
  const by = { ...byVisitor(visit), origin };
  const changed = await performAct(services.context, by, changeUserAct, entry);
  if (!changed.ok) return problemAnswer(visit, changed.refusal);
  return changed.value.kind === "proposed"
    ? proposedAnswer(visit, userTrail(page, user), changed.value.proposal)
    : pageAnswer(changeResultPage(page, changed.value.value));
};
