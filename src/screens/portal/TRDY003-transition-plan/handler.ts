import type { PlannedDates } from "#domain/contract/transition.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  finishAsAdministrator,
  planAsAdministrator,
  readReadiness,
  withoutCertificate,
} from "#domain/user-administration/readiness.ts";
import type { Readiness } from "#domain/user-administration/readiness.ts";
import { confirmAnswer, problemAnswer, proveConfirmation } from "../act-pages.ts";
import { describe, statusOf } from "../refusals.ts";
import { byVisitor } from "../user-facts.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { finishModel, planConfirmModel, planPage, planResultPage } from "./view.ts";
import type { PlanValues } from "./view.ts";

const dayOf = (date: string): Temporal.PlainDate | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  try {
    return Temporal.PlainDate.from(date, { overflow: "reject" });
  } catch {
    return undefined;
  }
};

const valuesOf = ({ form }: SessionVisit): PlanValues => ({
  acquireFrom: (form["acquireFrom"] ?? "").normalize("NFKC").trim(),
  passwordEndsOn: (form["passwordEndsOn"] ?? "").normalize("NFKC").trim(),
});

/** Institutions that keep the dates to themselves have no such page. */
const notOffered = (visit: SessionVisit): Answer | undefined =>
  visit.institution.transition.plannedBy === "administrators"
    ? undefined
    : problemAnswer(visit, { code: "TRANSITION_NOT_OFFERED", detail: "not by administrators" });

const without = (readiness: Readiness): readonly string[] =>
  withoutCertificate(readiness).map(({ userName }) => userName);

const read = (visit: SessionVisit): Promise<Readiness> =>
  readReadiness(visit.services.context, byVisitor(visit));

/** `GET /administration/readiness/plan`. */
export const showPlan = async (visit: SessionVisit): Promise<Answer> => {
  const stop = notOffered(visit);
  if (stop !== undefined) return stop;
  const { plan, stage } = await read(visit);
  if (stage === "certificateOnly") return problemAnswer(visit, { code: "TRANSITION_OVER", detail: stage });
  const { timeZone } = visit.institution;
  const day = (at: Temporal.Instant): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const values =
    plan === undefined
      ? { acquireFrom: "", passwordEndsOn: "" }
      : { acquireFrom: day(plan.acquireFrom), passwordEndsOn: day(plan.passwordEndsAt) };
  return pageAnswer(planPage(visit.page, { values }));
};

const again = (visit: SessionVisit, values: PlanValues, asked: Refusal, errors = {}): Answer => {
  const refusal = describe(asked);
  return pageAnswer(planPage(visit.page, { values, refusal, errors }), statusOf(refusal));
};

const datesOf = (visit: SessionVisit, values: PlanValues): PlannedDates | Answer => {
  const acquireFrom = dayOf(values.acquireFrom);
  const passwordEndsOn = dayOf(values.passwordEndsOn);
  if (acquireFrom !== undefined && passwordEndsOn !== undefined) return { acquireFrom, passwordEndsOn };
  const unfit = texts[visit.page.language].dateUnfit;
  const errors = {
    ...(acquireFrom === undefined && { acquireFrom: unfit }),
    ...(passwordEndsOn === undefined && { passwordEndsOn: unfit }),
  };
  return again(visit, values, { code: "FORM_INVALID", detail: Object.keys(errors).join(" ") }, errors);
};

/** `POST …/plan`: what was entered, to be confirmed. */
export const submitPlanForm = async (visit: SessionVisit): Promise<Answer> => {
  const stop = notOffered(visit);
  if (stop !== undefined) return stop;
  const values = valuesOf(visit);
  const dates = datesOf(visit, values);
  if ("kind" in dates) return dates;
  const { length } = without(await read(visit));
  return confirmAnswer(visit, planConfirmModel(visit.page, values, length));
};

/** `POST …/plan/execute`: the confirmation password, then the dates are set. */
export const submitPlan = async (visit: SessionVisit): Promise<Answer> => {
  const stop = notOffered(visit);
  if (stop !== undefined) return stop;
  const { services, origin, page } = visit;
  const values = valuesOf(visit);
  const dates = datesOf(visit, values);
  if ("kind" in dates) return dates;
  const asked = await proveConfirmation(visit);
  if (asked !== undefined) {
    const { length } = without(await read(visit));
    return confirmAnswer(visit, planConfirmModel(page, values, length), asked);
  }
  const planned = await planAsAdministrator(services.context, { ...byVisitor(visit), origin }, dates);
  return planned.ok ? pageAnswer(planResultPage(page, "planned")) : again(visit, values, planned.refusal);
};

/** `GET /administration/readiness/finish`. */
export const showFinish = async (visit: SessionVisit): Promise<Answer> => {
  const stop = notOffered(visit);
  if (stop !== undefined) return stop;
  const readiness = await read(visit);
  return readiness.stage === "both"
    ? confirmAnswer(visit, finishModel(visit.page, without(readiness)))
    : problemAnswer(visit, { code: "TRANSITION_OVER", detail: readiness.stage });
};

/** `POST …/finish`: the confirmation password, then ID/password login ends for the whole contract. */
export const submitFinish = async (visit: SessionVisit): Promise<Answer> => {
  const stop = notOffered(visit);
  if (stop !== undefined) return stop;
  const { services, origin, page } = visit;
  const asked = await proveConfirmation(visit);
  if (asked !== undefined) return confirmAnswer(visit, finishModel(page, without(await read(visit))), asked);
  const finished = await finishAsAdministrator(services.context, { ...byVisitor(visit), origin });
  return finished.ok ? pageAnswer(planResultPage(page, "finished")) : problemAnswer(visit, finished.refusal);
};
