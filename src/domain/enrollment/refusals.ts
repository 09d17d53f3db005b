import type { CertificateRefusalCode } from "#domain/certificate/refusals.ts";
import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why an acquisition or a renewal may not go ahead: the institution's rules (A2, A6). */
export const enrollmentRuleRefusals = defineRefusals({
  ACQUISITION_CERTIFICATES_NOT_USED: {
    kind: "forbidden",
    cause: {
      ja: "ご契約では電子証明書をご利用になるお申込みをいただいておりません。",
      en: "Your contract has not applied for electronic certificates.",
    },
    action: {
      ja: "電子証明書のご利用をお取引店の窓口でお申込みください。",
      en: "Please apply for electronic certificates at your branch.",
    },
  },
  ACQUISITION_NOT_GRANTED: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書の発行がまだ行われていません。",
      en: "No certificate has been released for you to acquire yet.",
    },
    action: {
      ja: "利用者の方は管理者の方に、管理者の方はお取引店に、電子証明書の発行をご依頼ください。",
      en: "Users: please ask your administrator to release one. Administrators: please ask your branch.",
    },
  },
  ACQUISITION_DEADLINE_PASSED: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書の取得期限({deadline})を過ぎています。",
      en: "The deadline for acquiring the certificate ({deadline}) has passed.",
    },
    action: {
      ja: "利用者の方は管理者の方に、管理者の方はお取引店に、電子証明書の再発行をご依頼ください。",
      en: "Users: please ask your administrator to release it again. Administrators: please ask your branch.",
    },
  },
  ACQUISITION_NEEDS_ADMINISTRATOR: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書をもう一度取得するには、管理者の方による再発行の手続きが必要です。",
      en: "Before you can acquire a certificate again, an administrator of your contract must release it.",
    },
    action: {
      ja: "管理者の方に電子証明書の再発行をご依頼ください。",
      en: "Please ask your administrator to release a new certificate.",
    },
  },
  ACQUISITION_NEEDS_BRANCH: {
    kind: "forbidden",
    cause: {
      ja: "電子証明書をもう一度取得するには、お取引店での再発行の手続きが必要です。",
      en: "Before you can acquire a certificate again, your branch must release it.",
    },
    action: {
      ja: "お取引店の窓口へ電子証明書の再発行をお届けください。",
      en: "Please hand in a request for a new certificate at your branch.",
    },
  },
  ACQUISITION_STOPPED_NEEDS_ADMINISTRATOR: {
    kind: "forbidden",
    cause: {
      ja: "「身に覚えがない」とのお申し出により、電子証明書の取得を停止しています。",
      en: "Acquiring is stopped, because a certificate was reported as not yours.",
    },
    action: {
      ja: "状況を確認できましたら、管理者の方（マスターユーザ・管理者ユーザ）に電子証明書の発行をご依頼ください。",
      en: "Once it is clear what happened, please ask an administrator of your contract to issue a certificate.",
    },
  },
  ACQUISITION_STOPPED_NEEDS_BRANCH: {
    kind: "forbidden",
    cause: {
      ja: "「身に覚えがない」とのお申し出により、電子証明書の取得を停止しています。",
      en: "Acquiring is stopped, because a certificate was reported as not yours.",
    },
    action: {
      ja: "お取引店またはヘルプデスクへご連絡ください。確認のうえ、電子証明書を再発行します。",
      en: "Please contact your branch or the help desk. They will look into it and issue a certificate again.",
    },
  },
  ACQUISITION_WAITS: {
    kind: "conflict",
    cause: {
      ja: "パソコンの入れ替えの手続きによる電子証明書は、{opens}以降に取得できます。",
      en: "After the PC was replaced, the new certificate can be acquired from {opens}.",
    },
    action: {
      ja: "お時間をおいて取得してください。お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
      en: "Please acquire it after that. If it was not you who asked for it, contact the help desk at once.",
    },
  },
  ACQUISITION_SELF_WINDOW_PASSED: {
    kind: "forbidden",
    cause: {
      ja: "有効期限が切れてからご自身で再取得できる期間({days}日間)を過ぎています。",
      en: "The {days} days after expiry in which you could acquire a certificate again by yourself have passed.",
    },
    action: {
      ja: "利用者の方は管理者の方に、管理者の方はお取引店に、電子証明書の再発行をご依頼ください。",
      en: "Users: please ask your administrator to release a new one. Administrators: please ask your branch.",
    },
  },
  ACQUISITION_GRANT_FORBIDDEN: {
    kind: "forbidden",
    cause: {
      ja: "この利用者の電子証明書を発行する権限がありません。",
      en: "You may not release a certificate for this user.",
    },
    action: {
      ja: "他の管理者の方またはお取引店にご依頼ください。",
      en: "Please ask another administrator or your branch.",
    },
  },
  ACQUISITION_IN_BROWSER_FORBIDDEN: {
    kind: "forbidden",
    cause: {
      ja: "この金融機関では、ブラウザだけで電子証明書を取得することはできません。",
      en: "This institution does not issue certificates to a browser alone.",
    },
    action: {
      ja: "証明書発行アプリケーションで取得してください。",
      en: "Please acquire the certificate with the issuing application.",
    },
  },
  RENEWAL_NOT_YET_OPEN: {
    kind: "conflict",
    cause: {
      ja: "電子証明書の更新は{opens}から行えます。",
      en: "The certificate can be renewed from {opens}.",
    },
    action: {
      ja: "更新が可能になってから、もう一度お手続きください。",
      en: "Please come back once renewal is open.",
    },
  },
  RENEWAL_EXPIRED: {
    kind: "conflict",
    cause: {
      ja: "電子証明書の有効期限が切れているため、更新できません。",
      en: "The certificate has expired and can no longer be renewed.",
    },
    action: {
      ja: "電子証明書の取得の手続きを行ってください。",
      en: "Please acquire a new certificate instead.",
    },
  },
});

/** Why an enrolment session or token does not go on. */
export const enrollmentSessionRefusals = defineRefusals({
  ENROLLMENT_SESSION_UNKNOWN: {
    kind: "unauthenticated",
    cause: { ja: "お手続きを確認できませんでした。", en: "We could not recognise this procedure." },
    action: { ja: "お手続きを最初からやり直してください。", en: "Please start again from the beginning." },
  },
  ENROLLMENT_SESSION_EXPIRED: {
    kind: "unauthenticated",
    cause: { ja: "お手続きの制限時間を過ぎました。", en: "The time for this procedure has run out." },
    action: { ja: "お手続きを最初からやり直してください。", en: "Please start again from the beginning." },
  },
  ENROLLMENT_SESSION_FINISHED: {
    kind: "conflict",
    cause: { ja: "このお手続きはすでに終了しています。", en: "This procedure has already ended." },
    action: {
      ja: "続けて手続きをされる場合は、最初からやり直してください。",
      en: "To go on, please start again from the beginning.",
    },
  },
  ENROLLMENT_STEP_OUT_OF_ORDER: {
    kind: "conflict",
    cause: {
      ja: "お手続きの順序が正しくありません。",
      en: "The steps of this procedure came in the wrong order.",
    },
    action: {
      ja: "アプリケーションを終了し、もう一度お手続きください。",
      en: "Please close the application and try again.",
    },
  },
  ENROLLMENT_TOO_MANY_ATTEMPTS: {
    kind: "tooMany",
    cause: {
      ja: "お手続きの中での誤りが続いたため、このお手続きを終了しました。",
      en: "This procedure was ended after repeated errors.",
    },
    action: {
      ja: "入力内容をご確認のうえ、お手続きを最初からやり直してください。",
      en: "Please check what you enter and start again from the beginning.",
    },
  },
  ENROLLMENT_PROOF_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "電子証明書の鍵を確認できませんでした。",
      en: "We could not confirm the key of the certificate.",
    },
    action: {
      ja: "電子証明書を取得したパソコンで、取得したときと同じ利用者としてお手続きください。",
      en: "Please use the PC, and the account on it, with which the certificate was acquired.",
    },
  },
  ENROLLMENT_REQUEST_DIFFERS: {
    kind: "conflict",
    cause: {
      ja: "このお手続きでは、別の内容の発行依頼をすでに受け付けています。",
      en: "A different request has already been accepted in this procedure.",
    },
    action: { ja: "お手続きを最初からやり直してください。", en: "Please start again from the beginning." },
  },
  ENROLLMENT_CERTIFICATE_WITHDRAWN: {
    kind: "conflict",
    cause: {
      ja: "インストールの確認が期限までに行われなかったため、発行した電子証明書を取り消しました。",
      en: "The certificate was withdrawn because its installation was not confirmed in time.",
    },
    action: { ja: "お手続きを最初からやり直してください。", en: "Please start again from the beginning." },
  },
  ENROLLMENT_FURTHER_PROOF_NEEDED: {
    kind: "forbidden",
    cause: {
      ja: "ご契約ではワンタイムパスワードなどの追加の認証が必要なため、この方法では取得・更新できません。",
      en: "Your contract asks for a further proof, such as a one-time password, which this way cannot carry.",
    },
    action: {
      ja: "証明書発行アプリケーションをお使いになるか、登録用トークンの発行をお取引店へご依頼ください。",
      en: "Please use the issuing application, or ask your branch for an enrolment token.",
    },
  },
  ENROLLMENT_TOKEN_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "登録用トークンを確認できませんでした。",
      en: "The enrolment token was not accepted.",
    },
    action: {
      ja: "新しい登録用トークンの発行をお取引店へご依頼ください。",
      en: "Please ask your branch for a new enrolment token.",
    },
  },
});

/** What the protocols refuse before the domain is reached. */
export const requestRefusals = defineRefusals({
  REQUEST_MALFORMED: {
    kind: "invalid",
    cause: {
      ja: "送信された内容の形式が正しくありません({field})。",
      en: "What was sent is not in the expected form ({field}).",
    },
    action: {
      ja: "アプリケーションを最新版に更新し、もう一度お試しください。",
      en: "Please update the application and try again.",
    },
  },
  EST_PASSWORD_NEEDED: {
    kind: "unauthenticated",
    cause: {
      ja: "ログインIDとパスワード、または登録用トークンが送信されていません。",
      en: "Neither a login ID with its password nor an enrolment token was sent.",
    },
    action: {
      ja: "HTTP Basic認証で送信してください。",
      en: "Please send them by HTTP Basic authentication.",
    },
  },
  EST_CERTIFICATE_NEEDED: {
    kind: "forbidden",
    cause: {
      ja: "更新する電子証明書が提示されていません。",
      en: "The certificate to be renewed was not presented.",
    },
    action: {
      ja: "現在お使いの電子証明書でTLS接続してください。",
      en: "Please connect by TLS with the certificate in use now.",
    },
  },
  EST_CERTIFICATE_FORGED: {
    kind: "forbidden",
    cause: {
      ja: "許可されていない経路から電子証明書の情報が送られました。",
      en: "Certificate information arrived by a way that is not allowed.",
    },
    action: {
      ja: "Client-Certヘッダーを付けずに、電子証明書でTLS接続してください。",
      en: "Please connect by TLS with the certificate, and send no Client-Cert field.",
    },
  },
  EST_CERTIFICATE_FIELD_MALFORMED: {
    kind: "invalid",
    cause: {
      ja: "中継サーバーから届いた電子証明書の情報を読み取れませんでした。",
      en: "The certificate information that the proxy sent could not be read.",
    },
    action: {
      ja: "中継サーバーのClient-Certヘッダーの設定をご確認ください。",
      en: "Please check how the proxy is set to send the Client-Cert field.",
    },
  },
  EST_OPERATION_NOT_SUPPORTED: {
    kind: "notFound",
    cause: { ja: "この操作には対応していません。", en: "This operation is not supported." },
    action: {
      ja: "simpleenrollまたはsimplereenrollをお使いください。",
      en: "Please use simpleenroll or simplereenroll.",
    },
  },
  INSTITUTION_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "指定された金融機関が見つかりません。", en: "There is no such institution here." },
    action: {
      ja: "アドレスをご確認ください。",
      en: "Please check the address.",
    },
  },
});

/**
 * Codes with which the rules refuse: their own, and those that other modules state for the same cause (a suspended
 * or unknown user; a certificate that stands in the way, which issuing finds again under the database's constraints).
 */
export type EnrollmentRuleCode =
  | keyof typeof enrollmentRuleRefusals
  | Extract<CertificateRefusalCode, "ALREADY_HAS_CERTIFICATE" | "CONTRACT_CERTIFICATE_CAP">
  | "USER_SUSPENDED"
  | "USER_UNKNOWN";
export type EnrollmentSessionCode = keyof typeof enrollmentSessionRefusals;
export type RequestCode = keyof typeof requestRefusals;
