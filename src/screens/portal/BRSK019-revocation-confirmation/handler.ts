import { revokeCertificateAct } from "#domain/approval/acts/revoke-certificate.ts";
import { performAct } from "#domain/approval/perform.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { identityInContract } from "../identity.ts";
import { administrationPlace, certificatesPlace, topPlaces, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { signedOutPage } from "../signed-out-page.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { revocationResultPage } from "./result-view.ts";
import { findTarget } from "./target.ts";
import type { Target } from "./target.ts";
import { REASONS, texts } from "./texts.ts";
import type { Reason } from "./texts.ts";
import { revocationConfirmationPage } from "./view.ts";
import type { RevocationModel } from "./view.ts";

const modelOf = ({ user, certificate, state, isSelf }: Target): RevocationModel => ({
  userId: user.reference.userId,
  identity: identityInContract(user),
  userName: user.userName,
  isSelf,
  state,
  notAfter: certificate.notAfter,
  serial: certificate.serial,
});

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
  certificatesPlace,
];

const confirmation = (visit: SessionVisit, model: RevocationModel): string =>
  revocationConfirmationPage(visit.page, trail(visit), model);

const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

/** `GET …/<user>/revoke`. */
export const showRevocationConfirmation = async (visit: SessionVisit): Promise<Answer> => {
  const target = await findTarget(visit);
  return target.ok ? pageAnswer(confirmation(visit, modelOf(target.value))) : stop(visit, target.refusal);
};

const parseReason = (text: string | undefined): Reason | undefined =>
  REASONS.find((reason) => reason === text);

const askAgain = (visit: SessionVisit, model: RevocationModel, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(confirmation(visit, { ...model, refusal: described }), statusOf(described));
};

const incomplete = (visit: SessionVisit, target: Target, reason: Reason | undefined): Answer => {
  const text = texts[visit.page.language];
  const errors = {
    ...(reason === undefined && { reason: text.reasonMissing }),
    ...((visit.form["secret"] ?? "") === "" && { secret: text.secretMissing }),
  };
  const model = { ...modelOf(target), reason, errors };
  return askAgain(visit, model, { code: "FORM_INCOMPLETE", detail: "reason or secret missing" });
};

const done = (visit: SessionVisit, target: Target): Answer => {
  const { user, certificate, isSelf } = target;
  // Revoking a certificate ends the sessions that it opened: nobody is logged in on the page that says so.
  const endsSession = visit.session.certificateSerial === certificate.serial;
  const page = endsSession ? signedOutPage(visit) : visit.page;
  return pageAnswer(
    revocationResultPage(page, {
      identity: identityInContract(user),
      userName: user.userName,
      isSelf,
      serial: certificate.serial,
      revokedAt: visit.page.now,
    }),
  );
};

/** One's own is never held up: it may be in wrong hands. */
const revokeOwn = async (visit: SessionVisit, target: Target, reason: Reason): Promise<Answer> => {
  const { services, session, institution, origin } = visit;
  const revoked = await revokeCertificate(services.context, {
    institution,
    serial: target.certificate.serial,
    reason,
    actor: { kind: "user", user: session.user.reference },
    origin,
  });
  return revoked.ok ? done(visit, target) : stop(visit, revoked.refusal);
};

const revokeOfAnother = async (visit: SessionVisit, target: Target, reason: Reason): Promise<Answer> => {
  const { services, session, institution, origin } = visit;
  const by = { institution, administrator: session.user, origin };
  const { serial } = target.certificate;
  const { userId } = target.user.reference;
  const performed = await performAct(services.context, by, revokeCertificateAct, { userId, serial, reason });
  if (!performed.ok) return stop(visit, performed.refusal);
  return performed.value.kind === "done"
    ? done(visit, target)
    : proposedAnswer(visit, trail(visit), performed.value.proposal);
};

/** `POST …/<user>/revoke`: confirmation password and reason, then the certificate ends. */
export const submitRevocation = async (visit: SessionVisit): Promise<Answer> => {
  const { services, session, form, origin } = visit;
  const found = await findTarget(visit);
  if (!found.ok) return stop(visit, found.refusal);
  const target = found.value;
  const { serial } = target.certificate;
  // What was shown and confirmed must be what ends.
  if (form["serial"] !== serial)
    return stop(visit, { code: "PAGE_OUT_OF_DATE", detail: "another certificate" });
  const reason = parseReason(form["reason"]);
  const secret = form["secret"] ?? "";
  if (reason === undefined || secret === "") return incomplete(visit, target, reason);
  const proof = await verifySecret(services.context, {
    user: session.user,
    kind: "confirmation",
    secret,
    origin,
  });
  if (!proof.ok) return askAgain(visit, { ...modelOf(target), reason }, proof.refusal);
  return target.isSelf ? revokeOwn(visit, target, reason) : revokeOfAnother(visit, target, reason);
};
