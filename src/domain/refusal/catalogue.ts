import { approvalRefusals } from "#domain/approval/refusals.ts";
import { auditRefusals } from "#domain/audit/refusals.ts";
import { authorityRefusals } from "#domain/certificate-authority/refusals.ts";
import {
  certificateRefusals,
  certificationRequestRefusals,
  standingRefusals,
} from "#domain/certificate/refusals.ts";
import { contractRefusals } from "#domain/contract/refusals.ts";
import { contractorRefusals } from "#domain/contractor-confirmation/refusals.ts";
import { credentialRefusals, secretRefusals } from "#domain/credential/refusals.ts";
import {
  enrollmentRuleRefusals,
  enrollmentSessionRefusals,
  requestRefusals,
} from "#domain/enrollment/refusals.ts";
import { loginRefusals } from "#domain/login/refusals.ts";
import { mailAddressRefusals } from "#domain/mail-address/refusals.ts";
import { noticeRefusals } from "#domain/notice/refusals.ts";
import { registrationRefusals } from "#domain/registration/refusals.ts";
import { additionalRefusals } from "#domain/second-factor/additional-authentication/refusals.ts";
import { secondFactorRefusals } from "#domain/second-factor/refusals.ts";
import { transactionRefusals } from "#domain/second-factor/transaction-authentication/refusals.ts";
import { replacementRefusals } from "#domain/replacement/refusals.ts";
import { registrationCodeRefusals } from "#domain/second-factor/user-registration-code/refusals.ts";
import { userAdministrationRefusals } from "#domain/user-administration/refusals.ts";
import { userRefusals } from "#domain/user/refusals.ts";
import type { Bilingual, Refusal, RefusalKind, RefusalText } from "./refusal.ts";

/**
 * Every table of refusals in the product. A module that gains a table adds it here; a test checks that no code
 * appears twice and that every `{name}` in a text is the same in both languages.
 */
export const refusalTables = {
  request: requestRefusals,
  enrollmentRule: enrollmentRuleRefusals,
  enrollmentSession: enrollmentSessionRefusals,
  credential: credentialRefusals,
  secondFactor: secondFactorRefusals,
  transactionAuthentication: transactionRefusals,
  additionalAuthentication: additionalRefusals,
  userRegistrationCode: registrationCodeRefusals,
  secret: secretRefusals,
  contract: contractRefusals,
  contractor: contractorRefusals,
  certificate: certificateRefusals,
  standing: standingRefusals,
  certificationRequest: certificationRequestRefusals,
  authority: authorityRefusals,
  audit: auditRefusals,
  user: userRefusals,
  userAdministration: userAdministrationRefusals,
  approval: approvalRefusals,
  mailAddress: mailAddressRefusals,
  registration: registrationRefusals,
  replacement: replacementRefusals,
  notice: noticeRefusals,
  login: loginRefusals,
} as const;

type TableUnion = (typeof refusalTables)[keyof typeof refusalTables];
type CodesOf<Table> = Table extends Readonly<Record<infer Code extends string, RefusalText>> ? Code : never;

/** Every refusal code of the product. */
export type RefusalCode = CodesOf<TableUnion>;

const catalogue: ReadonlyMap<string, RefusalText> = new Map(
  Object.values(refusalTables).flatMap((table) => Object.entries<RefusalText>(table)),
);

/** All codes with their texts, by code. */
export const refusalCatalogue = (): ReadonlyMap<string, RefusalText> => catalogue;

/** A refusal as the customer is told of it, figures and names filled in. */
export interface DescribedRefusal {
  readonly code: string;
  readonly kind: RefusalKind;
  readonly cause: Bilingual;
  readonly action: Bilingual;
}

const unknownRefusal: RefusalText = {
  kind: "unavailable",
  cause: { ja: "ただいまお手続きを行えません。", en: "The procedure cannot be carried out at the moment." },
  action: {
    ja: "しばらくしてからもう一度お試しください。続く場合はお問い合わせ番号をヘルプデスクへお知らせください。",
    en: "Please try again later. If this continues, give the support id to the help desk.",
  },
};

const fill = (text: string, facts: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? "–"));

const fillBoth = (text: Bilingual, facts: Readonly<Record<string, string | number>>): Bilingual => ({
  ja: fill(text.ja, facts),
  en: fill(text.en, facts),
});

/**
 * The customer's words for a refusal. A code that no table knows is a bug; the customer is told so in general words
 * rather than shown a blank page.
 */
export const describeRefusal = (refusal: Refusal): DescribedRefusal => {
  const text = catalogue.get(refusal.code);
  if (text === undefined) return { code: refusal.code, ...unknownRefusal };
  const facts = refusal.facts ?? {};
  return {
    code: refusal.code,
    kind: text.kind,
    cause: fillBoth(text.cause, facts),
    action: fillBoth(text.action, facts),
  };
};
