import { verifySecret } from "#domain/credential/credentials.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  actOnFurtherProof,
  FURTHER_PROOF_ACTS,
  furtherProofsOfContract,
  offersFurtherProofActs,
  type FurtherProofAct,
  type FurtherProofs,
} from "#domain/user-administration/further-proofs.ts";
import { hasRight } from "#domain/user/rights.ts";
import { isSameUser } from "#domain/user/users.ts";
import type { Task } from "#screens/components/task-list.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, topPlaces, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { furtherProofsPlace, texts } from "./texts.ts";
import { actConfirmationPage, actResultPage, furtherProofsPage, type FurtherProofRow } from "./view.ts";

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
];

const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

const rowOf = ({ session }: SessionVisit, proofs: FurtherProofs): FurtherProofRow => {
  const { user, mayResetAnswers, mayMakeCode } = proofs;
  const may: Readonly<Record<FurtherProofAct, boolean>> = {
    resetAnswers: mayResetAnswers,
    makeCode: mayMakeCode,
  };
  return {
    userId: user.reference.userId,
    identity: identityInContract(user),
    userName: user.userName,
    isSelf: isSameUser(user.reference, session.user.reference),
    answersRegisteredAt: proofs.answersRegisteredAt,
    code: proofs.code,
    acts: FURTHER_PROOF_ACTS.filter((act) => may[act]),
  };
};

const rowsOf = async (visit: SessionVisit): Promise<readonly FurtherProofRow[]> => {
  const { services, institution, session } = visit;
  const by = { institution, administrator: session.user };
  const all = await furtherProofsOfContract(services.context, by);
  return all.map((proofs) => rowOf(visit, proofs));
};

/** `GET /administration/users/further-proofs`. */
export const showFurtherProofs = async (visit: SessionVisit): Promise<Answer> =>
  pageAnswer(furtherProofsPage(visit.page, trail(visit), await rowsOf(visit)));

/** The user of the address, where the visitor may do this to them. */
const findRow = async (visit: SessionVisit, act: FurtherProofAct): Promise<FurtherProofRow | undefined> =>
  (await rowsOf(visit)).find(({ userId, acts }) => userId === visit.parameters["user"] && acts.includes(act));

const unknown = (visit: SessionVisit, act: FurtherProofAct): Answer =>
  stop(visit, { code: "USER_UNKNOWN", detail: `nobody of this contract to ${act}` });

const confirmation = (
  visit: SessionVisit,
  act: FurtherProofAct,
  user: FurtherProofRow,
  asked?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const refusal = asked === undefined ? undefined : describe(asked.refusal);
  const breadcrumb = [...trail(visit), furtherProofsPlace];
  const body = actConfirmationPage(visit.page, breadcrumb, { act, user, refusal, error: asked?.error });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET …/<user>/<act>`: who, and what will happen. */
export const showAct =
  (act: FurtherProofAct) =>
  async (visit: SessionVisit): Promise<Answer> => {
    const user = await findRow(visit, act);
    return user === undefined ? unknown(visit, act) : confirmation(visit, act, user);
  };

/** `POST …/<user>/<act>`: the confirmation password, then it is done. */
export const submitAct =
  (act: FurtherProofAct) =>
  async (visit: SessionVisit): Promise<Answer> => {
    const { services, institution, session, form, origin, page } = visit;
    const user = await findRow(visit, act);
    if (user === undefined) return unknown(visit, act);
    const secret = form["secret"] ?? "";
    if (secret === "") {
      const refusal = { code: "FORM_INCOMPLETE", detail: "no confirmation password" };
      return confirmation(visit, act, user, { refusal, error: texts[page.language].missing });
    }
    const { context } = services;
    const proof = await verifySecret(context, { user: session.user, kind: "confirmation", secret, origin });
    if (!proof.ok) return confirmation(visit, act, user, proof);
    const by = { institution, administrator: session.user, origin };
    const done = await actOnFurtherProof(context, by, { act, userId: user.userId });
    if (!done.ok) return stop(visit, done.refusal);
    const breadcrumb = [...trail(visit), furtherProofsPlace];
    return pageAnswer(actResultPage(page, breadcrumb, { act, user, made: done.value }));
  };

/** 利用者管理: where the institution has these proofs, and to whoever administers them. */
export const furtherProofsTask = ({ institution, session, page }: SessionVisit): Task | undefined => {
  if (!offersFurtherProofActs(institution) || !hasRight(institution, session.user, "administerTokens"))
    return undefined;
  const text = texts[page.language];
  return { title: text.title, description: text.description, path: furtherProofsPlace.path };
};
