import type { UserRole } from "#domain/institution/policy.ts";

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

const bizsol = (institution: string, contractId: string, companyName: string): DemonstrationContract => ({
  institution,
  contractId,
  companyName,
  people: (["master", "administrator", "user", "user"] as const).map((role, index) =>
    person(institution, role, index, true),
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
