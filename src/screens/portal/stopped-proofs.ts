import type { CountedProof } from "#domain/credential/claims.ts";
import type { StoppedProof } from "#domain/credential/stops.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { dateAndTime } from "#screens/components/time.ts";

const factorNames: Readonly<Record<Exclude<CountedProof, "login" | "confirmation">, Bilingual>> = {
  oneTimePassword: { ja: "ワンタイムパスワード", en: "one-time password" },
  transactionAuthentication: { ja: "トランザクション認証", en: "transaction authentication" },
  additionalAuthentication: { ja: "追加認証", en: "additional authentication" },
  userRegistrationCode: { ja: "利用者登録コード", en: "user registration code" },
};

const texts = {
  permanent: { ja: "解除するまで", en: "until unlocked" },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** What a stopped proof is called here. */
export const proofName = (page: PageContext, proof: CountedProof): string =>
  proof === "login" || proof === "confirmation"
    ? inLanguage(page, familyOf(page.institution).secretFields[proof].label)
    : inLanguage(page, factorNames[proof]);

const end = (page: PageContext, { stop }: StoppedProof): Fragment => {
  if (stop.kind === "permanent") return html`${inLanguage(page, texts.permanent)}`;
  const time = dateAndTime(page, stop.until);
  return page.language === "ja" ? html`${time}まで` : html`until ${time}`;
};

/** What is stopped after wrong entries, and until when. */
export const stoppedList = (page: PageContext, stops: readonly StoppedProof[]): Fragment =>
  html`<ul>${stops.map(
    (stopped) =>
      html`<li>${proofName(page, stopped.proof)}${page.language === "ja" ? "：" : ": "}${end(page, stopped)}</li>`,
  )}</ul>`;
