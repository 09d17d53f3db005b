import { familyOf } from "#domain/institution/families.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { ByAdministrator } from "#domain/user-administration/administrator.ts";
import { findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { DescriptionLine } from "./act.ts";

/** Lines that several acts show. */

export const LABELS = {
  bizsol: { ja: "ログインID", en: "Login ID" },
  shinkin: { ja: "利用者ID", en: "User ID" },
  userName: { ja: "利用者名", en: "Name" },
  mailAddress: { ja: "メールアドレス", en: "Mail address" },
  role: { ja: "権限", en: "Role" },
  rights: { ja: "付与しない権限", en: "Rights withheld" },
  serial: { ja: "証明書シリアル番号", en: "Serial number" },
  issue: { ja: "電子証明書の発行", en: "Certificate" },
  reason: { ja: "失効の理由", en: "Reason" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** A value that is the same in both languages. */
export const same = (text: string): Bilingual => ({ ja: text, en: text });

const NONE: Bilingual = { ja: "なし", en: "none" };

/** From what to what. */
export const fromTo = (before: Bilingual, after: Bilingual): Bilingual => ({
  ja: `${before.ja} → ${after.ja}`,
  en: `${before.en} → ${after.en}`,
});

/** Names joined; “none” where there is none. */
export const joined = (names: readonly Bilingual[]): Bilingual =>
  names.length === 0
    ? NONE
    : { ja: names.map(({ ja }) => ja).join("、"), en: names.map(({ en }) => en).join(", ") };

export const roleName = ({ institution }: ByAdministrator, role: User["role"]): Bilingual =>
  familyOf(institution).roleNames[role];

/** How a user of the contract is named: the login ID; in the Shinkin family the user ID. */
export const identityLine = (
  { institution }: ByAdministrator,
  user: { readonly loginId: string | null; readonly userId: string },
): DescriptionLine => [LABELS[institution.family], same(user.loginId ?? user.userId)];

/** The user of the contract as they stand: nothing but the ID where nobody is found. */
export const describeUser = async (
  tx: InstitutionTransaction,
  by: ByAdministrator,
  userId: string,
): Promise<readonly DescriptionLine[]> => {
  const user = await findUserIn(tx, { ...by.administrator.reference, userId });
  if (user === undefined) return [[LABELS[by.institution.family], same(userId)]];
  return [
    identityLine(by, { loginId: user.loginId, userId }),
    [LABELS.userName, same(user.userName)],
    [LABELS.role, roleName(by, user.role)],
  ];
};
