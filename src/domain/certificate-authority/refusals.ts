import { defineRefusals } from "../refusal/refusal.ts";
import { ceremonyRefusals } from "./ceremony-refusals.ts";
import { generationRefusals } from "./generation-refusals.ts";

/** Why an authority cannot be made or loaded. Read by operators. */
const ownRefusals = defineRefusals({
  AUTHORITY_ALREADY_INITIALIZED: {
    kind: "conflict",
    cause: {
      ja: "認証局はすでに作成されています。",
      en: "The certificate authorities have been made already.",
    },
    action: {
      ja: "`tegata ca list` で内容をご確認ください。",
      en: "See them with `tegata ca list`.",
    },
  },
  AUTHORITY_NOT_INITIALIZED: {
    kind: "unavailable",
    cause: {
      ja: "認証局がまだ作成されていません。",
      en: "The certificate authorities have not been made yet.",
    },
    action: { ja: "`tegata ca init` を実行してください。", en: "Run `tegata ca init`." },
  },
  AUTHORITY_KEY_UNAVAILABLE: {
    kind: "unavailable",
    cause: {
      ja: "認証局の鍵 {key} を使用できません。",
      en: "The authority's key {key} cannot be used.",
    },
    action: {
      ja: "鍵の保管場所、ファイルの権限、パスフレーズをご確認ください。",
      en: "Check where the keys are kept, the permissions of the files, and the passphrase.",
    },
  },
  AUTHORITY_KEY_MISMATCH: {
    kind: "unavailable",
    cause: {
      ja: "鍵 {key} は {issuer} の証明書と対応していません。",
      en: "The key {key} does not belong to the certificate of {issuer}.",
    },
    action: {
      ja: "データベースと鍵の保管場所の組み合わせをご確認ください。",
      en: "Check that this database and this key store belong together.",
    },
  },
  AUTHORITY_CHAIN_BROKEN: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の証明書を上位の認証局の証明書で検証できません。",
      en: "The certificate of {issuer} does not verify with the authority above it.",
    },
    action: {
      ja: "データベースのバックアップから復元してください。",
      en: "Restore the database from a backup.",
    },
  },
  AUTHORITY_KEY_OF_OTHER_TYPE: {
    kind: "conflict",
    cause: {
      ja: "中断された作成処理で作られた鍵 {key} は {found} ですが、{wanted} が指定されました。",
      en: "The key {key}, left by an interrupted run, is of type {found}, but {wanted} was asked for.",
    },
    action: {
      ja: "前回と同じ鍵の種類を指定するか、この鍵を取り除いてからもう一度実行してください。",
      en: "Ask for the same key type as before, or remove this key, and run it again.",
    },
  },
  AUTHORITY_KEY_OFFLINE: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の鍵はこの機器では保管されていません。",
      en: "The key of {issuer} is not kept on this machine.",
    },
    action: {
      ja: "鍵を保管している機器で鍵セレモニーを行い、結果を取り込んでください（`tegata ca ceremony`）。",
      en: "Hold a key ceremony on the machine that keeps it, and import what it makes (`tegata ca ceremony`).",
    },
  },
  AUTHORITY_NOT_YET_VALID: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の証明書はまだ有効期間に入っていません。",
      en: "The certificate of {issuer} is not valid yet.",
    },
    action: {
      ja: "この機器の時計と、証明書を作成した機器の時計をご確認ください。",
      en: "Check the clock of this machine and of the one where the certificate was made.",
    },
  },
  AUTHORITY_EXPIRED: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の証明書の有効期限が切れています。",
      en: "The certificate of {issuer} has expired.",
    },
    action: {
      ja: "次の世代の認証局に切り替えてください（`tegata ca generation`）。",
      en: "Change over to the next generation (`tegata ca generation`).",
    },
  },
  AUTHORITY_NONE_ACTIVE: {
    kind: "unavailable",
    cause: {
      ja: "{family} には発行中の認証局がありません。",
      en: "No issuing authority of the {family} family is active.",
    },
    action: {
      ja: "`tegata ca init`、または `tegata ca generation activate` を実行してください。",
      en: "Run `tegata ca init`, or `tegata ca generation activate`.",
    },
  },
  AUTHORITY_RESPONDER_MISSING: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} にはOCSPレスポンダの証明書がありません。",
      en: "The authority {issuer} has no certificate for its OCSP responder.",
    },
    action: {
      ja: "データベースのバックアップから復元するか、次の世代を作成してください。",
      en: "Restore the database from a backup, or plan the next generation.",
    },
  },
  AUTHORITY_RESPONDER_EXPIRED: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} のOCSPレスポンダの証明書の有効期限が切れています。",
      en: "The certificate of the OCSP responder of {issuer} has expired.",
    },
    action: {
      ja: "検証サーバまたはワーカーを起動してください。次の照会のときに更新されます。",
      en: "Start the validation role or the worker: it is renewed by the next one that needs it.",
    },
  },
  AUTHORITY_ROOT_CRL_MISSING: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の失効リストがありません。",
      en: "There is no list of revoked authorities of {issuer}.",
    },
    action: {
      ja: "`tegata ca sign-root-crl` を実行するか、鍵セレモニーで作成したリストを取り込んでください。",
      en: "Run `tegata ca sign-root-crl`, or import a list that a key ceremony made.",
    },
  },
  AUTHORITY_ROOT_CRL_EXPIRED: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の失効リストの期限が切れています。",
      en: "The list of revoked authorities of {issuer} is past its next update.",
    },
    action: {
      ja: "`tegata ca sign-root-crl` を実行するか、鍵セレモニーで作成したリストを取り込んでください。",
      en: "Run `tegata ca sign-root-crl`, or import a list that a key ceremony made.",
    },
  },
  AUTHORITY_ROOT_CRL_ENDING: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の失効リストの期限が近づいています。",
      en: "The list of revoked authorities of {issuer} must soon be signed anew.",
    },
    action: {
      ja: "`tegata ca sign-root-crl` を実行するか、鍵セレモニーで作成したリストを取り込んでください。",
      en: "Run `tegata ca sign-root-crl`, or import a list that a key ceremony made.",
    },
  },
  AUTHORITY_ROOT_CRL_DISAGREES: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の失効リストが、データベースの記録と一致しません。",
      en: "The list of revoked authorities of {issuer} does not agree with the record.",
    },
    action: {
      ja: "データベースのバックアップから復元するか、最新のリストを取り込んでください。",
      en: "Restore the database from a backup, or import the newest list.",
    },
  },
  AUTHORITY_ENDING: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の残りの有効期間が短く、まもなく電子証明書を発行できなくなります。",
      en: "The authority {issuer} will soon end before the certificates it would issue.",
    },
    action: {
      ja: "次の世代を作成してください（`tegata ca generation plan`）。",
      en: "Plan the next generation (`tegata ca generation plan`).",
    },
  },
  AUTHORITY_CERTIFICATES_FOREIGN: {
    kind: "unavailable",
    cause: {
      ja: "データベースにある電子証明書が、記録されている認証局 {issuer} のものではありません。",
      en: "Certificates on record are not of the authority {issuer} that the record names.",
    },
    action: {
      ja: "データベースと認証局の組み合わせをご確認ください。",
      en: "Check that these certificates and these authorities belong together.",
    },
  },
  AUTHORITY_KEY_UNKNOWN: {
    kind: "conflict",
    cause: {
      ja: "鍵 {key} は、データベースのどの認証局のものでもありません。",
      en: "The key {key} belongs to no authority of the database.",
    },
    action: {
      ja: "中断された作成処理の鍵か、別のデータベースの鍵です。ご確認のうえ、不要であれば取り除いてください。",
      en: "It is of an interrupted run or of another database. Find out which, and remove it if it is not wanted.",
    },
  },
});

/** Every refusal about authorities, their generations and key ceremonies. */
export const authorityRefusals = { ...ownRefusals, ...generationRefusals, ...ceremonyRefusals } as const;

export type AuthorityRefusalCode = keyof typeof authorityRefusals;
