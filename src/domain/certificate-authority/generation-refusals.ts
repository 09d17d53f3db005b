import { defineRefusals } from "../refusal/refusal.ts";

/** Why a step with a generation is not taken. Read by operators. */
export const generationRefusals = defineRefusals({
  GENERATION_UNKNOWN: {
    kind: "notFound",
    cause: { ja: "世代 {issuer} はありません。", en: "There is no generation {issuer}." },
    action: { ja: "`tegata ca list` でご確認ください。", en: "See `tegata ca list`." },
  },
  GENERATION_EXISTS: {
    kind: "conflict",
    cause: { ja: "世代 {issuer} はすでにあります。", en: "The generation {issuer} is there already." },
    action: { ja: "`tegata ca list` でご確認ください。", en: "See `tegata ca list`." },
  },
  GENERATION_OUT_OF_ORDER: {
    kind: "conflict",
    cause: {
      ja: "{issuer} は次の世代ではありません。次は {next} です。",
      en: "The authority {issuer} is not the next generation, which is {next}.",
    },
    action: { ja: "世代の番号をご確認ください。", en: "Check the number of the generation." },
  },
  GENERATION_STATE: {
    kind: "conflict",
    cause: {
      ja: "{issuer} の状態は {state} のため、この操作はできません。",
      en: "This cannot be done to {issuer} while it is {state}.",
    },
    action: {
      ja: "docs/operating/generations.md の順序をご確認ください。",
      en: "See the order of steps in docs/operating/generations.md.",
    },
  },
  GENERATION_HAS_BEEN_PUBLISHED: {
    kind: "conflict",
    cause: {
      ja: "{issuer} は一度公開されたため、破棄できません。",
      en: "The authority {issuer} was published once and cannot be discarded.",
    },
    action: {
      ja: "公開したうえで退役させるか、失効させてください。",
      en: "Publish and retire it, or revoke it.",
    },
  },
  GENERATION_HAS_ISSUED: {
    kind: "conflict",
    cause: {
      ja: "{issuer} は発行に使用されたことがあるため、公開を取り消せません。",
      en: "The authority {issuer} has been active and cannot be taken back from the public.",
    },
    action: { ja: "退役させるか、失効させてください。", en: "Retire or revoke it." },
  },
  GENERATION_IS_ACTIVE: {
    kind: "conflict",
    cause: {
      ja: "{issuer} は発行中のため、この操作はできません。",
      en: "The authority {issuer} is the one that issues.",
    },
    action: {
      ja: "先に別の世代を有効にしてください（`tegata ca generation activate`）。",
      en: "Activate another generation first (`tegata ca generation activate`).",
    },
  },
  GENERATION_TOO_FRESH: {
    kind: "conflict",
    cause: {
      ja: "{issuer} は公開されてから {hours} 時間経っていません。",
      en: "The authority {issuer} has not been published for {hours} hours yet.",
    },
    action: {
      ja: "利用者側に行き渡るまでお待ちください。急ぐ場合は `--override waiting` を付けてください。",
      en: "Wait until clients have learned of it. In an emergency give `--override waiting`.",
    },
  },
  GENERATION_TOO_SHORT: {
    kind: "conflict",
    cause: {
      ja: "{issuer} の有効期限 {notAfter} は、発行する電子証明書の有効期限 {needed} より前です。",
      en: "The authority {issuer} ends on {notAfter}, before certificates it would issue, which last until {needed}.",
    },
    action: { ja: "新しい世代を作成してください。", en: "Plan a new generation." },
  },
  GENERATION_VALIDATION_SILENT: {
    kind: "unavailable",
    cause: {
      ja: "{issuer} の検証サーバ {url} が正しく応答しません。",
      en: "The validation authority of {issuer} at {url} does not answer as it should.",
    },
    action: {
      ja: "検証サーバが動作していることをご確認ください。この機器から到達できない場合は `--override validation` を付けてください。",
      en: "Check that it runs. Where this machine cannot reach it, give `--override validation`.",
    },
  },
});
