import { elementOf } from "../shared/element.ts";
import { compareClocks } from "./clock.ts";
import { textsIn } from "./texts.ts";

/** ご利用環境: what only the browser itself can say. The page says everything else without this program. */

const texts = textsIn(document.documentElement.lang);

const NARROWEST = 320;

/** Puts a finding into its line. */
const find = (name: string, isGood: boolean | undefined, ...says: readonly (Node | string)[]): void => {
  elementOf(`environment-${name}`, HTMLElement).replaceChildren(...says);
  if (isGood === undefined) return;
  const chip = document.createElement("span");
  chip.className = `chip ${isGood ? "chip-success" : "chip-error"}`;
  chip.textContent = isGood ? texts.good : texts.bad;
  elementOf(`environment-${name}-mark`, HTMLElement).replaceChildren(chip);
};

const hasCrypto = window.isSecureContext && "subtle" in crypto;
find("script", hasCrypto, hasCrypto ? texts.scriptOn : texts.scriptNoCrypto);

// When the answer began to arrive, by this PC's clock: the time since then is not the clock's fault.
const [navigation] = performance.getEntriesByType("navigation");
const arrived =
  navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : performance.now();
const servers = Number(elementOf("environment", HTMLElement).dataset["now"]);
const clock = compareClocks(performance.timeOrigin + arrived, servers);
find(
  "clock",
  clock.isGood,
  clock.isGood ? texts.clockGood(clock.seconds) : texts.clockBad(clock.minutes, clock.isAhead),
);

const width = (): void => {
  const pixels = window.innerWidth;
  find("width", pixels >= NARROWEST, pixels >= NARROWEST ? texts.width(pixels) : texts.widthBad(pixels));
};
width();
window.addEventListener("resize", width);

const status = document.createElement("span");
status.setAttribute("role", "status");
status.textContent = texts.opening;

const buttonOf = (label: string, press: () => void): HTMLButtonElement => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-secondary button-small";
  button.textContent = label;
  button.addEventListener("click", press);
  return button;
};

/** What a button found: said, and marked in its line. */
const say = (isGood: boolean | undefined, text: string): void => {
  status.textContent = text;
  find("opening", isGood, status, buttons);
};

const tryWindow = (): void => {
  const opened = window.open("about:blank", "_blank", "width=320,height=240");
  opened?.close();
  say(opened !== null, opened === null ? texts.windowBad : texts.windowGood);
};

const trySaving = (): void => {
  const address = URL.createObjectURL(new Blob([texts.fileText], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "tegata-test.txt";
  link.click();
  URL.revokeObjectURL(address);
  say(undefined, texts.savingStarted);
};

const buttons = document.createElement("span");
buttons.className = "actions keyboard-tools";
buttons.append(buttonOf(texts.tryWindow, tryWindow), buttonOf(texts.trySaving, trySaving));
find("opening", undefined, status, buttons);
