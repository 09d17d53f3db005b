import { describeRefusal } from "#domain/refusal/catalogue.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { defineRefusals } from "#domain/refusal/refusal.ts";
import type { Refusal, RefusalKind, RefusalText } from "#domain/refusal/refusal.ts";

/** What the portal itself says no with, before the domain is asked. */
export const portalRefusals = defineRefusals({
  ACTION_NOT_PERMITTED: {
    kind: "forbidden",
    cause: {
      ja: "この操作は、ご利用中の利用者には許可されていません。",
      en: "You are not allowed to do this.",
    },
    action: {
      ja: "操作が必要な場合は、ご契約のマスターユーザまたは管理者の方へご依頼ください。",
      en: "If it needs to be done, please ask the master user or an administrator of your contract.",
    },
  },
  REVOCATION_ONLY_BY_INSTITUTION: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書の失効は、画面からは行えません。",
      en: "Certificates cannot be revoked on screen.",
    },
    action: {
      ja: "お取引店の窓口へお届けください。お急ぎの場合は、ヘルプデスクへお電話ください。",
      en: "Please hand in a request at your branch. If it is urgent, call the help desk.",
    },
  },
  OWN_REVOCATION_ONLY_BY_INSTITUTION: {
    kind: "forbidden",
    cause: {
      ja: "ご自身の電子証明書は、画面からは失効できません。",
      en: "You cannot revoke your own certificate on screen.",
    },
    action: {
      ja: "お取引店の窓口へお届けください。お急ぎの場合は、ヘルプデスクへお電話ください。",
      en: "Please hand in a request at your branch. If it is urgent, call the help desk.",
    },
  },
  NO_CERTIFICATE_TO_REVOKE: {
    kind: "notFound",
    cause: {
      ja: "失効できる電子証明書がありません。",
      en: "There is no certificate that could be revoked.",
    },
    action: {
      ja: "ユーザ一覧で、証明書の状態をもう一度ご確認ください。",
      en: "Please check the state of the certificate again in the list of users.",
    },
  },
  FORM_INCOMPLETE: {
    kind: "invalid",
    cause: { ja: "入力されていない項目があります。", en: "Some fields have not been filled in." },
    action: { ja: "赤く示した項目を入力してください。", en: "Please fill in the fields marked in red." },
  },
  FORM_INVALID: {
    kind: "invalid",
    cause: { ja: "入力内容に誤りがあります。", en: "Some entries are not right." },
    action: { ja: "赤く示した項目を直してください。", en: "Please correct the fields marked in red." },
  },
  PAGE_OUT_OF_DATE: {
    kind: "forbidden",
    cause: {
      ja: "画面を開いてから状況が変わったため、送信を受け付けませんでした。",
      en: "Something has changed since this page was opened, so what you sent was not taken.",
    },
    action: {
      ja: "前の画面を開き直して、もう一度お試しください。ブラウザでCookieを拒否している場合は、許可してください。",
      en: "Please open the page anew and try again. If your browser refuses cookies, allow them.",
    },
  },
});

export type PortalRefusalCode = keyof typeof portalRefusals;

const own: ReadonlyMap<string, RefusalText> = new Map(Object.entries<RefusalText>(portalRefusals));

/** The customer's words for a refusal, of the portal or of the domain. */
export const describe = (refusal: Refusal): DescribedRefusal => {
  const text = own.get(refusal.code);
  return text === undefined ? describeRefusal(refusal) : { code: refusal.code, ...text };
};

const statuses: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  // Not 401, which HTTP keeps for its own authentication (RFC 9110 section 15.5.2).
  unauthenticated: 403,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooMany: 429,
  unavailable: 503,
};

/** The HTTP status of a refusal's page. */
export const statusOf = (refusal: DescribedRefusal): number => statuses[refusal.kind];
