import type { UserRole } from "#domain/institution/policy.ts";
import type { FactorName } from "#domain/second-factor/factors.ts";

/** The demonstration's customers. Everything here is made up; the secrets are public. */

export interface DemonstrationPerson {
  readonly userId: string;
  readonly role: UserRole;
  readonly userName: string;
  readonly language: "ja" | "en";
  /** BizSOL family only. */
  readonly loginId: string | null;
  readonly mailAddress: string;
  readonly login: string;
  readonly confirmation: string;
}

export interface DemonstrationContract {
  /** Short name of the institution. */
  readonly institution: string;
  readonly contractId: string;
  readonly companyName: string;
  readonly people: readonly DemonstrationPerson[];
}

const NAMES = [
  { userName: "糸井 翠", language: "ja" },
  { userName: "佐渡 健一", language: "ja" },
  { userName: "早川 さくら", language: "ja" },
  { userName: "Emma Tanaka", language: "en" },
] as const;

const person = (
  institution: string,
  role: UserRole,
  index: number,
  hasLoginId: boolean,
): DemonstrationPerson => {
  const number = index + 1;
  const name = NAMES[index % NAMES.length] ?? NAMES[0];
  return {
    ...name,
    role,
    userId: hasLoginId ? `000${number}` : `user0${number}`,
    loginId: hasLoginId ? `${institution}0${number}` : null,
    mailAddress: `${institution}0${number}@customer.example`,
    login: `${institution}${number}Lg`,
    confirmation: `${institution}${number}Cf`,
  };
};

/** `prefix`: of the login IDs, which no two contracts of an institution share. */
const bizsol = (
  institution: string,
  contractId: string,
  companyName: string,
  prefix = institution,
): DemonstrationContract => ({
  institution,
  contractId,
  companyName,
  people: (["master", "administrator", "user", "user"] as const).map((role, index) =>
    person(prefix, role, index, true),
  ),
});

const shinkin = (institution: string, contractId: string, companyName: string): DemonstrationContract => ({
  institution,
  contractId,
  companyName,
  people: (["administrator", "user", "user", "user"] as const).map((role, index) =>
    person(institution, role, index, false),
  ),
});

/** One contract for each institution of the demonstration; its head first, then at least two users. */
export const demonstrationContracts: readonly DemonstrationContract[] = [
  bizsol("hisui", "90010001", "翡翠海産株式会社"),
  shinkin("yukiguni", "90020001", "雪国織物株式会社"),
  bizsol("akagi", "90030001", "赤城こんにゃく株式会社"),
  bizsol("daishin", "90040001", "大進精機株式会社"),
  shinkin("minato", "90050001", "みなと冷蔵株式会社"),
];

/** A contract that has contracted further proofs. */
export interface FactorContract extends DemonstrationContract {
  readonly factors: readonly FactorName[];
}

/** Further proofs are tried by contracts of their own, so that the others need nothing but their passwords. */
export const factorContracts: readonly FactorContract[] = [
  { ...bizsol("akagi", "90030002", "榛名計算センター株式会社", "akagiotp"), factors: ["oneTimePassword"] },
  {
    ...bizsol("akagi", "90030003", "妙義木工株式会社", "akagiqa"),
    factors: ["additionalAuthentication"],
  },
];
