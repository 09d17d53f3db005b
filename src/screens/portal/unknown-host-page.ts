import type { FastifyRequest } from "fastify";
import { documentText, html } from "#platform/html/html.ts";
import { negotiateLanguage } from "#platform/html/language.ts";
import { stylesheetPath } from "#screens/assets/assets.ts";
import type { Problem } from "./problem-page.ts";

const unknownHost: Problem = {
  code: "INSTITUTION_UNKNOWN",
  cause: { ja: "このアドレスの金融機関はありません。", en: "There is no institution at this address." },
  action: {
    ja: "アドレスをご確認いただくか、金融機関のホームページからお進みください。",
    en: "Please check the address, or come by way of your institution's website.",
  },
};

const texts = {
  code: { ja: "エラーコード", en: "Code" },
  supportId: { ja: "お問い合わせ番号", en: "Support ID" },
} as const;

/** A page without an institution's name: for hosts that are nobody's, and where not even the institution can be told. */
export const unknownHostPage = (request: FastifyRequest, problem: Problem = unknownHost): string => {
  const language = negotiateLanguage(request.headers["accept-language"]);
  return documentText(
    html`<html lang="${language}"><head><meta charset="utf-8"><title>${problem.cause[language]}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="stylesheet" href="${stylesheetPath}"></head><body><main class="width"><div class="page-title"><h1>${problem.cause[language]}</h1></div><div class="flow reading"><p class="lead">${problem.action[language]}</p><dl class="codes"><div><dt>${texts.code[language]}</dt><dd><code>${problem.code}</code></dd></div><div><dt>${texts.supportId[language]}</dt><dd><code>${request.supportId}</code></dd></div></dl></div></main></body></html>`,
  );
};
