import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { Family, UserRole } from "./policy.ts";

/** The two secrets of a user; the family says what they are called. */
export type CredentialKind = "login" | "confirmation";

/** One thing by which a person says or proves who they are. */
export interface IdentityField {
  readonly name:
    | "loginId"
    | "loginPassword"
    | "confirmationPassword"
    | "contractId"
    | "userId"
    | "pin"
    | "confirmationPin";
  readonly label: Bilingual;
  /** Hide while typing. */
  readonly secret: boolean;
  /** Longest value taken, in characters. */
  readonly maxLength: number;
  /** Which stored secret this field is compared with; undefined for the fields that name the person. */
  readonly credential?: CredentialKind;
}

/** What differs between the two families of internet banking: names and fields, no rules (those are policy). */
export interface FamilyFacts {
  /** Fields that prove who asks for a certificate, in the order of the screen (A6 “Proof for issue”). */
  readonly identityFields: readonly IdentityField[];
  /** Fields of login by ID and password, and of login by certificate where the password is asked after it. */
  readonly loginFields: readonly IdentityField[];
  /** What each stored secret is called. */
  readonly secretFields: Readonly<Record<CredentialKind, IdentityField>>;
  /** Roles that exist here, the highest first. */
  readonly roles: readonly UserRole[];
  /** What customers call each role. */
  readonly roleNames: Readonly<Record<UserRole, Bilingual>>;
}

const loginId: IdentityField = {
  name: "loginId",
  label: { ja: "ログインID", en: "Login ID" },
  secret: false,
  maxLength: 30,
};
const loginPassword: IdentityField = {
  name: "loginPassword",
  label: { ja: "ログインパスワード", en: "Login password" },
  secret: true,
  maxLength: 64,
  credential: "login",
};
const confirmationPassword: IdentityField = {
  name: "confirmationPassword",
  label: { ja: "確認用パスワード", en: "Confirmation password" },
  secret: true,
  maxLength: 64,
  credential: "confirmation",
};
const contractId: IdentityField = {
  name: "contractId",
  label: { ja: "契約者ID(利用者番号)", en: "Contract ID (user number)" },
  secret: false,
  maxLength: 20,
};
const userId: IdentityField = {
  name: "userId",
  label: { ja: "利用者ID", en: "User ID" },
  secret: false,
  maxLength: 30,
};
const pin: IdentityField = {
  name: "pin",
  label: { ja: "利用者暗証番号", en: "User PIN" },
  secret: true,
  maxLength: 64,
  credential: "login",
};
const confirmationPin: IdentityField = {
  name: "confirmationPin",
  label: { ja: "利用者確認暗証番号", en: "User confirmation PIN" },
  secret: true,
  maxLength: 64,
  credential: "confirmation",
};

const user: Bilingual = { ja: "一般ユーザ", en: "User" };

/** The families' facts. */
export const families: Readonly<Record<Family, FamilyFacts>> = {
  bizsol: {
    identityFields: [loginId, loginPassword],
    loginFields: [loginId, loginPassword],
    secretFields: { login: loginPassword, confirmation: confirmationPassword },
    roles: ["master", "administrator", "user"],
    roleNames: {
      master: { ja: "マスターユーザ", en: "Master user" },
      administrator: { ja: "管理者ユーザ", en: "Administrator" },
      user,
    },
  },
  shinkin: {
    identityFields: [contractId, userId, pin, confirmationPin],
    loginFields: [contractId, userId, pin],
    secretFields: { login: pin, confirmation: confirmationPin },
    roles: ["administrator", "user"],
    roleNames: {
      master: { ja: "管理者", en: "Administrator" },
      administrator: { ja: "管理者", en: "Administrator" },
      user: { ja: "利用者", en: "User" },
    },
  },
};

/** The facts of an institution's family. */
export const familyOf = (institution: { readonly family: Family }): FamilyFacts =>
  families[institution.family];
