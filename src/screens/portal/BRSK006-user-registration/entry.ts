import type { UserEntry } from "#domain/user-administration/draft.ts";
import { mayGrantToNew } from "#domain/user-administration/register.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Language } from "#platform/html/language.ts";
import { accepted, refused } from "#shared/result.ts";
import type { Result } from "#shared/result.ts";
import type { SessionVisit } from "../visit.ts";
import { texts } from "./texts.ts";

/** What was typed, as the form shows it again: never the secrets. */
export interface FormValues {
  readonly identity: string;
  readonly userName: string;
  readonly mailAddress: string;
  readonly isAdministrator: boolean;
  readonly grantsAcquisition: boolean;
  readonly secrets: "made" | "chosen";
}

/** Names of inputs to what is wrong with them. */
export type FormErrors = Readonly<Record<string, string>>;

/** Which of the optional parts the form has here. */
export interface FormParts {
  /** Where the family has administrators below the head of the contract. */
  readonly hasAdministrators: boolean;
  /** Days of the acquisition deadline, where the right may be given here; undefined: no choice. */
  readonly deadlineDays: number | undefined;
}

export const partsOf = (institution: InstitutionPolicy, visit: SessionVisit): FormParts => ({
  hasAdministrators: familyOf(institution).roles.slice(1).includes("administrator"),
  deadlineDays: mayGrantToNew(institution, visit.session.user, "user")
    ? (institution.acquisition.deadlineDays ?? undefined)
    : undefined,
});

export const emptyValues: FormValues = {
  identity: "",
  userName: "",
  mailAddress: "",
  isAdministrator: false,
  grantsAcquisition: true,
  secrets: "made",
};

export const valuesOf = (form: SessionVisit["form"]): FormValues => ({
  // Full-width letters and digits are what Japanese keyboards write.
  identity: (form["identity"] ?? "").normalize("NFKC").trim(),
  userName: (form["userName"] ?? "").trim(),
  mailAddress: (form["mailAddress"] ?? "").normalize("NFKC").trim(),
  isAdministrator: form["administrator"] === "yes",
  grantsAcquisition: form["grants"] === "yes",
  secrets: form["secrets"] === "chosen" ? "chosen" : "made",
});

const SECRETS = ["login", "confirmation"] as const;

const secretErrors = (form: SessionVisit["form"], language: Language): FormErrors => {
  const text = texts[language];
  const errors: Record<string, string> = {};
  for (const name of SECRETS) {
    const first = form[name] ?? "";
    if (first === "") errors[name] = text.missing;
    else if (form[`${name}Again`] !== first) errors[`${name}Again`] = text.differs;
  }
  return errors;
};

/** What the domain is asked to take, or which inputs are not right. */
export const entryOf = (
  { form, institution, page }: SessionVisit,
  values: FormValues,
  parts: FormParts,
): Result<UserEntry, FormErrors> => {
  const text = texts[page.language];
  const missing = (["identity", "userName", "mailAddress"] as const).filter((name) => values[name] === "");
  const isChosen = values.secrets === "chosen";
  const errors: FormErrors = {
    ...Object.fromEntries(missing.map((name) => [name, text.missing])),
    ...(isChosen && secretErrors(form, page.language)),
  };
  if (Object.keys(errors).length > 0) return refused(errors);
  const isShinkin = institution.family === "shinkin";
  const role = parts.hasAdministrators && values.isAdministrator ? "administrator" : "user";
  return accepted({
    userId: isShinkin ? values.identity : undefined,
    loginId: isShinkin ? null : values.identity,
    userName: values.userName,
    mailAddress: values.mailAddress,
    role,
    language: page.language,
    grantsAcquisition: parts.deadlineDays !== undefined && values.grantsAcquisition,
    secrets: isChosen ? { login: form["login"] ?? "", confirmation: form["confirmation"] ?? "" } : undefined,
  });
};
