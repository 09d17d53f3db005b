import type { Bilingual } from "#domain/refusal/refusal.ts";

/** What to look at for a refusal, beyond its cause and action. */
export interface Hints {
  readonly hints: readonly Bilingual[];
  /** Whether acquiring a certificate may be the way out. */
  readonly offersAcquisition: boolean;
}

const nothingShown: readonly Bilingual[] = [
  {
    ja: "一覧が表示されない、または空の場合：このパソコンの、いまお使いの利用者（OSのアカウント）では電子証明書を取得していない可能性があります。",
    en: "The list did not appear or was empty: the certificate may belong to another PC, or to another account of this PC.",
  },
  {
    ja: "「キャンセル」を押した場合：下のボタンから選び直せます。",
    en: "You pressed Cancel: choose again with the button below.",
  },
  {
    ja: "電子証明書を取得した直後の場合：お使いのブラウザが、取得先として選んだ証明書の保管場所を使っているかをご確認ください。",
    en: "You have only just acquired it: check that this browser uses the key store into which it was installed.",
  },
];

const olderRemains: readonly Bilingual[] = [
  {
    ja: "更新した後は、古い電子証明書が一覧に残ることがあります。有効期限の新しいほうを選んでください。",
    en: "After a renewal the old certificate may still be listed. Choose the one that expires later.",
  },
];

const several: readonly Bilingual[] = [
  {
    ja: "一覧に複数の電子証明書がある場合は、発行者と名前を見て、この金融機関のものを選んでください。",
    en: "If several certificates are listed, look at issuer and name and choose the one of this institution.",
  },
];

const table: Readonly<Record<string, Hints>> = {
  NO_CERTIFICATE_PRESENTED: { hints: nothingShown, offersAcquisition: true },
  CERTIFICATE_EXPIRED: { hints: olderRemains, offersAcquisition: true },
  CERTIFICATE_REVOKED: { hints: olderRemains, offersAcquisition: true },
  CERTIFICATE_SUPERSEDED: { hints: olderRemains, offersAcquisition: false },
  CERTIFICATE_NOT_CONFIRMED: { hints: [], offersAcquisition: true },
  CERTIFICATE_OF_OTHER_INSTITUTION: { hints: several, offersAcquisition: true },
  CERTIFICATE_UNKNOWN_ISSUER: { hints: several, offersAcquisition: true },
};

/** Hints for a refusal code; none for those whose action says it all. */
export const hintsFor = (code: string): Hints => table[code] ?? { hints: [], offersAcquisition: false };
