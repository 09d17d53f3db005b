import { defineRefusals } from "../refusal/refusal.ts";

const START_AGAIN = {
  ja: "お手続きを最初からやり直してください。",
  en: "Please start again from the beginning.",
};

const ACQUIRE_AGAIN = {
  ja: "新しい電子証明書を取得してください。",
  en: "Please acquire a new certificate.",
};

const UPDATE_APPLICATION = {
  ja: "アプリケーションを最新版に更新し、もう一度お試しください。続く場合はヘルプデスクへご連絡ください。",
  en: "Please update the application and try again. If this continues, contact the help desk.",
};

const NEW_KEY = {
  ja: "新しい鍵を作成して、もう一度お試しください。",
  en: "Please make a new key and try again.",
};

/** Why a certificate is not issued, confirmed or revoked. */
export const certificateRefusals = defineRefusals({
  ALREADY_HAS_CERTIFICATE: {
    kind: "conflict",
    cause: {
      ja: "有効な電子証明書をすでにお持ちです。",
      en: "You already hold a valid certificate.",
    },
    action: {
      ja: "お持ちの電子証明書でログインしてください。お使いになれない場合は、失効の手続きのあとで取得してください。",
      en: "Please log in with that certificate. If you can no longer use it, have it revoked and then acquire a new one.",
    },
  },
  KEY_ALREADY_CERTIFIED: {
    kind: "conflict",
    cause: {
      ja: "この鍵の電子証明書はすでに発行されています。",
      en: "A certificate has already been issued for this key.",
    },
    action: NEW_KEY,
  },
  CONTRACT_CERTIFICATE_CAP: {
    kind: "conflict",
    cause: {
      ja: "ご契約でご利用になれる電子証明書の枚数の上限({limit}枚)に達しています。",
      en: "Your contract has reached its limit of {limit} certificates.",
    },
    action: {
      ja: "使わなくなった電子証明書を失効したあとで、もう一度お試しください。",
      en: "Please revoke certificates that are no longer used, then try again.",
    },
  },
  RENEWED_CERTIFICATE_NOT_ACTIVE: {
    kind: "conflict",
    cause: {
      ja: "更新しようとした電子証明書は、現在お使いの電子証明書ではありません。",
      en: "The certificate to be renewed is not the one in use now.",
    },
    action: {
      ja: "現在お使いの電子証明書を選び直すか、新しい電子証明書を取得してください。",
      en: "Please choose the certificate you currently use, or acquire a new one.",
    },
  },
  ACQUISITION_TAKEN_OVER: {
    kind: "conflict",
    cause: {
      ja: "同じ利用者の別のお手続きが始まったため、このお手続きの電子証明書は使用できません。",
      en: "Another procedure of the same user has taken the place of this one.",
    },
    action: {
      ja: "あとから始めたお手続きをお続けください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Please go on with the later procedure. If you did not start one, contact the help desk.",
    },
  },
  CERTIFICATE_NOT_ISSUABLE: {
    kind: "unavailable",
    cause: {
      ja: "電子証明書を発行できませんでした。",
      en: "The certificate could not be issued.",
    },
    action: {
      ja: "お手数ですが、ヘルプデスクへご連絡ください。",
      en: "Please contact the help desk.",
    },
  },
  AUTHORITY_KEY_AWAY: {
    kind: "unavailable",
    cause: {
      ja: "ただいま電子証明書を発行できません。",
      en: "Certificates cannot be issued at the moment.",
    },
    action: {
      ja: "しばらくしてから、もう一度お試しください。ここまでのお手続きは保存されています。",
      en: "Please try again in a little while. What you have done so far is kept.",
    },
  },
  CONFIRMATION_TOO_LATE: {
    kind: "conflict",
    cause: {
      ja: "インストールの確認が期限までに行われなかったため、発行した電子証明書を取り消しました。",
      en: "The certificate was withdrawn because its installation was not confirmed in time.",
    },
    action: START_AGAIN,
  },
  CERTIFICATE_NOT_FOUND: {
    kind: "notFound",
    cause: { ja: "この電子証明書は見つかりません。", en: "There is no such certificate." },
    action: { ja: "一覧から選び直してください。", en: "Please choose one from the list." },
  },
  CERTIFICATE_NOT_ISSUED: {
    kind: "conflict",
    cause: {
      ja: "この電子証明書の発行は完了していません。",
      en: "This certificate has not been issued completely.",
    },
    action: START_AGAIN,
  },
  ALREADY_REVOKED: {
    kind: "conflict",
    cause: { ja: "この電子証明書はすでに失効しています。", en: "This certificate is already revoked." },
    action: {
      ja: "お手続きは不要です。一覧で状態をご確認ください。",
      en: "Nothing needs to be done. See its state in the list.",
    },
  },
  CERTIFICATE_NOT_REVOCABLE: {
    kind: "conflict",
    cause: {
      ja: "この電子証明書は発行が完了していないため、失効の対象ではありません。",
      en: "This certificate was never issued completely, so there is nothing to revoke.",
    },
    action: {
      ja: "お手続きは不要です。一覧で状態をご確認ください。",
      en: "Nothing needs to be done. See its state in the list.",
    },
  },
});

/** Why a certificate that was presented may not be used. */
export const standingRefusals = defineRefusals({
  CERTIFICATE_EXPIRED: {
    kind: "forbidden",
    cause: { ja: "電子証明書の有効期限が切れています。", en: "The certificate has expired." },
    action: ACQUIRE_AGAIN,
  },
  CERTIFICATE_REVOKED: {
    kind: "forbidden",
    cause: { ja: "電子証明書は失効しています。", en: "The certificate has been revoked." },
    action: {
      ja: "新しい電子証明書を取得してください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Please acquire a new certificate. If you do not know why, contact the help desk.",
    },
  },
  CERTIFICATE_SUPERSEDED: {
    kind: "forbidden",
    cause: {
      ja: "更新前の古い電子証明書が選択されました。",
      en: "This is the old certificate from before its renewal.",
    },
    action: {
      ja: "もう一度選択し、有効期限の新しい電子証明書を選んでください。",
      en: "Please choose again and pick the certificate that expires later.",
    },
  },
  CERTIFICATE_NOT_CONFIRMED: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書の取得の手続きが完了していません。",
      en: "The acquisition of this certificate was not completed.",
    },
    action: {
      ja: "証明書発行アプリで取得の手続きを完了するか、もう一度取得してください。",
      en: "Please complete the acquisition in the issuing application, or acquire a certificate again.",
    },
  },
  CERTIFICATE_OF_OTHER_INSTITUTION: {
    kind: "forbidden",
    cause: {
      ja: "ほかの金融機関の電子証明書が選択されました。",
      en: "This is a certificate of another institution.",
    },
    action: {
      ja: "もう一度選択し、この金融機関の電子証明書を選んでください。",
      en: "Please choose again and pick the certificate of this institution.",
    },
  },
  CERTIFICATE_UNKNOWN_ISSUER: {
    kind: "forbidden",
    cause: {
      ja: "当サービスが発行したものではない電子証明書が選択されました。",
      en: "This certificate was not issued by this service.",
    },
    action: {
      ja: "もう一度選択し、この金融機関の電子証明書を選んでください。",
      en: "Please choose again and pick the certificate of this institution.",
    },
  },
});

/** Why a PKCS#10 request, or the key in it, is not accepted (codes of src/pki/refusal.ts). */
export const certificationRequestRefusals = defineRefusals({
  CSR_MALFORMED: {
    kind: "invalid",
    cause: { ja: "発行依頼の形式が正しくありません。", en: "The certificate request is malformed." },
    action: UPDATE_APPLICATION,
  },
  CSR_TOO_LARGE: {
    kind: "invalid",
    cause: { ja: "発行依頼が大きすぎます。", en: "The certificate request is too large." },
    action: UPDATE_APPLICATION,
  },
  CSR_SIGNATURE_INVALID: {
    kind: "invalid",
    cause: {
      ja: "発行依頼の署名を確認できませんでした。",
      en: "The signature of the certificate request is not valid.",
    },
    action: UPDATE_APPLICATION,
  },
  SIGNATURE_ALGORITHM_NOT_ALLOWED: {
    kind: "invalid",
    cause: {
      ja: "発行依頼の署名方式はご利用になれません。",
      en: "The signature algorithm of the certificate request is not accepted.",
    },
    action: UPDATE_APPLICATION,
  },
  KEY_TYPE_NOT_ALLOWED: {
    kind: "invalid",
    cause: {
      ja: "この種類の鍵はご利用になれません。",
      en: "This institution does not accept keys of this type.",
    },
    action: UPDATE_APPLICATION,
  },
  KEY_TOO_SHORT: {
    kind: "invalid",
    cause: { ja: "鍵が短すぎます。", en: "The key is too short." },
    action: NEW_KEY,
  },
  KEY_INVALID: {
    kind: "invalid",
    cause: { ja: "鍵が正しくありません。", en: "The key is not a valid public key." },
    action: NEW_KEY,
  },
  KEY_WEAK: {
    kind: "invalid",
    cause: {
      ja: "安全ではない鍵が使われています。",
      en: "The key is known to be unsafe.",
    },
    action: NEW_KEY,
  },
});

export type CertificateRefusalCode = keyof typeof certificateRefusals | keyof typeof standingRefusals;
export type CertificationRequestRefusalCode = keyof typeof certificationRequestRefusals;
