import { familyOf } from "#domain/institution/families.ts";
import type { CertificateAct } from "#domain/replacement/history.ts";
import type { Language } from "#platform/html/language.ts";
import { disownedPage, disowningPage } from "#screens/portal/TDIS001-not-me/view.ts";
import type { DisowningModel } from "#screens/portal/TDIS001-not-me/view.ts";
import { ownCertificatesPage } from "#screens/portal/TOWN001-own-certificates/view.ts";
import type { OwnCertificatesModel } from "#screens/portal/TOWN001-own-certificates/view.ts";
import { replacementConfirmationPage } from "#screens/portal/TRPL001-replace-pc/confirmation-view.ts";
import type { ConfirmationModel } from "#screens/portal/TRPL001-replace-pc/confirmation-view.ts";
import { replacementProofPage } from "#screens/portal/TRPL001-replace-pc/proof-view.ts";
import { replacementResultPage } from "#screens/portal/TRPL001-replace-pc/result-view.ts";
import { replacementStartPage } from "#screens/portal/TRPL001-replace-pc/start-view.ts";
import { ownCertificatesPlace, topPlaces } from "#screens/portal/places.ts";
import { NOW, SERIAL, entry, hisui, ownCertificates, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const at = (path: string, institution = "hisui"): Scene => ({ institution, path });
const start = at("/certificate/replace");
const proof = at("/certificate/replace/proof");

const missing = (language: Language): string => (language === "ja" ? "入力してください。" : "Type it in.");

const certificate = (language: Language) => ({
  serial: SERIAL,
  notAfter: Temporal.Instant.from("2027-10-02T14:59:59Z"),
  deviceName: "KEIRI-PC03",
  osUser: language === "ja" ? "花子" : "hanako",
  keyStoreKind: "nss",
  lastUsedAt: NOW.subtract({ hours: 27 }),
});

const confirmation = (language: Language, more: Partial<ConfirmationModel> = {}): ConfirmationModel => ({
  identity: "hanako01",
  userName: people[language][0],
  certificate: certificate(language),
  isLoggedIn: false,
  path: "/certificate/replace/confirm",
  back: "/login",
  ...more,
});

const replacement: readonly GalleryEntry[] = [
  entry("TRPL001-start", start, (page) => replacementStartPage(page)),
  entry("TRPL001-shinkin-by-role", at("/certificate/replace", "yukiguni"), (page) =>
    replacementStartPage(page),
  ),
  entry("TRPL001-waits", at("/certificate/replace", "akagi"), (page) =>
    replacementStartPage({
      ...page,
      institution: {
        ...page.institution,
        replacement: { ...page.institution.replacement, waitSeconds: 86_400 },
      },
    }),
  ),
  entry("TRPL001-needs-institution", at("/certificate/replace", "minato"), (page) =>
    replacementStartPage(page, { refusal: refusalOf("REPLACEMENT_NEEDS_INSTITUTION"), way: "none" }),
  ),
  entry("TRPL001-nothing-to-replace", start, (page) =>
    replacementStartPage(page, { refusal: refusalOf("NOTHING_TO_REPLACE"), way: "acquire" }),
  ),
  entry("TRPL001-session-over", start, (page) =>
    replacementStartPage(page, { refusal: refusalOf("ENROLLMENT_SESSION_EXPIRED") }),
  ),
  entry("TRPL002-identity", proof, (page) =>
    replacementProofPage(page, { ask: "identity", fields: familyOf(page.institution).identityFields }),
  ),
  entry("TRPL002-shinkin-refused", at("/certificate/replace/proof", "minato"), (page) =>
    replacementProofPage(page, {
      ask: "identity",
      fields: familyOf(page.institution).identityFields,
      values: { contractId: "2000001", userId: `<"'&> 😀` },
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TRPL002-confirmation-password", proof, (page, language) =>
    replacementProofPage(page, {
      ask: "confirmationSecret",
      fields: [familyOf(page.institution).secretFields.confirmation],
      refusal: refusalOf("FORM_INCOMPLETE"),
      errors: { confirmationPassword: missing(language) },
    }),
  ),
  entry("TRPL002-one-time-password", at("/certificate/replace/proof", "akagi"), (page) =>
    replacementProofPage(page, {
      ask: "oneTimePasswordStartOfUse",
      fields: [
        {
          name: "tokenSerial",
          label: { ja: "トークンのシリアル番号", en: "Serial number of the token" },
          secret: false,
          maxLength: 40,
        },
        {
          name: "oneTimePassword",
          label: { ja: "ワンタイムパスワード", en: "One-time password" },
          secret: false,
          maxLength: 16,
        },
      ],
      text: {
        ja: "ワンタイムパスワードの利用開始登録を行います。\nトークンの裏面のシリアル番号と、今表示されている数字を入力してください。",
        en: "Your one-time password token is now registered.\nType in the serial number on its back and the digits it shows.",
      },
    }),
  ),
  entry("TRPL003-confirmation", at("/certificate/replace/confirm"), (page, language) =>
    replacementConfirmationPage(page, confirmation(language)),
  ),
  entry("TRPL003-logged-in", hisui("/certificates/replace"), (page, language) =>
    replacementConfirmationPage(
      page,
      confirmation(language, {
        isLoggedIn: true,
        path: "/certificates/replace",
        back: "/certificates",
        breadcrumb: [topPlaces.bizsol, ownCertificatesPlace],
        refusal: refusalOf("FORM_INCOMPLETE"),
        errors: {
          reason: language === "ja" ? "お手続きの理由を選んでください。" : "Choose a reason.",
          secret: missing(language),
        },
      }),
    ),
  ),
  entry("TRPL003-unknown-device", at("/certificate/replace/confirm", "minato"), (page, language) =>
    replacementConfirmationPage(
      page,
      confirmation(language, {
        identity: "2000001 / user01",
        certificate: {
          ...certificate(language),
          deviceName: undefined,
          keyStoreKind: undefined,
          lastUsedAt: undefined,
        },
      }),
    ),
  ),
  entry("TRPL004-done", at("/certificate/replace/result"), (page) =>
    replacementResultPage(page, {
      identity: "hanako01",
      serial: SERIAL,
      deviceName: "KEIRI-PC03",
      revokedAt: NOW,
      opensAt: undefined,
      deadline: undefined,
      wasLost: false,
    }),
  ),
  entry("TRPL004-later", at("/certificate/replace/result", "yukiguni"), (page) =>
    replacementResultPage(page, {
      identity: "2000001 / user01",
      serial: SERIAL,
      deviceName: "KEIRI-PC03",
      revokedAt: NOW,
      opensAt: NOW.add({ hours: 24 }),
      deadline: NOW.add({ hours: 24 * 80 }),
      wasLost: true,
    }),
  ),
];

const disowning = (language: Language, more: Partial<DisowningModel> = {}): DisowningModel => ({
  ...certificate(language),
  issuedAt: NOW.subtract({ hours: 24 * 51 }),
  issuedFrom: "198.51.100.77",
  others: 0,
  isOfThisSession: false,
  role: "user",
  ...more,
});

const notMe: readonly GalleryEntry[] = [
  entry("TDIS001-confirmation", hisui("/certificates/1/disown", "user"), (page, language) =>
    disowningPage(page, [topPlaces.bizsol, ownCertificatesPlace], disowning(language, { others: 1 })),
  ),
  entry("TDIS001-incomplete", hisui("/certificates/1/disown"), (page, language) =>
    disowningPage(
      page,
      [topPlaces.bizsol, ownCertificatesPlace],
      disowning(language, {
        role: "master",
        isOfThisSession: true,
        deviceName: undefined,
        keyStoreKind: undefined,
        issuedFrom: undefined,
        lastUsedAt: undefined,
        refusal: refusalOf("FORM_INCOMPLETE"),
        error: missing(language),
      }),
    ),
  ),
  entry("TDIS002-done", at("/login"), (page) => disownedPage(page, { serials: [SERIAL], role: "user" })),
  entry("TDIS002-shinkin-by-branch", at("/login", "minato"), (page) =>
    disownedPage(page, { serials: [SERIAL, SERIAL.replaceAll("5", "6")], role: "administrator" }),
  ),
];

const acts: readonly CertificateAct[] = [
  {
    at: Temporal.Instant.from("2025-10-19T08:30:00Z"),
    act: "replaced",
    serial: "c0ffee00c0ffee00c0ffee00c0ffee00",
    deviceName: "A-VERY-LONG-NAME-OF-A-NOTEBOOK-THAT-WAS-LOST-IN-A-TRAIN",
    address: "2001:db8::24",
    wasLoggedIn: false,
  },
  {
    at: Temporal.Instant.from("2024-03-01T00:00:00Z"),
    act: "disowned",
    serial: SERIAL,
    deviceName: undefined,
    address: "203.0.113.24",
    wasLoggedIn: true,
  },
];

const own = (language: Language, more: Partial<OwnCertificatesModel> = {}): OwnCertificatesModel => {
  const certificates = ownCertificates(language);
  return {
    certificates,
    total: certificates.length,
    part: { number: 1, pages: 1 },
    acts,
    mayReplace: true,
    ...more,
  };
};

const list: readonly GalleryEntry[] = [
  entry("TOWN001-list", hisui("/certificates"), (page, language) =>
    ownCertificatesPage(page, topPlaces.bizsol, own(language)),
  ),
  entry("TOWN001-second-page", hisui("/certificates"), (page, language) =>
    ownCertificatesPage(
      page,
      topPlaces.bizsol,
      own(language, {
        certificates: ownCertificates(language).slice(3),
        total: 23,
        part: { number: 2, pages: 3 },
        acts: [],
      }),
    ),
  ),
  entry("TOWN001-shinkin-empty", { institution: "minato", role: "user", path: "/certificates" }, (page) =>
    ownCertificatesPage(page, topPlaces.shinkin, {
      certificates: [],
      total: 0,
      part: { number: 1, pages: 1 },
      acts: [],
      mayReplace: false,
    }),
  ),
];

/** Replacing a PC, “this was not me”, and the user's own certificates. */
export const replacementEntries: readonly GalleryEntry[] = [...replacement, ...notMe, ...list];
