import type { InstalledCertificate } from "../core/installed.ts";
import { fill, formatInstant, type Language, stateTexts, texts } from "./texts.ts";

const accountOf = ({ note, subject }: InstalledCertificate): string =>
  note === undefined || note.account.length === 0
    ? subject
    : note.account.map(({ value }) => value).join(" / ");

const expiryOf = ({ notAfter, daysLeft }: InstalledCertificate, language: Language): string => {
  const days =
    daysLeft >= 0
      ? fill(texts.daysLeft[language], { days: daysLeft })
      : fill(texts.daysAgo[language], { days: -daysLeft });
  return `${formatInstant(notAfter, language)} (${days})`;
};

const stateOf = ({ state, revocation }: InstalledCertificate, language: Language): string => {
  const text = stateTexts[state][language];
  return state === "valid" && revocation === "unreachable" ? `${text} (${texts.notChecked[language]})` : text;
};

/** A certificate as people read it. */
export const certificateLines = (installed: InstalledCertificate, language: Language): string[] => {
  const { note, institution, serial, subject } = installed;
  const rows: [keyof typeof texts, string][] = [
    ["institution", institution?.name[language] ?? note?.institution ?? texts.unknown[language]],
    ["account", accountOf(installed)],
    ["device", note === undefined ? texts.unknown[language] : `${note.deviceName} (${note.osUser})`],
    ["expiry", expiryOf(installed, language)],
    ["state", stateOf(installed, language)],
    ["serial", serial],
    ["subject", subject],
  ];
  return rows.map(([name, value]) => `${texts[name][language]}: ${value}`);
};

/** The same for a machine. */
export const certificateRecord = (installed: InstalledCertificate): Record<string, unknown> => {
  const { note, institution, serial, subject, notBefore, notAfter, daysLeft, state, revocation } = installed;
  return {
    serial,
    institution: institution && { id: institution.id, name: institution.name },
    account: note && Object.fromEntries(note.account.map(({ name, value }) => [name, value])),
    deviceName: note?.deviceName,
    osUser: note?.osUser,
    subject,
    notBefore: notBefore.toString(),
    notAfter: notAfter.toString(),
    daysLeft,
    state,
    revocation,
  };
};
