import { verifySecret } from "#domain/credential/credentials.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { BoardEntry } from "#domain/user-administration/board.ts";
import { issueCertificateAct } from "#domain/approval/acts/issue-certificate.ts";
import { performAct } from "#domain/approval/perform.ts";
import { reissueTarget } from "#domain/user-administration/reissue.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, usersListPlace, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { reissuePage, reissueResultPage } from "./view.ts";

const by = ({ institution, session }: SessionVisit) => ({ institution, administrator: session.user });

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
  usersListPlace,
];

const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

const find = (visit: SessionVisit) =>
  reissueTarget(visit.services.context, by(visit), visit.parameters["user"] ?? "");

const confirmation = (
  visit: SessionVisit,
  { user, certificate, right }: BoardEntry,
  asked?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const refusal = asked === undefined ? undefined : describe(asked.refusal);
  const body = reissuePage(visit.page, trail(visit), {
    userId: user.reference.userId,
    identity: identityInContract(user),
    userName: user.userName,
    state: shownState(certificate, visit.page.now),
    deadline: right.kind === "open" ? right.deadline : undefined,
    error: asked?.error,
    ...(refusal !== undefined && { refusal }),
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /administration/users/list/<user>/reissue`. */
export const showReissue = async (visit: SessionVisit): Promise<Answer> => {
  const target = await find(visit);
  return target.ok ? confirmation(visit, target.value) : stop(visit, target.refusal);
};

/** `POST /administration/users/list/<user>/reissue`: the confirmation password, then the right is given. */
export const submitReissue = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, form, origin, page } = visit;
  const target = await find(visit);
  if (!target.ok) return stop(visit, target.refusal);
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
  const { user } = target.value;
  const { userId } = user.reference;
  const given = await performAct(services.context, { ...by(visit), origin }, issueCertificateAct, { userId });
  if (!given.ok) return stop(visit, given.refusal);
  if (given.value.kind === "proposed") return proposedAnswer(visit, trail(visit), given.value.proposal);
  return pageAnswer(
    reissueResultPage(page, trail(visit), {
      identity: identityInContract(user),
      userName: user.userName,
      deadline: given.value.value.deadline,
    }),
  );
};
