import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";

/**
 * What a user may do beside logging in, as a table: by role, narrowed by the institution's policy, and by what is
 * withheld from the user alone. Accounts and transfer limits belong to the bank's own system (docs/decisions/0142-…).
 */
export const RIGHTS = [
  "renewOwnCertificate",
  "revokeOwnCertificate",
  "viewUsers",
  "registerUsers",
  "changeUsers",
  "deleteUsers",
  "stopUsers",
  "unlockUsers",
  "revokeCertificates",
  "issueCertificates",
  "administerTokens",
  "planTransition",
  "approve",
] as const;
export type Right = (typeof RIGHTS)[number];

interface RightFacts {
  readonly name: Bilingual;
  /** Which roles have it, where policy does not narrow it. */
  readonly roles: readonly UserRole[];
  /** Whether it can be withheld from one user. What everybody needs, or what a role is there for, cannot. */
  readonly canBeWithheld: boolean;
  /** Which of these roles have it at an institution; all of them, unless told. */
  readonly narrowedTo?: (institution: InstitutionPolicy) => readonly UserRole[];
}

const ADMINISTRATORS: readonly UserRole[] = ["master", "administrator"];

/** The table. A new right is a name above and a line here. */
export const rightFacts: Readonly<Record<Right, RightFacts>> = {
  renewOwnCertificate: {
    name: { ja: "ご自身の電子証明書の取得・更新", en: "Acquire and renew one's own certificate" },
    roles: ["master", "administrator", "user"],
    canBeWithheld: false,
  },
  revokeOwnCertificate: {
    name: { ja: "ご自身の電子証明書の失効", en: "Revoke one's own certificate" },
    roles: ["master", "administrator", "user"],
    canBeWithheld: false,
    narrowedTo: ({ revocation }) => revocation.ownOnScreenRoles,
  },
  viewUsers: {
    name: { ja: "利用者一覧の照会", en: "See the list of users" },
    roles: ADMINISTRATORS,
    canBeWithheld: false,
  },
  registerUsers: {
    name: { ja: "利用者の登録", en: "Register users" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
  },
  changeUsers: {
    name: { ja: "利用者の変更・パスワードの再設定", en: "Change users and reset their passwords" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
  },
  deleteUsers: {
    name: { ja: "利用者の削除", en: "Delete users" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
  },
  stopUsers: {
    name: { ja: "利用者の停止・解除", en: "Stop and resume users" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
  },
  unlockUsers: {
    name: { ja: "パスワード・暗証番号のロック解除", en: "Unlock passwords and PINs" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
    narrowedTo: ({ userAdministration }) => userAdministration.unlockRoles,
  },
  revokeCertificates: {
    name: { ja: "利用者の電子証明書の失効", en: "Revoke certificates of users" },
    roles: ["master", "administrator", "user"],
    canBeWithheld: true,
    narrowedTo: ({ revocation }) => revocation.onScreenRoles,
  },
  issueCertificates: {
    name: { ja: "利用者の電子証明書の発行・再発行", en: "Issue certificates to users" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
    // Where the branch issues to users, no administrator does.
    narrowedTo: ({ acquisition }) =>
      acquisition.afterExpiry.user === "branch" || acquisition.afterRevocation.user === "branch"
        ? []
        : ADMINISTRATORS,
  },
  administerTokens: {
    name: { ja: "トークンの失効・初期化", en: "Revoke and initialise tokens" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
    narrowedTo: ({ acquisition }) => (acquisition.furtherProof.length === 0 ? [] : ADMINISTRATORS),
  },
  planTransition: {
    name: { ja: "電子証明書方式への移行の管理", en: "Manage the move to certificates" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
  },
  approve: {
    name: { ja: "申請の承認・却下", en: "Approve and decline proposals" },
    roles: ADMINISTRATORS,
    canBeWithheld: true,
    narrowedTo: ({ userAdministration }) =>
      userAdministration.dualApproval === "never" ? [] : ADMINISTRATORS,
  },
};

/** Whether the role has the right at the institution. */
export const roleHasRight = (institution: InstitutionPolicy, role: UserRole, right: Right): boolean => {
  const { roles, narrowedTo } = rightFacts[right];
  return roles.includes(role) && (narrowedTo === undefined || narrowedTo(institution).includes(role));
};

/** Whose rights are asked for. */
export interface Holder {
  readonly role: UserRole;
  readonly withheldRights: readonly Right[];
}

/** Whether a user has a right: the role's, unless it is withheld. */
export const hasRight = (
  institution: InstitutionPolicy,
  { role, withheldRights }: Holder,
  right: Right,
): boolean => roleHasRight(institution, role, right) && !withheldRights.includes(right);

/**
 * Which rights can be withheld from a user in this role here: none where policy does not allow deviations, and never
 * from the head of the contract (master; Shinkin: administrator), who would be the last to give them back.
 */
export const withholdableRights = (institution: InstitutionPolicy, role: UserRole): readonly Right[] => {
  if (!institution.userAdministration.rightsByUser || role === familyOf(institution).roles[0]) return [];
  return RIGHTS.filter((right) => rightFacts[right].canBeWithheld && roleHasRight(institution, role, right));
};
