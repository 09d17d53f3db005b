import type { Bilingual } from "#domain/refusal/refusal.ts";

/** Texts of the mails about replaced PCs and disowned certificates. Like all mails they carry no links. */

export const LABELS = {
  user: { ja: "ご利用者", en: "User" },
  revokedAt: { ja: "失効日時", en: "Revoked at" },
  device: { ja: "端末", en: "Device" },
  serial: { ja: "シリアル番号", en: "Serial number" },
  from: { ja: "手続きの接続元", en: "Asked from" },
  opens: { ja: "取得できる日時", en: "Can be acquired from" },
  deadline: { ja: "取得期限", en: "To be acquired by" },
} as const satisfies Readonly<Record<string, Bilingual>>;

export const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "If you know nothing of this, please contact the help desk at once.",
};

export const ASK_THEM: Bilingual = {
  ja: "ご本人にお確かめのうえ、お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "Please ask the user. If they know nothing of it, contact the help desk at once.",
};

export const REPLACED = {
  title: {
    ja: "パソコンの入れ替え（電子証明書の失効）のお知らせ",
    en: "Your PC was replaced and its certificate revoked",
  },
  says: {
    ja: "パソコンの入れ替えの手続きにより、これまでの電子証明書を失効しました。この電子証明書ではログインできません。",
    en: "You asked to replace your PC. The certificate on the old one has been revoked and can no longer be used to log in.",
  },
  next: {
    ja: "新しい電子証明書は、お使いになるパソコンで、いつもの方法で当金融機関のサイトを開いて取得してください。",
    en: "To acquire a new one, open our site as you always do on the PC that you will use.",
  },
  titleToOthers: {
    ja: "ご利用者のパソコンの入れ替え（電子証明書の失効）のお知らせ",
    en: "A user of your company replaced their PC",
  },
  saysToOthers: {
    ja: "貴社のご利用者がパソコンの入れ替えの手続きを行い、これまでの電子証明書を失効しました。",
    en: "A user of your company asked to replace their PC. The certificate on the old one has been revoked.",
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export const DISOWNED = {
  title: {
    ja: "【重要】電子証明書の失効と取得の停止のお知らせ",
    en: "Important: your certificates were revoked and acquiring is stopped",
  },
  says: {
    ja: "「身に覚えがない」とのお申し出により、電子証明書を失効し、ログイン中の画面をすべて終了し、新しい電子証明書の取得を停止しました。",
    en: "You reported a certificate as not yours. It has been revoked, all your sessions have been ended, and no certificate can be acquired for now.",
  },
  next: {
    administrator: {
      ja: "再びご利用いただくには、状況を確認のうえ、貴社の他の管理者による電子証明書の発行が必要です。",
      en: "Once it is clear what happened, an administrator of your company other than yourself can issue a certificate again.",
    },
    institution: {
      ja: "再びご利用いただくには、当金融機関での確認と電子証明書の再発行が必要です。お取引店へご連絡ください。",
      en: "Before you can use the service again, your branch has to look into it and issue a certificate. Please contact them.",
    },
  },
  titleToOthers: {
    ja: "【重要】ご利用者から身に覚えのない電子証明書のお申し出がありました",
    en: "Important: a user of your company reported a certificate as not theirs",
  },
  saysToOthers: {
    ja: "貴社のご利用者から「身に覚えがない」とのお申し出があり、電子証明書を失効し、新しい電子証明書の取得を停止しました。",
    en: "A user of your company reported a certificate as not theirs. It has been revoked, and the user can acquire no other for now.",
  },
  nextToOthers: {
    administrator: {
      ja: "ご本人と状況をご確認ください。確認できましたら、利用者管理の画面から電子証明書を発行できます。",
      en: "Please look into it with the user. Once it is clear what happened, you can issue a certificate from the list of users.",
    },
    institution: {
      ja: "ご本人と状況をご確認ください。電子証明書の再発行は、お取引店で承ります。",
      en: "Please look into it with the user. A certificate is issued again at your branch.",
    },
  },
  callUs: {
    ja: "不正な利用のおそれがありますので、お取引の内容をご確認のうえ、ヘルプデスクへご連絡ください。",
    en: "Somebody may have misused your access: please check your transactions and call the help desk.",
  },
} as const;
