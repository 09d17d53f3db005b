import { elementOf } from "../shared/element.ts";
import { FORMS, PROTECTIONS, type Form, type ProtectionName } from "./file.ts";
import type { Language } from "./proof-form.ts";

/** What the server put into the page for this program (TACQ001, view.ts). */
const text = (name: string): string => {
  const value = elementOf("acquisition", HTMLElement).dataset[name];
  if (value === undefined) throw new Error(`the page does not say ${name}`);
  return value;
};

export const language = (): Language => (document.documentElement.lang === "en" ? "en" : "ja");

export const settings = () => ({
  /** Address of the enrolment API's sessions. */
  sessions: text("sessions"),
  institution: text("institution"),
  /** Name of the banking service: part of what keychains show. */
  service: text("service"),
  timeZone: text("timeZone"),
  profile: {
    displayName: text("profileName"),
    description: text("profileDescription"),
    organization: text("organization"),
    certificateName: text("certificateName"),
    authorityName: text("authorityName"),
  },
});

/** Problems that the page finds by itself: the words for each are in the page. */
export const ownProblem = (
  code: "BROWSER_CANNOT_REACH" | "BROWSER_CANNOT_MAKE_KEYS" | "BROWSER_STEP_UNKNOWN",
) => {
  const found = document.querySelector<HTMLElement>(`[data-problem="${code}"]`);
  return { code, cause: found?.dataset["cause"] ?? code, action: found?.dataset["action"] ?? "" };
};

/** The device that was chosen, and what the table of devices says about it. */
export interface Device {
  readonly id: string;
  /** For the record of the certificate: "macOS". */
  readonly name: string;
  readonly form: Form;
  readonly protection: ProtectionName;
}

const isForm = (value: string | undefined): value is Form => FORMS.some((form) => form === value);
const isProtection = (value: string | undefined): value is ProtectionName =>
  value !== undefined && Object.hasOwn(PROTECTIONS, value);

export const chosenDevice = (): Device => {
  const input = document.querySelector<HTMLInputElement>("input[name=device]:checked");
  const { form, protection, device } = input?.dataset ?? {};
  if (input === null || device === undefined || !isForm(form) || !isProtection(protection)) {
    throw new Error("no device is chosen");
  }
  return { id: input.value, name: device, form, protection };
};

/** iPads say that they are Macs; a Mac has no touch screen. */
export const correctDevice = (): void => {
  const mac = document.querySelector<HTMLInputElement>("input[name=device][value=macos]");
  const ios = document.querySelector<HTMLInputElement>("input[name=device][value=ios]");
  if (mac?.checked === true && ios !== null && navigator.maxTouchPoints > 1) ios.checked = true;
};
