import type { Keyboard } from "./keyboard.ts";
import { keyboardOf } from "./keyboard.ts";
import { keysOf } from "./layout.ts";
import { textsIn } from "./texts.ts";

/**
 * ☐ソフトウェアキーボードを使用する at every field for a secret. Without this program the box is not there, and the field
 * is typed into as always; with it, both ways work at the same time.
 */

const root = document.documentElement;
const isShuffled = root.dataset["softwareKeyboard"] === "shuffled";
const hasSymbols = root.dataset["softwareKeyboardKeys"] === "all";
const texts = textsIn(root.lang);

const keys = () => keysOf(isShuffled ? (into) => crypto.getRandomValues(into) : undefined, hasSymbols);

/** Closes the one that is open. */
let closeOpen: () => void = () => undefined;

const labelOf = (input: HTMLInputElement): string => {
  const [label] = input.labels ?? [];
  return label?.firstChild?.textContent?.trim() ?? "";
};

const attach = (input: HTMLInputElement, index: number): void => {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.setAttribute("aria-expanded", "false");
  const words = document.createElement("span");
  words.textContent = texts.use;
  const choice = document.createElement("label");
  choice.className = "choice keyboard-choice";
  choice.append(box, words);

  const close = (): void => {
    box.checked = false;
    box.setAttribute("aria-expanded", "false");
    keyboard.element.hidden = true;
    input.removeAttribute("inputmode");
    closeOpen = () => undefined;
  };
  const keyboard: Keyboard = keyboardOf({
    input,
    label: labelOf(input),
    id: `software-keyboard-${index + 1}`,
    texts,
    keys,
    isShuffled,
    close: (because) => {
      close();
      if (because === "escape") box.focus();
      else input.focus();
    },
  });
  const open = (): void => {
    closeOpen();
    keyboard.renew();
    keyboard.element.hidden = false;
    box.setAttribute("aria-expanded", "true");
    // The telephone's own keyboard stays away from it.
    input.inputMode = "none";
    closeOpen = close;
  };
  box.addEventListener("change", () => (box.checked ? open() : close()));
  input.addEventListener("input", () => keyboard.refresh());
  input.after(choice, keyboard.element);
};

for (const [index, input] of document
  .querySelectorAll<HTMLInputElement>(".field > input[type=password]")
  .entries())
  attach(input, index);
