import { initialiseTokenAct } from "#domain/approval/acts/initialise-token.ts";
import { revokeTokenAct } from "#domain/approval/acts/revoke-token.ts";
import { performAct } from "#domain/approval/perform.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { holdingsOfContract, type Holding } from "#domain/second-factor/one-time-password/holdings.ts";
import { mayInitialise, mayRevoke } from "#domain/second-factor/one-time-password/manage.ts";
import { isSameUser } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { identityInContract } from "../identity.ts";
import { shownTokenState } from "../one-time-password-state.ts";
import { administrationPlace, topPlaces, usersPlace } from "../places.ts";
import { problemPage } from "../problem-page.ts";
import { describe, statusOf } from "../refusals.ts";
import { proposedAnswer } from "../proposed-page.ts";
import { pageAnswer } from "../visit.ts";
import type { Answer, SessionVisit } from "../visit.ts";
import { actScreens, texts, type TokenActName } from "./texts.ts";
import { tokenConfirmationPage, tokenListPage, tokenResultPage, type TokenRow } from "./view.ts";

const domain = {
  revoke: { isPossible: mayRevoke, act: revokeTokenAct },
  initialise: { isPossible: mayInitialise, act: initialiseTokenAct },
} as const;

const trail = ({ institution }: SessionVisit) => [
  topPlaces[institution.family],
  administrationPlace,
  usersPlace,
];

const isOwn = ({ session }: SessionVisit, { user }: Holding): boolean =>
  user !== null && isSameUser(user.reference, session.user.reference);

const rowOf = (visit: SessionVisit, act: TokenActName, holding: Holding): TokenRow => {
  const { user, token, startableFrom } = holding;
  const isSelf = isOwn(visit, holding);
  return {
    person: user === null ? null : { identity: identityInContract(user), userName: user.userName, isSelf },
    token,
    state: shownTokenState(token),
    startableFrom,
    isPossible: !isSelf && token !== undefined && domain[act].isPossible(token),
  };
};

const stop = (visit: SessionVisit, refusal: Refusal): Answer => {
  const described = describe(refusal);
  return pageAnswer(problemPage(visit.page, described), statusOf(described));
};

const holdingsOf = ({ services, institution, session }: SessionVisit): Promise<readonly Holding[]> =>
  holdingsOfContract(services.context, institution, session.user.reference.contractId);

const showList = async (visit: SessionVisit, act: TokenActName): Promise<Answer> => {
  const holdings = await holdingsOf(visit);
  const relevant = holdings.filter(({ token }) => act === "revoke" || token?.kind !== "software");
  const rows = relevant.map((holding) => rowOf(visit, act, holding));
  return pageAnswer(tokenListPage(visit.page, trail(visit), { act, rows }));
};

/** The token named in the address: of the visitor's own contract, not their own, and in a state for it. */
const findTarget = async (visit: SessionVisit, act: TokenActName): Promise<Result<Holding, Refusal>> => {
  const serial = visit.parameters["serial"] ?? "";
  const holding = (await holdingsOf(visit)).find(({ token }) => token?.serial === serial);
  if (holding?.token === undefined)
    return refused({ code: "OTP_TOKEN_UNKNOWN", detail: "no such token in the contract" });
  if (isOwn(visit, holding))
    return refused({ code: "OTP_OWN_TOKEN", detail: `${serial} is the visitor's own` });
  return domain[act].isPossible(holding.token)
    ? accepted(holding)
    : refused({ code: "OTP_TOKEN_STATE", detail: `${serial} is ${holding.token.state}` });
};

const confirmation = (
  visit: SessionVisit,
  act: TokenActName,
  holding: Holding,
  asked?: { readonly refusal: Refusal; readonly error?: string },
): Answer => {
  const refusal = asked === undefined ? undefined : describe(asked.refusal);
  const model = {
    ...rowOf(visit, act, holding),
    act,
    error: asked?.error,
    ...(refusal !== undefined && { refusal }),
  };
  const body = tokenConfirmationPage(visit.page, [...trail(visit), actScreens[act].place], model);
  return pageAnswer(body, refusal === undefined ? 200 : statusOf(refusal));
};

const showConfirmation = async (visit: SessionVisit, act: TokenActName): Promise<Answer> => {
  const target = await findTarget(visit, act);
  return target.ok ? confirmation(visit, act, target.value) : stop(visit, target.refusal);
};

const done = async (visit: SessionVisit, act: TokenActName, before: Holding): Promise<Answer> => {
  const holdings = await holdingsOf(visit);
  const now = holdings.find(({ token }) => token?.serial === before.token?.serial);
  // A token that was never used is in no holding once it is revoked.
  const row: TokenRow =
    now === undefined
      ? { ...rowOf(visit, act, before), state: "revoked", isPossible: false }
      : rowOf(visit, act, now);
  return pageAnswer(tokenResultPage(visit.page, [...trail(visit), actScreens[act].place], { ...row, act }));
};

const submit = async (visit: SessionVisit, act: TokenActName): Promise<Answer> => {
  const { services, session, institution, form, origin, page } = visit;
  const target = await findTarget(visit, act);
  if (!target.ok) return stop(visit, target.refusal);
  const secret = form["secret"] ?? "";
  if (secret === "") {
    const refusal = { code: "FORM_INCOMPLETE", detail: "no confirmation password" };
    return confirmation(visit, act, target.value, { refusal, error: texts[page.language].missing });
  }
  const { context } = services;
  const proof = await verifySecret(context, { user: session.user, kind: "confirmation", secret, origin });
  if (!proof.ok) return confirmation(visit, act, target.value, proof);
  const by = { institution, administrator: session.user, origin };
  const entry = {
    serial: target.value.token?.serial ?? "",
    userId: target.value.user?.reference.userId ?? null,
  };
  const performed = await performAct(context, by, domain[act].act, entry);
  if (!performed.ok) return stop(visit, performed.refusal);
  return performed.value.kind === "done"
    ? done(visit, act, target.value)
    : proposedAnswer(visit, [...trail(visit), actScreens[act].place], performed.value.proposal);
};

/** `GET /administration/users/tokens/revocation`. */
export const showRevocableTokens = (visit: SessionVisit): Promise<Answer> => showList(visit, "revoke");
/** `GET /administration/users/tokens/revocation/<serial>`. */
export const showTokenRevocation = (visit: SessionVisit): Promise<Answer> =>
  showConfirmation(visit, "revoke");
/** `POST /administration/users/tokens/revocation/<serial>`. */
export const submitTokenRevocation = (visit: SessionVisit): Promise<Answer> => submit(visit, "revoke");

/** `GET /administration/users/tokens/initialisation`. */
export const showInitialisableTokens = (visit: SessionVisit): Promise<Answer> =>
  showList(visit, "initialise");
/** `GET /administration/users/tokens/initialisation/<serial>`. */
export const showTokenInitialisation = (visit: SessionVisit): Promise<Answer> =>
  showConfirmation(visit, "initialise");
/** `POST /administration/users/tokens/initialisation/<serial>`. */
export const submitTokenInitialisation = (visit: SessionVisit): Promise<Answer> =>
  submit(visit, "initialise");
