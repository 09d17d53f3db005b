import type { Refusal } from "#domain/refusal/refusal.ts";
import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import {
  listTransactionTokens,
  transactionTokenOf,
} from "#domain/second-factor/transaction-authentication/manage.ts";
import {
  offerToken,
  presentOffer,
  startTransactionToken,
} from "#domain/second-factor/transaction-authentication/register.ts";
import { askSharing, shareToken } from "#domain/second-factor/transaction-authentication/share.ts";
import { wantedTransaction } from "#domain/second-factor/transaction-authentication/wanted.ts";
import { findUser, isSameUser } from "#domain/user/users.ts";
import { accepted, type Result } from "#shared/result.ts";
import { problemAnswer, proveConfirmation } from "../act-pages.ts";
import { ownTransactionPlace, settingsPlace, topPlaces } from "../places.ts";
import { describe, statusOf } from "../refusals.ts";
import { pageAnswer, redirect } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";
import {
  ownTransactionPage,
  registrationPage,
  selectionPage,
  START_PATH,
  startedPage,
  type OwnTransactionToken,
  type RegistrationModel,
  type SelectionModel,
} from "./view.ts";

const trail = ({ institution }: SessionVisit) => [topPlaces[institution.family], settingsPlace];

const approverOf = ({ institution, session, origin }: SessionVisit) => ({
  institution,
  user: session.user,
  origin,
});

/** The code is this login's alone. */
const procedureOf = ({ session }: SessionVisit): string => `portal-start/${session.sessionId}`;

/** Everything here is for contracts that have transaction authentication. */
export const hasTransactionAuthentication = async ({
  services,
  institution,
  session,
}: SessionVisit): Promise<boolean> => {
  const factors = await factorsOfUser(services.context, institution, session.user.reference);
  return factors.includes("transactionAuthentication");
};

const ifContracted = async (visit: SessionVisit, go: () => Promise<Answer>): Promise<Answer> =>
  (await hasTransactionAuthentication(visit))
    ? go()
    : problemAnswer(visit, { code: "FACTOR_NOT_CONTRACTED", detail: "no transaction authentication" });

const ownToken = async ({ services, session }: SessionVisit): Promise<OwnTransactionToken | undefined> => {
  const own = session.user.reference;
  const token = await transactionTokenOf(services.context, own);
  if (token?.startedAt === undefined || token.startedAt === null) return undefined;
  const others = token.users.filter((user) => !isSameUser(user, own));
  const users = await Promise.all(others.map((user) => findUser(services.context, user)));
  const colleagues = users.map((user) => user?.userName ?? "");
  return { serial: token.serial, startedAt: token.startedAt, colleagues };
};

/** `GET /settings/transaction-authentication`. */
export const showOwnTransaction = (visit: SessionVisit): Promise<Answer> =>
  ifContracted(visit, async () =>
    pageAnswer(ownTransactionPage(visit.page, trail(visit), await ownToken(visit))),
  );

const mayShare = async ({ services, institution, session }: SessionVisit): Promise<boolean> => {
  if (!institution.secondFactor.transactionAuthentication.sharing) return false;
  const { institutionCode, contractId } = session.user.reference;
  const tokens = await listTransactionTokens(services.context, institutionCode, contractId);
  return tokens.some(({ state }) => state === "active");
};

const selection = async (
  visit: SessionVisit,
  asked: { readonly refusal?: Refusal; readonly errors?: SelectionModel["errors"] } = {},
): Promise<Answer> => {
  const refusal = asked.refusal === undefined ? undefined : describe(asked.refusal);
  const body = selectionPage(visit.page, {
    breadcrumb: [...trail(visit), ownTransactionPlace],
    mayShare: await mayShare(visit),
    choice: visit.form["choice"],
    serial: visit.form["serial"],
    refusal,
    ...(asked.errors !== undefined && { errors: asked.errors }),
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** `GET …/start`. */
export const showSelection = (visit: SessionVisit): Promise<Answer> =>
  ifContracted(visit, async () =>
    (await ownToken(visit)) === undefined ? selection(visit) : redirect(ownTransactionPlace.path),
  );

const registration = (
  visit: SessionVisit,
  asked: RegistrationModel["asked"],
  refused?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const refusal = refused === undefined ? undefined : describe(refused.refusal);
  const body = registrationPage(visit.page, {
    breadcrumb: [...trail(visit), ownTransactionPlace],
    asked,
    refusal,
    error: refused?.error,
  });
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

/** Offers a registration, or asks a colleague's token. */
const begin = async (visit: SessionVisit): Promise<Result<RegistrationModel["asked"], Refusal>> => {
  const { context } = visit.services;
  if (visit.form["choice"] === "own") {
    const offer = await offerToken(context, approverOf(visit), procedureOf(visit));
    return offer.ok ? accepted({ kind: "own", offer: offer.value }) : offer;
  }
  const asked = { procedure: procedureOf(visit), serial: visit.form["serial"] ?? "" };
  const challenge = await askSharing(context, approverOf(visit), asked);
  return challenge.ok ? accepted({ kind: "share", challenge: challenge.value }) : challenge;
};

/** `POST …/start`: the choice and the confirmation password, then the code. */
export const submitSelection = (visit: SessionVisit): Promise<Answer> =>
  ifContracted(visit, async () => {
    const { form, page } = visit;
    const text = texts[page.language];
    const { choice } = form;
    const lacksSerial = choice === "share" && (form["serial"] ?? "").trim() === "";
    if ((choice !== "own" && choice !== "share") || lacksSerial || (form["secret"] ?? "") === "")
      return selection(visit, {
        refusal: { code: "FORM_INCOMPLETE", detail: "choice, serial or secret" },
        errors: {
          ...(choice !== "own" && choice !== "share" && { choice: text.chooseOne }),
          ...(lacksSerial && { serial: text.missing }),
          ...((form["secret"] ?? "") === "" && { secret: text.missing }),
        },
      });
    const asked = await proveConfirmation(visit);
    if (asked !== undefined) return selection(visit, { refusal: asked.refusal });
    const begun = await begin(visit);
    return begun.ok ? registration(visit, begun.value) : selection(visit, { refusal: begun.refusal });
  });

/** What was begun in this login, to be shown again; undefined: nothing, or no longer. */
const goingOn = async (visit: SessionVisit): Promise<RegistrationModel["asked"] | undefined> => {
  const { context } = visit.services;
  const procedure = procedureOf(visit);
  const wanted = await wantedTransaction(context, approverOf(visit), procedure);
  if (wanted.kind === "sharing") {
    const { serial } = wanted;
    const challenge = await askSharing(context, approverOf(visit), { procedure, serial });
    return challenge.ok ? { kind: "share", challenge: challenge.value } : undefined;
  }
  const offer = await presentOffer(context, approverOf(visit), procedure);
  return offer.ok && offer.value !== undefined ? { kind: "own", offer: offer.value } : undefined;
};

/** `POST …/register`: the number, then the token is in use. */
export const submitRegistrationNumber = (visit: SessionVisit): Promise<Answer> =>
  ifContracted(visit, async () => {
    const { services, form, page } = visit;
    const number = form["transactionNumber"] ?? "";
    const given = { procedure: procedureOf(visit), number };
    const judge = form["kind"] === "share" ? shareToken : startTransactionToken;
    const isEmpty = number.trim() === "";
    const judged = isEmpty
      ? ({ ok: false, refusal: { code: "FORM_INCOMPLETE", detail: "no number" } } as const)
      : await judge(services.context, approverOf(visit), given);
    if (judged.ok) {
      const token = await ownToken(visit);
      return token === undefined
        ? redirect(ownTransactionPlace.path)
        : pageAnswer(startedPage(page, [...trail(visit), ownTransactionPlace], token));
    }
    const { refusal } = judged;
    const again = await goingOn(visit);
    if (again === undefined) return selection(visit, { refusal });
    const error = isEmpty ? { error: texts[page.language].missing } : {};
    return registration(visit, again, { refusal, ...error });
  });

/** `GET …/register`: the code of this login again; where nothing was begun, to the choice. */
export const showRegistrationCode = (visit: SessionVisit): Promise<Answer> =>
  ifContracted(visit, async () => {
    const again = await goingOn(visit);
    return again === undefined ? redirect(START_PATH) : registration(visit, again);
  });
