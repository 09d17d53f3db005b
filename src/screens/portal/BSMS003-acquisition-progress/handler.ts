import { certificatesOfUser, stateAt } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, Visit } from "../visit.ts";
import { acquisitionProgressPage } from "./view.ts";
import type { AcquisitionProgress } from "./view.ts";

const progressOf = (
  certificates: readonly CertificateRecord[],
  now: Temporal.Instant,
): AcquisitionProgress => {
  const onItsWay = certificates.find(({ state }) => state === "prepared" || state === "issued");
  if (onItsWay !== undefined) return { kind: "onItsWay", confirmBefore: onItsWay.confirmBefore };
  const active = certificates.find((record) => stateAt(record, now) === "active");
  if (active === undefined) return { kind: "none" };
  const { subject, serial, notAfter } = active;
  return { kind: "done", subject, serial, notAfter };
};

/** `GET /certificate/acquire/progress`. */
export const showAcquisitionProgress = async (visit: Visit): Promise<Answer> => {
  const { session, services, page } = visit;
  if (session === undefined) return pageAnswer(acquisitionProgressPage(page, { kind: "untold" }));
  const certificates = await certificatesOfUser(services.context, session.user.reference);
  return pageAnswer(acquisitionProgressPage(page, progressOf(certificates, page.now)));
};
