import { defineRefusals } from "../refusal/refusal.ts";

const ASK_OPERATOR = {
  ja: "システム管理者へご連絡ください。",
  en: "Please contact the administrator of the system.",
};

/** Why something about the audit record is not done. Told to operators. */
export const auditRefusals = defineRefusals({
  AUDIT_KEY_UNAVAILABLE: {
    kind: "unavailable",
    cause: {
      ja: "監査証跡に署名する鍵({key})を使用できません。",
      en: "The key that signs the audit record ({key}) cannot be used.",
    },
    action: {
      ja: "鍵の保管場所とパスフレーズをご確認ください。",
      en: "Please check the key store and its passphrase.",
    },
  },
  AUDIT_KEY_OF_OTHER_TYPE: {
    kind: "conflict",
    cause: {
      ja: "監査証跡の鍵({key})の種類が違います。",
      en: "The key of the audit record ({key}) is of another type or is not the one on record.",
    },
    action: ASK_OPERATOR,
  },
  AUDIT_KEY_EXISTS: {
    kind: "conflict",
    cause: {
      ja: "監査証跡に署名する鍵はすでに作成されています。",
      en: "The key that signs the audit record exists already.",
    },
    action: {
      ja: "鍵を交換するときは `tegata audit rotate-key` をご使用ください。",
      en: "To replace it, use `tegata audit rotate-key`.",
    },
  },
  AUDIT_KEY_MISSING: {
    kind: "notFound",
    cause: {
      ja: "監査証跡に署名する鍵がまだありません。",
      en: "There is no key yet that signs the audit record.",
    },
    action: {
      ja: "`tegata audit init-key` で作成してください。",
      en: "Make it with `tegata audit init-key`.",
    },
  },
  AUDIT_RECORD_FAULTY: {
    kind: "conflict",
    cause: {
      ja: "監査証跡の検証に失敗しました。",
      en: "The audit record does not verify.",
    },
    action: {
      ja: "`tegata audit verify` の結果をご確認ください。何も変更していません。",
      en: "See what `tegata audit verify` says of it. Nothing was changed.",
    },
  },
});

export type AuditRefusalCode = keyof typeof auditRefusals;
