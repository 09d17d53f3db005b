import { certificatesOfUser } from "#domain/certificate/certificates.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { ownCertificatesPage } from "./view.ts";
import type { OwnCertificate } from "./view.ts";

const shown = (
  record: CertificateRecord,
  issuedAt: Temporal.Instant,
  now: Temporal.Instant,
): OwnCertificate => ({
  serial: record.serial,
  issuedAt,
  notAfter: record.notAfter,
  state: shownState(record, now),
  end:
    record.endedAt === undefined || record.endCause === undefined
      ? undefined
      : { at: record.endedAt, cause: record.endCause, reason: record.revocationReason },
  deviceName: record.deviceName,
  osUser: record.osUser,
  keyStoreKind: record.keyStoreKind,
  lastUsedAt: record.lastUsedAt,
});

/** `GET /certificates`: what was recorded and never signed is no certificate. */
export const showOwnCertificates = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page } = visit;
  const records = await certificatesOfUser(services.context, session.user.reference);
  const certificates = records.flatMap((record) =>
    record.signedAt === undefined ? [] : [shown(record, record.signedAt, page.now)],
  );
  return pageAnswer(ownCertificatesPage(page, topPlaces[institution.family], certificates));
};
