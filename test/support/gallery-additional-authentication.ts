import type { OwnDevice } from "#domain/risk/devices.ts";
import type { Language } from "#platform/html/language.ts";
import { additionalAnswersPage } from "#screens/portal/additional-answers-page.ts";
import { additionalAuthenticationPage } from "#screens/portal/TADA001-additional-authentication/view.ts";
import { additionalAnswersResultPage } from "#screens/portal/TADA002-additional-answers/result-view.ts";
import { ownDevicesPage } from "#screens/portal/TDEV001-own-devices/view.ts";
import { registrationCodePage } from "#screens/portal/TURC001-registration-code/view.ts";
import { furtherProofsPlace } from "#screens/portal/TFPA001-further-proofs/texts.ts";
import {
  actConfirmationPage,
  actResultPage,
  furtherProofsPage,
  type FurtherProofRow,
} from "#screens/portal/TFPA001-further-proofs/view.ts";
import { administrationPlace, settingsPlace, topPlaces, usersPlace } from "#screens/portal/places.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { invariant } from "#shared/invariant.ts";
import { NOW, entry, people, refusalOf } from "./gallery-parts.ts";
import type { GalleryEntry, Scene } from "./gallery-parts.ts";

const scene = (path: string): Scene => ({ institution: "akagi", role: "user", path });
const answer = scene("/login/additional-authentication");
const own = scene("/settings/additional-answers");
const code = scene("/login/registration-code");
const devices = scene("/settings/devices");
const trail = [topPlaces.bizsol, settingsPlace];

/** Whoever still owes a proof sees no menu. */
const pending = (page: PageContext): PageContext =>
  page.visitor === undefined ? page : { ...page, visitor: { ...page.visitor, menu: [] } };

const questionOf = ({ institution }: PageContext) => {
  const question = institution.secondFactor.additionalAuthentication.questions[3];
  invariant(question !== undefined, "the shipped list has more than three questions");
  return question;
};

const missing = (language: Language): string => (language === "ja" ? "入力してください。" : "Type it in.");

const known: readonly OwnDevice[] = [
  {
    deviceId: "0".repeat(32),
    kind: "browser",
    browser: "Chrome / Windows",
    firstSeenAt: NOW.subtract({ hours: 24 * 120 }),
    lastSeenAt: NOW,
    isThisOne: true,
  },
  {
    deviceId: "1".repeat(32),
    kind: "certificate",
    browser: "Firefox / Linux",
    firstSeenAt: NOW.subtract({ hours: 24 * 300 }),
    lastSeenAt: NOW.subtract({ hours: 24 * 41 }),
    isThisOne: false,
  },
  {
    deviceId: "2".repeat(32),
    kind: "browser",
    browser: "–",
    firstSeenAt: NOW.subtract({ hours: 24 * 60 }),
    lastSeenAt: NOW.subtract({ hours: 24 * 60 }),
    isThisOne: false,
  },
];

const administration: Scene = { institution: "akagi", role: "master", path: furtherProofsPlace.path };
const adminTrail = [topPlaces.bizsol, administrationPlace, usersPlace];

const rows = (language: Language): readonly FurtherProofRow[] => {
  const [first, second, third] = people[language];
  const row = (userId: string, userName: string, more: Partial<FurtherProofRow>): FurtherProofRow => ({
    userId,
    identity: userId,
    userName,
    isSelf: false,
    answersRegisteredAt: null,
    code: "none",
    acts: [],
    ...more,
  });
  return [
    row("hanako01", first, {
      isSelf: true,
      answersRegisteredAt: NOW.subtract({ hours: 2400 }),
      code: "verified",
    }),
    row("senko02", second, {
      answersRegisteredAt: NOW.subtract({ hours: 240 }),
      code: "expired",
      acts: ["resetAnswers", "makeCode"],
    }),
    row("taro03", third, { code: "open", acts: ["makeCode"] }),
  ];
};

const target = (language: Language): FurtherProofRow => {
  const row = rows(language)[1];
  invariant(row !== undefined, "there are three users");
  return row;
};

/** Additional authentication, user registration code, own devices. */
export const additionalAuthenticationEntries: readonly GalleryEntry[] = [
  entry("TADA001-question", answer, (page) =>
    additionalAuthenticationPage(pending(page), { question: questionOf(page), path: answer.path }),
  ),
  entry("TADA001-refused", answer, (page) =>
    additionalAuthenticationPage(pending(page), {
      question: questionOf(page),
      path: answer.path,
      refusal: refusalOf("ADDITIONAL_ANSWER_REFUSED"),
    }),
  ),
  entry("TADA001-stopped", answer, (page) =>
    additionalAuthenticationPage(pending(page), {
      question: questionOf(page),
      path: answer.path,
      refusal: refusalOf("CREDENTIAL_STOPPED"),
    }),
  ),
  entry("TADA002-first", answer, (page) =>
    additionalAnswersPage(pending(page), [], { use: "login", path: `${answer.path}/registration` }),
  ),
  entry("TADA002-change", own, (page) =>
    additionalAnswersPage(page, trail, { use: "own", path: own.path, isRegistered: true }),
  ),
  entry("TADA002-refused", own, (page, language) =>
    additionalAnswersPage(page, trail, {
      use: "own",
      path: own.path,
      isRegistered: true,
      refusal: refusalOf("FORM_INCOMPLETE"),
      values: { question1: "firstPet", answer1: `<"'&> 😀 أهلا`, question2: "firstTrip" },
      errors: { answer2: missing(language), question3: missing(language), secret: missing(language) },
    }),
  ),
  entry("TADA003-registered", own, (page) => additionalAnswersResultPage(page)),
  entry("TURC001-code", code, (page) => registrationCodePage(pending(page), { path: code.path })),
  entry("TURC001-refused", code, (page) =>
    registrationCodePage(pending(page), { path: code.path, refusal: refusalOf("REGISTRATION_CODE_REFUSED") }),
  ),
  entry("TDEV001-devices", devices, (page) => ownDevicesPage(page, trail, { devices: known })),
  entry("TDEV001-forgotten", devices, (page) =>
    ownDevicesPage(page, trail, { devices: [], isForgotten: true }),
  ),
  entry("TFPA001-list", administration, (page, language) =>
    furtherProofsPage(page, adminTrail, rows(language)),
  ),
  entry("TFPA002-reset", administration, (page, language) =>
    actConfirmationPage(page, [...adminTrail, furtherProofsPlace], {
      act: "resetAnswers",
      user: target(language),
    }),
  ),
  entry("TFPA003-reset", administration, (page, language) =>
    actResultPage(page, [...adminTrail, furtherProofsPlace], {
      act: "resetAnswers",
      user: target(language),
      made: undefined,
    }),
  ),
  entry("TFPA004-make-refused", administration, (page, language) =>
    actConfirmationPage(page, [...adminTrail, furtherProofsPlace], {
      act: "makeCode",
      user: target(language),
      refusal: refusalOf("CREDENTIAL_REFUSED"),
    }),
  ),
  entry("TFPA005-made", administration, (page, language) =>
    actResultPage(page, [...adminTrail, furtherProofsPlace], {
      act: "makeCode",
      user: target(language),
      made: { code: "7K2Q-9XM0-C4TB", expiresAt: NOW.add({ hours: 720 }) },
    }),
  ),
];
