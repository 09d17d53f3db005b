import { verifySecret } from "#domain/credential/credentials.ts";
import { disownCertificate } from "#domain/replacement/disown.ts";
import { ownCertificates, type IssuedCertificate } from "#domain/replacement/own-certificates.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { ownCertificatesPlace, topPlaces } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { signedOutPage } from "../signed-out-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { disownedPage, disowningPage } from "./view.ts";

interface Target {
  readonly certificate: IssuedCertificate;
  /** Other certificates that end with it. */
  readonly others: number;
}

const stop = ({ page }: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(page, described), statusOf(described));
};

const find = async (visit: SessionVisit): Promise<Result<Target, Refusal>> => {
  const serial = visit.parameters["serial"] ?? "";
  const all = await ownCertificates(visit.services.context, visit.session.user.reference);
  const certificate = all.find(({ record }) => record.serial === serial);
  if (certificate === undefined)
    return refused({ code: "CERTIFICATE_NOT_FOUND", detail: "not one of the visitor's" });
  if (!certificate.isLive)
    return refused({
      code: "CERTIFICATE_NOT_DISOWNABLE",
      detail: `${serial} is ${certificate.record.state}`,
    });
  return accepted({ certificate, others: all.filter(({ isLive }) => isLive).length - 1 });
};

const confirmation = (
  visit: SessionVisit,
  { certificate, others }: Target,
  again?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const { page, institution, session } = visit;
  const { record, issuedFrom } = certificate;
  const refusal = again === undefined ? undefined : describe(again.refusal);
  const body = disowningPage(page, [topPlaces[institution.family], ownCertificatesPlace], {
    serial: record.serial,
    deviceName: record.deviceName,
    osUser: record.osUser,
    keyStoreKind: record.keyStoreKind,
    issuedAt: record.signedAt,
    issuedFrom,
    lastUsedAt: record.lastUsedAt,
    notAfter: record.notAfter,
    others,
    isOfThisSession: session.certificateSerial === record.serial,
    role: session.user.role,
    refusal,
    error: again?.error,
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /certificates/<serial>/disown`. */
export const showDisowning = async (visit: SessionVisit): Promise<Answer> => {
  const target = await find(visit);
  return target.ok ? confirmation(visit, target.value) : stop(visit, target.refusal);
};

/** `POST /certificates/<serial>/disown`: the confirmation password, then everything of the ID ends. */
export const submitDisowning = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, form, origin, page, request } = visit;
  const target = await find(visit);
  if (!target.ok) return stop(visit, target.refusal);
  const secret = form["secret"] ?? "";
  if (secret === "") {
    const refusal = { code: "FORM_INCOMPLETE", detail: "no confirmation password" };
    return confirmation(visit, target.value, { refusal, error: texts[page.language].missing });
  }
  const { user } = session;
  const proof = await verifySecret(services.context, { user, kind: "confirmation", secret, origin });
  if (!proof.ok) return confirmation(visit, target.value, proof);
  const { serial } = target.value.certificate.record;
  const done = await disownCertificate(services.context, { institution, user, serial, origin });
  if (!done.ok) return stop(visit, done.refusal);
  const serials = done.value.revoked.map((record) => record.serial);
  request.log.error(
    { alert: "certificateDisowned", institution: institution.id, serials },
    "a user disowned a certificate",
  );
  return pageAnswer(disownedPage(signedOutPage(visit), { serials, role: user.role }));
};
