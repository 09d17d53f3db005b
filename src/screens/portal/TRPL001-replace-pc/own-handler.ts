import { verifySecret } from "#domain/credential/credentials.ts";
import { replaceableCertificate, replaceOwn } from "#domain/replacement/replace.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { identityOf } from "../identity.ts";
import { OWN_REPLACEMENT_PATH, ownCertificatesPlace, topPlaces } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { signedOutPage } from "../signed-out-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { replacementConfirmationPage } from "./confirmation-view.ts";
import type { ConfirmationModel } from "./confirmation-view.ts";
import { parseReason } from "./reason.ts";
import { replacementResultPage } from "./result-view.ts";
import { texts } from "./texts.ts";

const stop = ({ page }: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(page, described), statusOf(described));
};

const find = ({ services, institution, session }: SessionVisit) =>
  replaceableCertificate(services.context, institution, {
    user: session.user.reference,
    isLoggedIn: true,
  });

const confirmation = (
  { page, institution, session, form }: SessionVisit,
  certificate: CertificateRecord,
  again?: { readonly refusal: Refusal; readonly errors?: ConfirmationModel["errors"] },
): Answer => {
  const refusal = again === undefined ? undefined : describe(again.refusal);
  const body = replacementConfirmationPage(page, {
    identity: identityOf(session.user),
    userName: session.user.userName,
    certificate,
    isLoggedIn: true,
    path: OWN_REPLACEMENT_PATH,
    back: ownCertificatesPlace.path,
    breadcrumb: [topPlaces[institution.family], ownCertificatesPlace],
    reason: parseReason(form["reason"]),
    refusal,
    ...(again?.errors !== undefined && { errors: again.errors }),
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET /certificates/replace`: the certificate of whoever is logged in. */
export const showOwnReplacement = async (visit: SessionVisit): Promise<Answer> => {
  const found = await find(visit);
  return found.ok ? confirmation(visit, found.value) : stop(visit, found.refusal);
};

const incomplete = (visit: SessionVisit): ConfirmationModel["errors"] => {
  const text = texts[visit.page.language];
  return {
    ...(parseReason(visit.form["reason"]) === undefined && { reason: text.reasonMissing }),
    ...((visit.form["secret"] ?? "") === "" && { secret: text.missing }),
  };
};

/** `POST /certificates/replace`: the confirmation password, then it is done. */
export const submitOwnReplacement = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, form, origin, page } = visit;
  const found = await find(visit);
  if (!found.ok) return stop(visit, found.refusal);
  const reason = parseReason(form["reason"]);
  const secret = form["secret"] ?? "";
  if (reason === undefined || secret === "")
    return confirmation(visit, found.value, {
      refusal: { code: "FORM_INCOMPLETE", detail: "reason or secret missing" },
      errors: incomplete(visit),
    });
  const { user } = session;
  const proof = await verifySecret(services.context, { user, kind: "confirmation", secret, origin });
  if (!proof.ok) return confirmation(visit, found.value, proof);
  const serial = form["serial"] ?? "";
  const done = await replaceOwn(services.context, {
    institution,
    user: user.reference,
    serial,
    reason,
    origin,
  });
  if (!done.ok) return stop(visit, done.refusal);
  const { certificate, deadline } = done.value;
  // Revoking a certificate ends the sessions that it opened.
  const shownOn = session.certificateSerial === serial ? signedOutPage(visit) : page;
  return pageAnswer(
    replacementResultPage(shownOn, {
      identity: identityOf(user),
      serial,
      deviceName: certificate.deviceName,
      revokedAt: certificate.endedAt,
      opensAt: undefined,
      deadline,
      wasLost: reason === "lost",
    }),
  );
};
