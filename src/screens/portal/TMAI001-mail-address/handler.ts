import type { Refusal } from "#domain/refusal/refusal.ts";
import {
  confirmMailAddress,
  requestMailAddress,
  resendMailAddressCode,
  waitingMailAddress,
} from "#domain/self-service/change-mail-address.ts";
import { settingsPlace, topPlaces } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import { mailAddressPage, mailCodePage, mailResultPage } from "./view.ts";

const trail = ({ institution }: SessionVisit) => [topPlaces[institution.family], settingsPlace];

type Errors = Readonly<Record<string, string>>;

/** `GET /settings/mail`. */
export const showMailAddress = (visit: SessionVisit): Answer =>
  pageAnswer(mailAddressPage(visit.page, trail(visit), { present: visit.session.user.mailAddress }));

const askAgain = (visit: SessionVisit, refusal: Refusal, errors: Errors): Answer => {
  const described = describe(refusal);
  const present = visit.session.user.mailAddress;
  const model = { present, values: visit.form, refusal: described, errors };
  return pageAnswer(mailAddressPage(visit.page, trail(visit), model), statusOf(described));
};

/** `POST /settings/mail`: the code goes out. */
export const submitMailAddress = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin, form, page } = visit;
  const text = texts[page.language];
  const empty = ["mailAddress", "mailAgain", "secret"].filter((name) => (form[name] ?? "") === "");
  if (empty.length > 0) {
    const errors = Object.fromEntries(empty.map((name) => [name, text.missing]));
    return askAgain(visit, { code: "FORM_INCOMPLETE", detail: "a field is empty" }, errors);
  }
  const mailAddress = (form["mailAddress"] ?? "").trim();
  if (mailAddress !== (form["mailAgain"] ?? "").trim())
    return askAgain(
      visit,
      { code: "FORM_INVALID", detail: "two entries differ" },
      { mailAgain: text.differs },
    );
  const secret = form["secret"] ?? "";
  const input = { institution, session, origin, mailAddress, secret };
  const sent = await requestMailAddress(services.context, input);
  if (sent.ok) return redirect("/settings/mail/code");
  const isAboutAddress = sent.refusal.code.startsWith("MAIL_ADDRESS_");
  return askAgain(visit, sent.refusal, isAboutAddress ? { mailAddress: text.help } : {});
};

const codeAnswer = async (visit: SessionVisit, refusal?: Refusal, errors: Errors = {}): Promise<Answer> => {
  const { services, institution, session } = visit;
  const mailAddress = await waitingMailAddress(services.context, { institution, session });
  if (mailAddress === undefined) return redirect("/settings/mail");
  if (refusal === undefined) return pageAnswer(mailCodePage(visit.page, trail(visit), { mailAddress }));
  const described = describe(refusal);
  const model = { mailAddress, refusal: described, errors };
  return pageAnswer(mailCodePage(visit.page, trail(visit), model), statusOf(described));
};

/** `GET /settings/mail/code`. */
export const showMailCode = (visit: SessionVisit): Promise<Answer> => codeAnswer(visit);

/** `POST /settings/mail/resend`. */
export const resendMailCode = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session } = visit;
  const sent = await resendMailAddressCode(services.context, { institution, session });
  return sent.ok ? redirect("/settings/mail/code") : codeAnswer(visit, sent.refusal);
};

/** `POST /settings/mail/code`: the address changes. */
export const submitMailCode = async (visit: SessionVisit): Promise<Answer> => {
  const { services, institution, session, origin } = visit;
  const code = (visit.form["code"] ?? "").normalize("NFKC").trim();
  if (code === "") {
    const refusal = { code: "FORM_INCOMPLETE", detail: "no code" };
    return codeAnswer(visit, refusal, { code: texts[visit.page.language].missing });
  }
  const changed = await confirmMailAddress(services.context, { institution, session, origin, code });
  return changed.ok
    ? pageAnswer(mailResultPage(visit.page, changed.value))
    : codeAnswer(visit, changed.refusal);
};
