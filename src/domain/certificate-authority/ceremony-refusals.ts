import { defineRefusals } from "../refusal/refusal.ts";

/** Why a step of a key ceremony is not held, or its products not taken in. Read by operators. */
export const ceremonyRefusals = defineRefusals({
  ROOT_CRL_NOT_OF_ROOT: {
    kind: "invalid",
    cause: {
      ja: "失効リストは {issuer} が署名したものではありません。",
      en: "The list is not signed by {issuer}.",
    },
    action: { ja: "ファイルの組み合わせをご確認ください。", en: "Check which file belongs to which root." },
  },
  ROOT_CRL_OLD: {
    kind: "conflict",
    cause: {
      ja: "失効リストの番号 {number} は、現在のリストの番号 {present} より大きくありません。",
      en: "The list's number {number} is not above that of the present list, {present}.",
    },
    action: {
      ja: "現在のリストを引き継いで作成し直してください。",
      en: "Make it anew from the present list.",
    },
  },
  ROOT_CRL_FORGETS: {
    kind: "conflict",
    cause: {
      ja: "失効リストに、失効済みの認証局 {issuer} が含まれていません。",
      en: "The list lacks the authority {issuer}, which is revoked.",
    },
    action: {
      ja: "現在のリストを引き継いで作成し直してください。",
      en: "Make it anew from the present list.",
    },
  },
  ROOT_CRL_UNFIT: {
    kind: "invalid",
    cause: {
      ja: "失効リストが規則に合っていません。",
      en: "The list breaks rules that a root's list must keep.",
    },
    action: {
      ja: "`tegata ca ceremony` の root-crl で作成し直してください。",
      en: "Make it with the step root-crl of `tegata ca ceremony`.",
    },
  },
  CEREMONY_REQUEST_UNFIT: {
    kind: "invalid",
    cause: {
      ja: "証明書署名要求が、この手順に書かれたものと一致しません。",
      en: "The request is not the one that this step describes.",
    },
    action: {
      ja: "要求のファイルと、読み上げた指紋をご確認ください。",
      en: "Check the file of the request and the fingerprint that was read aloud.",
    },
  },
  CEREMONY_CERTIFICATE_UNFIT: {
    kind: "invalid",
    cause: {
      ja: "証明書が、この手順に書かれたものと一致しません。",
      en: "The certificate is not the one that this step describes.",
    },
    action: {
      ja: "証明書のファイルと、読み上げた指紋をご確認ください。",
      en: "Check the file of the certificate and the fingerprint that was read aloud.",
    },
  },
  CEREMONY_KEY_EXISTS: {
    kind: "conflict",
    cause: {
      ja: "鍵 {key} はすでにあり、この手順で作られたものではありません。",
      en: "The key {key} is there already, and this step did not make it.",
    },
    action: {
      ja: "別の名前を指定してください。鍵は上書きされません。",
      en: "Name another one. A key is never overwritten.",
    },
  },
  CEREMONY_ALREADY_HELD: {
    kind: "conflict",
    cause: {
      ja: "この手順はすでに完了しています（記録 {record}）。",
      en: "This step has been done already; its record is {record}.",
    },
    action: { ja: "記録をご確認ください。", en: "Read the record." },
  },
  CEREMONY_OUTPUT_EXISTS: {
    kind: "conflict",
    cause: {
      ja: "出力ファイル {file} はすでにあり、この手順で作られたものではありません。",
      en: "The file {file} is there already, and this step did not make it.",
    },
    action: {
      ja: "別の名前を指定してください。ファイルは上書きされません。",
      en: "Name another one. Nothing is overwritten.",
    },
  },
  CEREMONY_CHANGED: {
    kind: "conflict",
    cause: {
      ja: "中断されたときから、手順のファイルか入力が変わっています。",
      en: "The step's file or its inputs have changed since it was interrupted.",
    },
    action: {
      ja: "元のファイルに戻して実行するか、別の記録のファイル名で最初から行ってください。",
      en: "Run it with the files as they were, or begin anew under another record name.",
    },
  },
});
