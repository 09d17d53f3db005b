import { ownCertificates, type IssuedCertificate } from "#domain/replacement/own-certificates.ts";
import { certificateActs } from "#domain/replacement/history.ts";
import { shownState } from "#screens/components/certificate-state.ts";
import { partOf } from "#screens/components/pager.ts";
import { topPlaces } from "../places.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { ownCertificatesPage } from "./view.ts";
import type { OwnCertificate } from "./view.ts";

/** Most certificates on one page of the list. */
const PER_PAGE = 10;

const shown = (
  { record, issuedFrom, isLive }: IssuedCertificate,
  now: Temporal.Instant,
  serialOfSession: string | null,
): OwnCertificate => ({
  serial: record.serial,
  issuedAt: record.signedAt ?? record.preparedAt,
  issuedFrom,
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
  isOfThisSession: record.serial === serialOfSession,
  isLive,
});

/** `GET /certificates`, `?page=2`. */
export const showOwnCertificates = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, page, query } = visit;
  const { reference, role } = session.user;
  const [all, acts] = await Promise.all([
    ownCertificates(services.context, reference),
    certificateActs(services.context, reference),
  ]);
  const part = partOf(all, query["page"], PER_PAGE);
  return pageAnswer(
    ownCertificatesPage(page, topPlaces[institution.family], {
      certificates: part.items.map((one) => shown(one, page.now, session.certificateSerial)),
      total: all.length,
      part,
      acts,
      mayReplace: institution.replacement.byRole[role] === "self" && all.some(({ isLive }) => isLive),
    }),
  );
};
