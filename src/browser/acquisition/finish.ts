import { elementOf } from "../shared/element.ts";
import type { MadeFile } from "./file.ts";
import { language, settings } from "./settings.ts";

let isSaved = false;

/** Browsers ask before the page is left while the only copy of the key is in it. */
const warnUnsaved = (event: BeforeUnloadEvent): void => {
  if (!isSaved) event.preventDefault();
};

const save = (file: MadeFile, address: string): void => {
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  isSaved = true;
  elementOf("saved", HTMLElement).textContent =
    `${elementOf("saved", HTMLElement).dataset["text"] ?? ""} ${file.name}`;
};

const copy = async (passphrase: string): Promise<void> => {
  const said = elementOf("copied", HTMLElement);
  try {
    await navigator.clipboard.writeText(passphrase);
    said.textContent = said.dataset["done"] ?? "";
  } catch {
    said.textContent = said.dataset["failed"] ?? "";
  }
};

/** 2026年11月23日 17時05分, in the institution's time zone. */
const momentText = (instant: string): string =>
  new Intl.DateTimeFormat(language() === "ja" ? "ja-JP" : "en-GB", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: settings().timeZone,
  }).format(new Date(instant));

/** The last part of the page: the file, its passphrase, and how it gets to its place on this device. */
export const showFile = (made: {
  readonly file: MadeFile;
  readonly passphrase: string;
  readonly device: string;
  readonly confirmBefore: string;
}): void => {
  const { file, passphrase } = made;
  elementOf("passphrase", HTMLElement).textContent = passphrase;
  elementOf("confirm-before", HTMLElement).textContent = momentText(made.confirmBefore);
  for (const steps of document.querySelectorAll<HTMLElement>("[data-steps]")) {
    steps.hidden = steps.dataset["steps"] !== made.device;
  }
  const address = URL.createObjectURL(file.content);
  elementOf("save", HTMLButtonElement).addEventListener("click", () => {
    save(file, address);
  });
  elementOf("copy", HTMLButtonElement).addEventListener("click", () => void copy(passphrase));
  addEventListener("beforeunload", warnUnsaved);
};
