import type { Keys } from "./layout.ts";
import { isDirection, neighbour } from "./layout.ts";
import { countOf, deleteAll, deleteOne, type } from "./secret.ts";
import type { Texts } from "./texts.ts";

/** A keyboard under one field. */
export interface Keyboard {
  readonly element: HTMLElement;
  /** Puts the keys in a new order, in small letters. */
  renew(): void;
  /** Brings what is said of the field up to date. */
  refresh(): void;
}

export interface KeyboardOptions {
  readonly input: HTMLInputElement;
  /** What the field is called. */
  readonly label: string;
  readonly id: string;
  readonly texts: Texts;
  /** The keys of a new opening. */
  readonly keys: () => Keys;
  /** Whether their order changes. */
  readonly isShuffled: boolean;
  /** Closes the keyboard: by Escape, or because all is typed. */
  readonly close: (because: "escape" | "done") => void;
}

const made = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
};

const buttonOf = (className: string, label: string, press: () => void): HTMLButtonElement => {
  const button = made("button", className, label);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
};

/** Makes it. Its keys are one stop of the Tab key, with the arrows between them; its tools are stops of their own. */
export const keyboardOf = (options: KeyboardOptions): Keyboard => {
  const { input, texts, id } = options;
  let isCapital = false;

  const status = made("p", "keyboard-status");
  status.setAttribute("role", "status");
  const keyArea = made("div", "keyboard-keys");
  const capitals = buttonOf("button button-secondary button-small", texts.capitals, () => toggle());
  capitals.setAttribute("aria-pressed", "false");

  const say = (isFull = false): void => {
    const count = countOf(input);
    status.textContent = isFull ? texts.full(count) : texts.count(count);
  };

  const keysShown = (): HTMLButtonElement[] => Array.from(keyArea.querySelectorAll("button"));

  /** One key alone is reached by Tab. */
  const focusOn = (key: HTMLButtonElement): void => {
    for (const other of keysShown()) other.tabIndex = other === key ? 0 : -1;
    key.focus();
  };

  const name = (key: HTMLButtonElement, letter: string): void => {
    const shown = isCapital ? letter.toUpperCase() : letter;
    key.textContent = shown;
    if (/^[a-z]$/.test(letter))
      key.setAttribute("aria-label", isCapital ? texts.capital(shown) : texts.small(shown));
  };

  const keyOf = (character: string): HTMLButtonElement => {
    const key = buttonOf("keyboard-key", "", () => {
      say(!type(input, isCapital ? character.toUpperCase() : character));
    });
    key.dataset["key"] = character;
    key.tabIndex = -1;
    name(key, character);
    return key;
  };

  const toggle = (): void => {
    isCapital = !isCapital;
    capitals.setAttribute("aria-pressed", String(isCapital));
    for (const key of keysShown()) name(key, key.dataset["key"] ?? "");
  };

  const renew = (): void => {
    if (isCapital) toggle();
    const { digits, letters, symbols } = options.keys();
    const groups = [digits, letters, symbols].filter((group) => group.length > 0);
    keyArea.replaceChildren(...groups.map((group) => made("div", "keyboard-group", ...group.map(keyOf))));
    const [first] = keysShown();
    if (first !== undefined) first.tabIndex = 0;
    say();
  };

  const move = (event: KeyboardEvent): void => {
    const keys = keysShown();
    const at = keys.findIndex((key) => key === event.target);
    if (at < 0) return;
    const places = keys.map((key) => {
      const { left, top, width } = key.getBoundingClientRect();
      return { x: left + width / 2, y: top };
    });
    const to = isDirection(event.key)
      ? neighbour(places, at, event.key)
      : event.key === "Home"
        ? 0
        : event.key === "End"
          ? keys.length - 1
          : undefined;
    const key = to === undefined ? undefined : keys[to];
    if (key === undefined) return;
    event.preventDefault();
    focusOn(key);
  };

  const remove = (how: (from: HTMLInputElement) => void): void => {
    how(input);
    say();
  };

  const small = "button button-secondary button-small";
  const tools = made(
    "div",
    "actions keyboard-tools",
    capitals,
    buttonOf(small, texts.deleteOne, () => remove(deleteOne)),
    buttonOf(small, texts.deleteAll, () => remove(deleteAll)),
    ...(options.isShuffled ? [buttonOf(small, texts.shuffle, renew)] : []),
    buttonOf(small, texts.close, () => options.close("done")),
  );
  const help = made("p", "field-help", texts.help);
  help.id = `${id}-help`;
  const element = made("div", "keyboard", help, keyArea, tools, status);
  element.id = id;
  element.hidden = true;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", texts.name(options.label));
  element.setAttribute("aria-describedby", help.id);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      options.close("escape");
    } else if (event.key === "Backspace") {
      event.preventDefault();
      remove(deleteOne);
    } else move(event);
  });
  // A key that is clicked becomes the one that Tab comes back to.
  keyArea.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLButtonElement)
      for (const key of keysShown()) key.tabIndex = key === target ? 0 : -1;
  });
  return { element, renew, refresh: () => say() };
};
