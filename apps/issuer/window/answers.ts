import type { Language } from "../cli/texts.ts";
import type { InstalledCertificate } from "../core/installed.ts";
import { CLIENT_SCRIPT } from "./client-script.ts";
import type { Desk } from "./desk.ts";
import type { PageContext } from "./frame.ts";
import { pageOf } from "./pages.ts";
import { deletionPage } from "./pages/TCHK004-deletion.ts";
import { placeKey, type Place } from "./places.ts";
import type { Answer, WindowRequest } from "./server.ts";
import { windowStylesheet } from "./style.ts";

/** What the answers work with. */
export interface AnswerParts {
  readonly desk: Desk;
  readonly places: () => readonly Place[];
  readonly page: () => PageContext;
  readonly changeLanguage: (language: Language) => void;
}

type Handler = (parts: AnswerParts, request: WindowRequest) => Answer;

const FIRST_PAGE: Answer = { kind: "goTo", path: "" };

const stylesheet = windowStylesheet();

const isUseless = ({ state }: InstalledCertificate): boolean => state === "expired" || state === "revoked";

const placeOf = ({ places }: AnswerParts, form: URLSearchParams): Place | undefined =>
  places().find((place) => placeKey(place) === form.get("place"));

const serialsOf = ({ form }: WindowRequest): string[] => form.getAll("serial");

/** The form's version: what was answered must still be what is shown. */
const versionOf = (form: URLSearchParams): number => Number(form.get("version"));

const answersOf = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...form].filter(([name]) => name !== "version"));

/** Work goes on by itself; the page that follows shows how far it is. */
const begin = (work: Promise<void> | undefined): Answer => {
  // The desk shows every failure itself.
  void work?.catch(() => undefined);
  return FIRST_PAGE;
};

const renewalPlace = ({ desk, places }: AnswerParts, serial: string): Place | undefined => {
  const note = desk.certificates?.find((known) => known.serial === serial)?.note;
  return places().find(
    ({ institution, server }) => institution === note?.institution && server.origin === note.server,
  );
};

/** What is asked for, by method and path. */
const handlers: Readonly<Record<string, Handler>> = {
  "GET window.css": () => ({ kind: "file", type: "text/css; charset=utf-8", body: stylesheet }),
  "GET window.js": () => ({ kind: "file", type: "text/javascript; charset=utf-8", body: CLIENT_SCRIPT }),
  "GET delete": ({ desk, page }, { query }) => {
    const all = desk.certificates ?? [];
    const chosen =
      query.get("all") === "useless"
        ? all.filter(isUseless)
        : all.filter(({ serial }) => serial === query.get("serial"));
    return chosen.length === 0 ? FIRST_PAGE : { kind: "page", body: deletionPage(page(), chosen) };
  },
  "GET examination": (parts) => {
    const [first] = parts.places();
    return begin(first === undefined ? undefined : parts.desk.examine(first));
  },
  "POST examine": (parts, { form }) => {
    const place = placeOf(parts, form);
    return begin(place === undefined ? undefined : parts.desk.examine(place));
  },
  "POST issue": (parts, { form }) => {
    const place = placeOf(parts, form);
    return begin(place === undefined ? undefined : parts.desk.issue(place));
  },
  "POST renew": (parts, request) => {
    const [serial = ""] = serialsOf(request);
    const place = renewalPlace(parts, serial);
    return begin(place === undefined ? undefined : parts.desk.renew(place, serial));
  },
  "POST delete": ({ desk }, request) => begin(desk.delete(serialsOf(request))),
  "POST answers": ({ desk }, { form }) => {
    desk.answer(versionOf(form), answersOf(form));
    return FIRST_PAGE;
  },
  "POST stop": ({ desk }, { form }) => {
    desk.answer(versionOf(form), undefined);
    return FIRST_PAGE;
  },
  "POST back": ({ desk }) => {
    desk.goBack();
    return begin(desk.refresh());
  },
  "POST language": ({ changeLanguage }, { form }) => {
    const language = form.get("language");
    if (language === "ja" || language === "en") changeLanguage(language);
    return FIRST_PAGE;
  },
};

const imageAnswer = ({ desk }: AnswerParts): Answer => {
  const { view } = desk;
  const image = view.kind === "question" ? view.step.image : undefined;
  return image === undefined
    ? FIRST_PAGE
    : { kind: "file", type: "image/png", body: Buffer.from(image, "base64") };
};

/** Answers a request that the guard let in. */
export const answerRequest = (parts: AnswerParts, request: WindowRequest): Answer => {
  const { method, path } = request;
  if (method === "GET" && path === "")
    return { kind: "page", body: pageOf(parts.page(), parts.desk, parts.places()) };
  if (method === "GET" && path.startsWith("image/")) return imageAnswer(parts);
  return handlers[`${method} ${path}`]?.(parts, request) ?? FIRST_PAGE;
};
