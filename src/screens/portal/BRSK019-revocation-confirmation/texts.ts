import type { RevocationReason } from "#domain/certificate/certificates.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { defineTexts } from "#platform/html/language.ts";

/** Reasons a customer may give; `superseded` belongs to renewals. */
export const REASONS = [
  "cessationOfOperation",
  "keyCompromise",
  "affiliationChanged",
  "unspecified",
] as const;

export type Reason = (typeof REASONS)[number] & RevocationReason;

export const reasonNames: Readonly<Record<Reason, Bilingual>> = {
  cessationOfOperation: {
    ja: "パソコンの入れ替え・修理・初期化",
    en: "The PC is replaced, repaired or reset",
  },
  keyCompromise: {
    ja: "パソコンの紛失・盗難、不正利用のおそれ",
    en: "The PC is lost or stolen, or misuse is feared",
  },
  affiliationChanged: { ja: "利用者の異動・退職", en: "The user moves on or leaves" },
  unspecified: { ja: "その他", en: "Other" },
};

export const texts = defineTexts({
  ja: {
    parent: "証明書失効",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    state: "証明書状態",
    notAfter: "証明書有効期限",
    reason: "失効の理由",
    required: "※必須",
    reasonMissing: "失効の理由を選んでください。",
    secretMissing: "入力してください。",
    secretHelp: "ログインに使うものとは別のものです。",
    execute: "実行",
    back: "戻る",
    warning: "失効した電子証明書は元に戻せません",
    warningBody:
      "この電子証明書では、直ちにログインできなくなります。ご利用を続けるには、電子証明書を取得し直す必要があります。失効しても、ID・パスワード（暗証番号）でのログインには戻りません。",
    selfWarning:
      "ご自身の電子証明書です。この電子証明書でログインしている場合は、実行と同時にログアウトします。",
  },
  en: {
    parent: "Revoke a certificate",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    state: "Certificate",
    notAfter: "Valid until",
    reason: "Reason",
    required: "required",
    reasonMissing: "Choose a reason.",
    secretMissing: "Type it in.",
    secretHelp: "Not the one with which you log in.",
    execute: "Revoke",
    back: "Back",
    warning: "A revoked certificate cannot be brought back",
    warningBody:
      "It will not log in any more, from this moment on. To go on, its user has to acquire a new one. Revocation does not bring back login with ID and password (PIN).",
    selfWarning: "It is your own certificate. If you are logged in with it, you will be logged out at once.",
  },
});
