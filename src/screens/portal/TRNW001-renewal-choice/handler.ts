import { currentCertificate } from "#domain/certificate/certificates.ts";
import { renewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import { commandFor } from "../issuer-task.ts";
import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { renewalChoicePage } from "./view.ts";

/** `GET /certificate/renew`. */
export const showRenewalChoice = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const record = await currentCertificate(services.context, session.user.reference);
  const certificate =
    record === undefined
      ? undefined
      : {
          subject: record.subject,
          notAfter: record.notAfter,
          window: renewalWindow(institution, record.notAfter, page.now),
        };
  const command = commandFor(visit, "renew");
  return pageAnswer(renewalChoicePage(page, { certificate, command, top: topPlaces[institution.family] }));
};
