import { verifySecret } from "#domain/credential/credentials.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { actFor, SUSPENSION_ACTS, suspensionRefusal } from "#domain/user-administration/suspension.ts";
import { stopUserAct } from "#domain/approval/acts/stop-user.ts";
import { resumeUserAct } from "#domain/approval/acts/resume-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { findUser, isSameUser, listUsers } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, suspensionPlace, topPlaces, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { suspensionConfirmationPage, suspensionListPage, suspensionResultPage } from "./view.ts";
import type { SuspensionRow } from "./view.ts";

const acts = { suspend: stopUserAct, resume: resumeUserAct };

const by = ({ institution, session }: SessionVisit) => ({ institution, administrator: session.user });

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
];

const rowOf = (visit: SessionVisit, user: User): SuspensionRow => ({
  userId: user.reference.userId,
  identity: identityInContract(user),
  userName: user.userName,
  roleName: familyOf(visit.institution).roleNames[user.role][visit.page.language],
  isSelf: isSameUser(user.reference, visit.session.user.reference),
  act: actFor(user),
  isPossible: suspensionRefusal(by(visit), user) === undefined,
});

/** `GET /administration/users/suspension`. */
export const showSuspensionList = async (visit: SessionVisit): Promise<Answer> => {
  const { institutionCode, contractId } = visit.session.user.reference;
  const users = await listUsers(visit.services.context, institutionCode, contractId);
  const rows = users.map((user) => rowOf(visit, user));
  return pageAnswer(suspensionListPage(visit.page, trail(visit), rows));
};

const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

/** The user named in the address: of the visitor's own contract, and not out of reach. */
const findTarget = async (visit: SessionVisit): Promise<Result<User, Refusal>> => {
  const { services, session, parameters } = visit;
  const reference = { ...session.user.reference, userId: parameters["user"] ?? "" };
  const user = await findUser(services.context, reference);
  if (user === undefined || user.deletedAt !== null)
    return refused({ code: "USER_UNKNOWN", detail: "no such user in the contract" });
  const refusal = suspensionRefusal(by(visit), user);
  return refusal === undefined ? accepted(user) : refused(refusal);
};

const confirmation = (
  visit: SessionVisit,
  user: User,
  asked?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const refusal = asked === undefined ? undefined : describe(asked.refusal);
  const model = { ...rowOf(visit, user), error: asked?.error, ...(refusal !== undefined && { refusal }) };
  const body = suspensionConfirmationPage(visit.page, [...trail(visit), suspensionPlace], model);
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /administration/users/suspension/<user>`. */
export const showSuspension = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok ? confirmation(visit, target.value) : stop(visit, target.refusal);
};

/** `POST /administration/users/suspension/<user>`: the confirmation password, then it is done. */
export const submitSuspension = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, form, origin, page } = visit;
  const target = await findTarget(visit);
  if (!target.ok) return stop(visit, target.refusal);
  // What was shown and confirmed must be what is done, so the page says which of the two it was.
  const act = SUSPENSION_ACTS.find((name) => name === form["act"]);
  if (act === undefined) return stop(visit, { code: "PAGE_OUT_OF_DATE", detail: "no act" });
  const secret = form["secret"] ?? "";
  if (secret === "") {
    const refusal = { code: "FORM_INCOMPLETE", detail: "no confirmation password" };
    return confirmation(visit, target.value, { refusal, error: texts[page.language].missing });
  }
  const proof = await verifySecret(services.context, {
    user: session.user,
    kind: "confirmation",
    secret,
    origin,
  });
  if (!proof.ok) return confirmation(visit, target.value, proof);
  const { userId } = target.value.reference;
  const byHere = { ...by(visit), origin };
  const changed = await performAct(services.context, byHere, acts[act], { userId });
  if (!changed.ok) return stop(visit, changed.refusal);
  if (changed.value.kind === "proposed")
    return proposedAnswer(visit, [...trail(visit), suspensionPlace], changed.value.proposal);
  return pageAnswer(
    suspensionResultPage(page, [...trail(visit), suspensionPlace], {
      ...rowOf(visit, changed.value.value),
      done: act,
    }),
  );
};
