import { createHash } from "node:crypto";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { documentText, html } from "#platform/html/html.ts";
import { defineTexts, type Language } from "#platform/html/language.ts";

const style = html`<style>
  body { margin: 0; background: #f8f8fb; color: #1a1a1c; font: 1rem/1.7 "Noto Sans JP", sans-serif; }
  main { max-width: 40rem; margin: 10vh auto; padding: 2rem; background: #fff; border: 1px solid #d8d8db; border-radius: 12px; }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; }
  a { display: inline-block; margin: 1rem 0; padding: 0.75rem 2rem; border-radius: 8px; background: #0017c1; color: #fff; }
  a:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; }
  small { color: #626264; }
</style>`;

const styleText = style
  .toString()
  .replace(/^<style>/, "")
  .replace(/<\/style>$/, "");
const styleDigest = createHash("sha256").update(styleText).digest("base64");

/** The gate's host name is used once and serves no style sheet: the few rules are in the page, known by their digest. */
export const PROBLEM_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleDigest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const texts = defineTexts({
  ja: { title: "ログインを続けられません", back: "ログイン画面へ", supportId: "お問い合わせ番号" },
  en: { title: "The login cannot go on", back: "To the login page", supportId: "Support number" },
});

/** The gate's only page: what happened, what to do, and the way back. `loginAddress` undefined: no portal is known. */
export const problemPage = (problem: {
  readonly language: Language;
  readonly refusal: DescribedRefusal;
  readonly supportId: string;
  readonly loginAddress: string | undefined;
}): string => {
  const { language, refusal, supportId, loginAddress } = problem;
  const text = texts[language];
  return documentText(
    html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text.title}</title>${style}</head>
<body><main><h1>${text.title}</h1><p>${refusal.cause[language]}</p><p>${refusal.action[language]}</p>
${loginAddress !== undefined && html`<a href="${loginAddress}">${text.back}</a>`}
<p><small>${refusal.code} ・ ${text.supportId} ${supportId}</small></p></main></body></html>`,
  );
};
