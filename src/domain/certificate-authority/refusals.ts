import { defineRefusals } from "../refusal/refusal.ts";

/** Why an authority cannot be made or loaded. Read by operators. */
export const authorityRefusals = defineRefusals({
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
});

export type AuthorityRefusalCode = keyof typeof authorityRefusals;
