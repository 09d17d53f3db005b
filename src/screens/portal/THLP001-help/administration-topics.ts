import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { HelpTopic } from "./topics.ts";

const whoMayRevoke = (institution: InstitutionPolicy): Bilingual => {
  const { onScreenRoles } = institution.revocation;
  if (onScreenRoles.length === 0) {
    return {
      ja: "画面からは失効できません。お取引店の窓口へお届けください。",
      en: "It cannot be done on screen. Hand in a request at your branch.",
    };
  }
  const { roleNames, roles } = familyOf(institution);
  const allowed = roles.filter((role) => onScreenRoles.includes(role)).map((role) => roleNames[role]);
  return {
    ja: `${allowed.map(({ ja }) => ja).join("、")}の方が行えます。`,
    en: `These roles may: ${allowed.map(({ en }) => en).join(", ")}.`,
  };
};

const who: HelpTopic["items"][number] = {
  question: { ja: "誰が電子証明書を失効できますか", en: "Who may revoke certificates?" },
  answer: whoMayRevoke,
};

export const administrationTopic: HelpTopic = {
  name: { ja: "管理", en: "Administration" },
  path: "/administration",
  items: [
    {
      question: { ja: "ここでは何ができますか", en: "What can I do here?" },
      answer: {
        ja: "ご契約の利用者を登録し、停止・解除できます。また、電子証明書の状態を確認し、使わなくなった電子証明書を失効できます。",
        en: "Register, stop and resume the users of your contract; see their certificates, and revoke those that are no longer used.",
      },
    },
    who,
  ],
};

export const usersTopic: HelpTopic = {
  name: { ja: "ユーザ一覧", en: "Users and their certificates" },
  path: "/administration/users/certificates",
  items: [
    {
      question: { ja: "証明書状態の意味", en: "What do the states mean?" },
      answer: {
        ja: "「発行済み」はログインに使えます。「発行処理中」は取得の途中です。「有効期限切れ」「失効済み」は使えません。「未発行」は、まだ取得していません。",
        en: "“Issued” logs in. “Being issued” is on its way. “Expired” and “Revoked” do not work. “None yet” has not been acquired.",
      },
    },
    who,
  ],
};

export const revocationTopic: HelpTopic = {
  name: { ja: "証明書失効", en: "Revoking a certificate" },
  items: [
    {
      question: { ja: "どのようなときに失効しますか", en: "When should I revoke a certificate?" },
      answer: {
        ja: "パソコンの入れ替え・修理・紛失のとき、利用者の方の異動・退職のとき、不正に使われたおそれがあるときです。",
        en: "When a PC is replaced, repaired or lost, when somebody leaves, and when misuse is feared.",
      },
    },
    {
      question: { ja: "失効を取り消せますか", en: "Can I undo it?" },
      answer: {
        ja: "取り消せません。ご利用を続けるには、電子証明書を取得し直します。",
        en: "No. To go on, a new certificate is acquired.",
      },
    },
    {
      question: {
        ja: "ID・パスワードでのログインに戻りますか",
        en: "Does login with ID and password come back?",
      },
      answer: {
        ja: "戻りません。戻す場合は、お取引店でのお手続きが必要です。",
        en: "No. That takes a request at your branch.",
      },
    },
    who,
  ],
};
