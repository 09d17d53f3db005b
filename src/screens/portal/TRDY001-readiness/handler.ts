import { readReadiness, remindAll } from "#domain/user-administration/readiness.ts";
import type { Readiness } from "#domain/user-administration/readiness.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight } from "#domain/user/rights.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, readinessPlace, topPlaces } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { byVisitor } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { readinessPage, remindedPage } from "./view.ts";
import type { ReadinessModel } from "./view.ts";

const modelOf = (visit: SessionVisit, { stage, plan, users }: Readiness): ReadinessModel => {
  const { institution, session, page } = visit;
  const mayAct = hasRight(institution, session.user, "planTransition");
  return {
    stage,
    plan: plan?.completedAt === null ? plan : undefined,
    rows: users.map(({ user, certificate, readiness, right }) => ({
      identity: identityInContract(user),
      userName: user.userName,
      readiness,
      state: shownState(certificate, page.now),
      notAfter: readiness === "ready" ? certificate?.notAfter : undefined,
      deadline: right.kind === "open" ? right.deadline : undefined,
      remindedAt: user.acquisitionRemindedAt ?? undefined,
    })),
    mayRemind: mayAct && users.some(({ readiness }) => readiness === "mayAcquire"),
    mayPlan: mayAct && institution.transition.plannedBy === "administrators",
  };
};

const board = async (visit: SessionVisit, asked?: Refusal): Promise<Answer> => {
  const { services, institution, page } = visit;
  const breadcrumb = [topPlaces[institution.family], administrationPlace];
  const model = modelOf(visit, await readReadiness(services.context, byVisitor(visit)));
  if (asked === undefined) return pageAnswer(readinessPage(page, breadcrumb, model));
  const refusal = describe(asked);
  return pageAnswer(readinessPage(page, breadcrumb, { ...model, refusal }), statusOf(refusal));
};

/** `GET /administration/readiness`. */
export const showReadiness = (visit: SessionVisit): Promise<Answer> => board(visit);

/** `POST /administration/readiness/remind`. Sent twice, the second time is refused for 24 hours. */
export const submitReminder = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, origin, page } = visit;
  const reminded = await remindAll(services.context, { ...byVisitor(visit), origin });
  if (!reminded.ok) return board(visit, reminded.refusal);
  const breadcrumb = [topPlaces[institution.family], administrationPlace, readinessPlace];
  return pageAnswer(remindedPage(page, breadcrumb, reminded.value));
};
