import type { TransactionChallenge } from "#shared/transaction-token.ts";
import { banner, button, element, facts } from "./elements.ts";
import type { Language, Texts } from "./texts.ts";
import type { StoredToken } from "./tokens.ts";

/** What the screens need to be drawn. */
export interface Surroundings {
  readonly text: Texts;
  readonly language: Language;
  /** Name and telephone, from the page. */
  readonly helpDesk: string;
}

const heading = (text: string): HTMLElement => element("h1", { attributes: { tabindex: "-1" } }, text);

const actions = (...buttons: readonly HTMLElement[]): HTMLElement =>
  element("div", { className: "token-actions" }, ...buttons);

const day = (language: Language, at: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(at);

const time = (language: Language, atSeconds: number): string =>
  new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(atSeconds * 1000);

export interface HomeActs {
  readonly scan: () => void;
  readonly photo: (file: File) => void;
  readonly paste: () => void;
  readonly forget: (token: StoredToken) => void;
}

/** A file input that looks like a button: with a camera, phones offer to take the photo at once. */
const photoButton = (label: string, chosen: (file: File) => void): HTMLElement => {
  const input = element("input", {
    className: "visually-hidden",
    attributes: { type: "file", accept: "image/*", id: "photo" },
  });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) chosen(file);
    input.value = "";
  });
  const shown = element(
    "label",
    { className: "button button-secondary", attributes: { for: "photo" } },
    label,
  );
  return element("div", { className: "token-photo" }, input, shown);
};

const tokenCard = ({ text, language }: Surroundings, token: StoredToken, acts: HomeActs): HTMLElement => {
  const name = token.institution[language];
  return element(
    "li",
    { className: "card token-card" },
    element("h3", {}, name),
    facts([
      [text.account, token.account],
      [text.serial, token.serial],
      [text.registeredAt, day(language, token.registeredAt)],
    ]),
    button(text.forget, "quiet", () => acts.forget(token), text.forgetAbout(name)),
  );
};

export const homeScreen = (
  around: Surroundings,
  tokens: readonly StoredToken[],
  acts: HomeActs,
  message?: HTMLElement,
): HTMLElement[] => {
  const { text } = around;
  const list =
    tokens.length === 0
      ? element("p", { className: "empty" }, text.noTokens)
      : element(
          "ul",
          { className: "token-list", attributes: { role: "list" } },
          ...tokens.map((token) => tokenCard(around, token, acts)),
        );
  return [
    heading(text.title),
    ...(message === undefined ? [] : [message]),
    element("p", {}, text.intro),
    actions(
      button(text.scan, "primary", acts.scan),
      photoButton(text.photo, acts.photo),
      button(text.paste, "secondary", acts.paste),
    ),
    element("section", { className: "flow" }, element("h2", {}, text.tokens), list),
  ];
};

export const scanScreen = (
  { text }: Surroundings,
  video: HTMLVideoElement,
  stop: () => void,
): HTMLElement[] => [
  heading(text.scan),
  element("p", { attributes: { role: "status" } }, text.scanning),
  element("div", { className: "token-video" }, video),
  actions(button(text.stop, "secondary", stop)),
];

export const pasteScreen = (
  { text }: Surroundings,
  read: (pasted: string) => void,
  back: () => void,
): HTMLElement[] => {
  const field = element("textarea", {
    className: "input token-paste",
    id: "pasted",
    attributes: { rows: "6", "aria-describedby": "pasted-help", autocomplete: "off", spellcheck: "false" },
  });
  return [
    heading(text.paste),
    element(
      "div",
      { className: "field" },
      element("label", { attributes: { for: "pasted" } }, text.pasteLabel),
      element("p", { className: "field-help", id: "pasted-help" }, text.pasteHelp),
      field,
    ),
    actions(
      button(text.read, "primary", () => read(field.value)),
      button(text.back, "secondary", back),
    ),
  ];
};

/** What is approved, before the number is shown. */
export const checkScreen = (
  { text, language }: Surroundings,
  token: StoredToken,
  { title, lines }: TransactionChallenge,
  acts: { readonly approve: () => void; readonly deny: () => void },
): HTMLElement[] => [
  heading(text.check),
  element("p", {}, text.checkBody),
  element(
    "section",
    { className: "card card-first flow" },
    element("p", { className: "quiet" }, token.institution[language]),
    element("h2", { className: "token-deed" }, title),
    facts(lines.map(({ label, value }) => [label, value])),
  ),
  actions(button(text.approve, "primary", acts.approve), button(text.deny, "secondary", acts.deny)),
];

/** The number, with what it is for. */
export const numberScreen = (
  { text, language }: Surroundings,
  { title, lines, expiresAtSeconds }: TransactionChallenge,
  number: string,
  { isFirst, done }: { readonly isFirst: boolean; readonly done: () => void },
): HTMLElement[] => {
  const isLate = Date.now() / 1000 > expiresAtSeconds;
  const until = text.numberBody(time(language, expiresAtSeconds));
  return [
    heading(text.number),
    element(
      "p",
      { className: "token-number", attributes: { "aria-label": Array.from(number).join(" ") } },
      element("span", {}, number.slice(0, 4)),
      element("span", {}, number.slice(4)),
    ),
    element("p", {}, isFirst ? text.firstNumberBody : until),
    ...(isLate ? [banner("warning", text.numberLate)] : []),
    element(
      "section",
      { className: "card flow" },
      element("h2", { className: "token-deed" }, title),
      facts(lines.map(({ label, value }) => [label, value])),
    ),
    actions(button(text.done, "secondary", done)),
  ];
};

/** A question with two answers, or a message with one. */
export const messageScreen = (
  title: string,
  body: readonly (string | HTMLElement)[],
  ...buttons: readonly HTMLElement[]
): HTMLElement[] => [
  heading(title),
  ...body.map((part) => (typeof part === "string" ? element("p", {}, part) : part)),
  actions(...buttons),
];
