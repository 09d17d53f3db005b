import { currentCertificate } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { acquisitionRight } from "#domain/enrollment/rights.ts";
import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import { loginHistory } from "#domain/login/history.ts";
import { currentNotices } from "#domain/notice/notices.ts";
import { describe } from "../refusals.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import type { AcquisitionState, ShownCertificate } from "./model.ts";
import { topPage } from "./view.ts";

const HISTORY_LIMIT = 5;

const shown = (visit: SessionVisit, record: CertificateRecord): ShownCertificate => ({
  subject: record.subject,
  notAfter: record.notAfter,
  window: renewalWindow(visit.institution, record.notAfter, visit.page.now),
  deviceName: record.deviceName,
  osUser: record.osUser,
});

const acquisitionState = async (visit: SessionVisit): Promise<AcquisitionState> => {
  const { services, institution, session } = visit;
  const right = await acquisitionRight(services.context, institution, session.user);
  return right.ok
    ? { kind: "allowed", deadline: right.value.deadline, daysLeft: right.value.daysLeft }
    : { kind: "refused", refusal: describe(right.refusal) };
};

/** `GET /top`. */
export const showTop = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const { reference, userName } = session.user;
  const [record, history, notices] = await Promise.all([
    currentCertificate(services.context, reference),
    loginHistory(services.context, reference, HISTORY_LIMIT),
    currentNotices(services.context, institution.code),
  ]);
  const certificate = record === undefined ? undefined : shown(visit, record);
  const works = certificate !== undefined && !certificate.window.isExpired;
  const acquisition = works ? undefined : await acquisitionState(visit);
  return pageAnswer(topPage(page, { userName, certificate, acquisition, history, notices }));
};
