import { defineRefusals } from "#domain/refusal/refusal.ts";

/** Why a proof by ID and secrets is not accepted. None of these tells whether an ID exists. */
export const credentialRefusals = defineRefusals({
  CREDENTIAL_INCOMPLETE: {
    kind: "invalid",
    cause: { ja: "入力されていない項目があります。", en: "Some fields are empty or too long." },
    action: {
      ja: "すべての項目を正しい長さで入力してください。",
      en: "Please fill in every field within its length.",
    },
  },
  CREDENTIAL_REFUSED: {
    kind: "unauthenticated",
    cause: {
      ja: "入力された内容では、ご本人であることを確認できませんでした。",
      en: "We could not confirm who you are from what was entered.",
    },
    action: {
      ja: "大文字と小文字の違いも含めて入力内容をご確認のうえ、もう一度入力してください。",
      en: "Please check what you enter, upper and lower case included, and try again.",
    },
  },
  CREDENTIAL_STOPPED_TEMPORARILY: {
    kind: "tooMany",
    cause: {
      ja: "誤った入力が続いたため、{until}まで受付を停止しています。",
      en: "After repeated wrong entries we accept no further ones until {until}.",
    },
    action: {
      ja: "その時刻を過ぎてから、もう一度入力してください。",
      en: "Please try again after that time.",
    },
  },
  CREDENTIAL_STOPPED: {
    kind: "forbidden",
    cause: {
      ja: "誤った入力が続いたため、このIDの受付を停止しています。",
      en: "After repeated wrong entries this ID has been stopped.",
    },
    action: {
      ja: "管理者の方に停止の解除をご依頼ください。管理者の方が解除できない場合は、お取引店の窓口でお手続きください。",
      en: "Please ask your administrator to lift the stop or, where no administrator can, your branch.",
    },
  },
  USER_SUSPENDED: {
    kind: "forbidden",
    cause: { ja: "この利用者は現在停止されています。", en: "This user is currently suspended." },
    action: {
      ja: "管理者の方に利用停止の解除をご依頼ください。管理者の方がいらっしゃらない場合は、お取引店へご連絡ください。",
      en: "Please ask your administrator to lift the suspension, or contact your branch if there is none.",
    },
  },
});

/** Why a new password or PIN is not accepted (B1). */
export const secretRefusals = defineRefusals({
  SECRET_LENGTH: {
    kind: "invalid",
    cause: {
      ja: "文字数が正しくありません({min}〜{max}文字)。",
      en: "The length is not right ({min} to {max} characters).",
    },
    action: {
      ja: "{min}文字以上{max}文字以内で指定してください。",
      en: "Please choose {min} to {max} characters.",
    },
  },
  SECRET_CHARACTERS: {
    kind: "invalid",
    cause: {
      ja: "半角の英字と数字の両方を含み、それ以外の文字を含まないようにする必要があります。",
      en: "It must contain half-width letters as well as digits, and nothing else.",
    },
    action: {
      ja: "半角の英字と数字を組み合わせて指定してください。",
      en: "Please combine half-width letters and digits.",
    },
  },
  SECRET_SAME_AS_ID: {
    kind: "invalid",
    cause: { ja: "IDと同じ内容は指定できません。", en: "It must not be the same as an ID." },
    action: { ja: "IDとは異なる内容を指定してください。", en: "Please choose something other than the ID." },
  },
  SECRET_SAME_AS_OTHER: {
    kind: "invalid",
    cause: {
      ja: "ログイン用と確認用に同じ内容は指定できません。",
      en: "The one for login and the one for confirmation must not be the same.",
    },
    action: { ja: "異なる内容を指定してください。", en: "Please choose two different ones." },
  },
  SECRET_TRIVIAL: {
    kind: "invalid",
    cause: {
      ja: "推測されやすい内容は指定できません。",
      en: "It would be easily guessed.",
    },
    action: {
      ja: "連続した文字や同じ文字の繰り返し、よく使われる単語、生年月日、お名前、ID、金融機関名を避けて指定してください。",
      en: "Please avoid sequences, repetitions, common words, birth dates, your name, your ID and the institution's name.",
    },
  },
  SECRET_BREACHED: {
    kind: "invalid",
    cause: {
      ja: "流出したことが知られている内容のため、指定できません。",
      en: "It is known from leaked lists of passwords.",
    },
    action: {
      ja: "ほかのサービスで使っていない内容を指定してください。",
      en: "Please choose one that you use nowhere else.",
    },
  },
  SECRET_UNCHANGED: {
    kind: "invalid",
    cause: { ja: "現在と同じ内容は指定できません。", en: "The new one is the same as the present one." },
    action: { ja: "現在とは異なる内容を指定してください。", en: "Please choose a different one." },
  },
  SECRET_CHANGED_MEANWHILE: {
    kind: "conflict",
    cause: {
      ja: "お手続きの間に、別の操作で変更されました。",
      en: "It was changed in another way in the meantime.",
    },
    action: {
      ja: "最初の画面からもう一度お手続きください。お心当たりがない場合は、ヘルプデスクへご連絡ください。",
      en: "Please start again. If you know nothing of it, contact the help desk.",
    },
  },
});

export type CredentialCode = keyof typeof credentialRefusals;
export type SecretCode = keyof typeof secretRefusals;
