import { defineTexts } from "#platform/html/language.ts";
import type { Task } from "#screens/components/task-list.ts";
import { OWN_REPLACEMENT_PATH } from "../places.ts";
import type { SessionVisit } from "../visit.ts";

const texts = defineTexts({
  ja: {
    title: "パソコンの入れ替え",
    self: "これまでの電子証明書の失効と、新しい電子証明書の取得の許可を、一度に行います。",
    administrator: "ご契約の管理者の方に、電子証明書の失効と再発行をご依頼ください。",
    institution: "お取引店の窓口へお届けください。",
  },
  en: {
    title: "Replace this PC",
    self: "Revokes your certificate and allows you to acquire a new one, in one go.",
    administrator:
      "Please ask an administrator of your contract to revoke your certificate and to issue another.",
    institution: "Please hand in a request at your branch.",
  },
});

/** お客様情報: replacing the PC, or who does it. */
export const ownReplacementTask = ({ page, institution, session }: SessionVisit): Task => {
  const text = texts[page.language];
  const who = institution.replacement.byRole[session.user.role];
  return {
    title: text.title,
    description: text[who],
    path: who === "self" ? OWN_REPLACEMENT_PATH : undefined,
  };
};
