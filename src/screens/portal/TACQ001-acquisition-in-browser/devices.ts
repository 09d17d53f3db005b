import type { BrowserForm } from "#domain/enrollment/in-browser.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/** Where a certificate from the browser is to be used. */
export type DeviceId = "windows" | "macos" | "ios" | "android" | "firefox" | "linux";

interface DeviceFacts {
  readonly name: Bilingual;
  /** How it stands in the record of the certificate. */
  readonly recordedName: string;
  /** Forms that it takes, the easier one first. */
  readonly forms: readonly BrowserForm[];
  /** Which PKCS#12 it reads for certain: facts and their sources in docs/acquisition-in-browser.md. */
  readonly protection: "current" | "old";
}

/** The table of facts: what a device takes. Everything about devices is decided here. */
const devices: Readonly<Record<DeviceId, DeviceFacts>> = {
  windows: {
    name: { ja: "Windows（Chrome・Edge）", en: "Windows (Chrome, Edge)" },
    recordedName: "Windows",
    forms: ["pkcs12"],
    protection: "current",
  },
  macos: {
    name: { ja: "Mac（Safari・Chrome）", en: "Mac (Safari, Chrome)" },
    recordedName: "macOS",
    forms: ["appleProfile", "pkcs12"],
    protection: "old",
  },
  ios: {
    name: { ja: "iPhone・iPad", en: "iPhone, iPad" },
    recordedName: "iOS",
    forms: ["appleProfile", "pkcs12"],
    protection: "old",
  },
  android: {
    name: { ja: "Android（Chrome）", en: "Android (Chrome)" },
    recordedName: "Android",
    forms: ["pkcs12"],
    protection: "old",
  },
  firefox: {
    name: { ja: "Firefox（パソコン）", en: "Firefox (on a PC)" },
    recordedName: "Firefox",
    forms: ["pkcs12"],
    protection: "current",
  },
  linux: {
    name: { ja: "Linux（Chrome・Chromium）", en: "Linux (Chrome, Chromium)" },
    recordedName: "Linux",
    forms: ["pkcs12"],
    protection: "current",
  },
};

/** What the enrolment API is told of the form (`keyStoreKind`). */
const kinds: Readonly<Record<BrowserForm, string>> = {
  pkcs12: "browser-pkcs12",
  appleProfile: "browser-apple-profile",
};

export interface OfferedDevice extends Omit<DeviceFacts, "forms"> {
  readonly id: DeviceId;
  readonly form: BrowserForm;
  readonly keyStoreKind: string;
}

const isDeviceId = (id: string): id is DeviceId => Object.hasOwn(devices, id);

/** The devices for which the institution's policy allows a form, each with its easiest. */
export const offeredDevices = ({ acquisition: { inBrowser } }: InstitutionPolicy): readonly OfferedDevice[] =>
  Object.keys(devices)
    .filter(isDeviceId)
    .flatMap((id) => {
      const { forms, ...facts } = devices[id];
      const form = forms.find((candidate) => inBrowser.forms.includes(candidate));
      return form === undefined ? [] : [{ id, form, keyStoreKind: kinds[form], ...facts }];
    });

const signs: readonly (readonly [RegExp, DeviceId])[] = [
  [/iPhone|iPad/, "ios"],
  [/Android/, "android"],
  [/Firefox\//, "firefox"],
  [/Macintosh/, "macos"],
  [/Windows/, "windows"],
];

/** The device that a browser says it is: a suggestion, nothing more. */
export const deviceOf = (userAgent: string | undefined): DeviceId =>
  signs.find(([sign]) => sign.test(userAgent ?? ""))?.[1] ?? "linux";
