import { accountPage } from "#screens/portal/TREG001-registration/account-view.ts";
import { checkPage } from "#screens/portal/TREG001-registration/check-view.ts";
import { choicePage } from "#screens/portal/TREG001-registration/choice-view.ts";
import { codePage } from "#screens/portal/TREG001-registration/code-view.ts";
import { resultPage } from "#screens/portal/TREG001-registration/result-view.ts";
import { mailAddressPage, mailCodePage, mailResultPage } from "#screens/portal/TMAI001-mail-address/view.ts";
import { secretReminderPage } from "#screens/portal/TSEC001-secret-change/reminder-view.ts";
import { secretResultPage } from "#screens/portal/TSEC001-secret-change/result-view.ts";
import { secretChangePage } from "#screens/portal/TSEC001-secret-change/view.ts";
import { ownSettingsPage } from "#screens/portal/TSET001-own-settings/view.ts";
import { settingsPlace, topPlaces } from "#screens/portal/places.ts";
import type { Language } from "#platform/html/language.ts";
import { NOW, entry, hisui, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const MAIL = "hanako@customer.example";
const register: Scene = { institution: "hisui", path: "/registration" };
const minato: Scene = { institution: "minato", role: "user", path: "/settings" };
const trail = [topPlaces.bizsol, settingsPlace];

const entered = (language: Language) => ({
  userName: people[language][0],
  mailAddress: MAIL,
  loginId: "hanako01",
  language,
});

const missing = (language: Language): string => (language === "ja" ? "入力してください。" : "Type it in.");

const registration: readonly GalleryEntry[] = [
  entry("TREG001-account", register, (page) => accountPage(page)),
  entry("TREG001-refused", register, (page, language) =>
    accountPage(page, {
      refusal: refusalOf("FORM_INCOMPLETE"),
      values: { branchNumber: `<"'&> 😀 أهلا` },
      errors: { accountType: missing(language), provisionalLogin: missing(language) },
    }),
  ),
  entry("TREG002-details", register, (page) => choicePage(page)),
  entry("TREG002-trivial", register, (page, language) =>
    choicePage(page, {
      refusal: refusalOf("SECRET_TRIVIAL"),
      values: { ...entered(language), mailAgain: MAIL },
    }),
  ),
  entry("TREG003-code", register, (page) => codePage(page, { mailAddress: MAIL })),
  entry("TREG003-refused", register, (page) =>
    codePage(page, { mailAddress: MAIL, refusal: refusalOf("MAIL_CODE_REFUSED") }),
  ),
  entry("TREG004-check", register, (page, language) =>
    checkPage(page, { entered: entered(language), revision: 1 }),
  ),
  entry("TREG005-done", register, (page, language) => resultPage(page, entered(language))),
];

const settings: readonly GalleryEntry[] = [
  entry("TSET001-settings", hisui("/settings"), (page) => ownSettingsPage(page, [topPlaces.bizsol], MAIL)),
  entry("TSET001-shinkin-no-mail", minato, (page) => ownSettingsPage(page, [topPlaces.shinkin], null)),
  entry("TSEC001-login", hisui("/settings/secrets/login"), (page) =>
    secretChangePage(page, trail, {
      kinds: ["login"],
      path: "/settings/secrets/login",
      isRequired: false,
    }),
  ),
  entry("TSEC001-required", minato, (page, language) =>
    secretChangePage(page, trail, {
      kinds: ["login", "confirmation"],
      path: "/settings/secrets/required",
      isRequired: true,
      refusal: refusalOf("FORM_INCOMPLETE"),
      errors: { loginCurrent: missing(language) },
    }),
  ),
  entry("TSEC002-changed", hisui("/settings"), (page) =>
    secretResultPage(page, { kinds: ["login", "confirmation"], isMoreRequired: false }),
  ),
  entry("TSEC003-reminder", minato, (page) =>
    secretReminderPage(page, {
      old: [{ kind: "login", changedAt: NOW.subtract({ hours: 24 * 95 }) }],
      days: 90,
      path: "/settings/secrets/old",
    }),
  ),
  entry("TMAI001-mail", hisui("/settings/mail"), (page) => mailAddressPage(page, trail, { present: MAIL })),
  entry("TMAI001-refused", hisui("/settings/mail"), (page) =>
    mailAddressPage(page, trail, {
      present: null,
      refusal: refusalOf("CREDENTIAL_REFUSED"),
      values: { mailAddress: "new@customer.example", mailAgain: "new@customer.example" },
    }),
  ),
  entry("TMAI002-code", hisui("/settings/mail/code"), (page) =>
    mailCodePage(page, trail, { mailAddress: "new@customer.example" }),
  ),
  entry("TMAI003-changed", hisui("/settings/mail"), (page) => mailResultPage(page, "new@customer.example")),
];

/** First contact and own settings. */
export const firstContactEntries: readonly GalleryEntry[] = [...registration, ...settings];
