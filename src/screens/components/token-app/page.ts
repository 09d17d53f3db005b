import { createHash } from "node:crypto";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { attributes, documentText, html } from "#platform/html/html.ts";
import { markPath, stylesheetPath } from "#screens/assets/assets.ts";
import { scriptPath, scriptText } from "#screens/assets/scripts.ts";
import { icon } from "../icon.ts";
import { themeColour } from "./icon.ts";

/** Files that the page loads, which the app keeps so that it starts without a connection. */
const filesOfPage = (institution: InstitutionPolicy): readonly string[] => [
  stylesheetPath,
  scriptPath("token"),
  markPath(institution.appearance.accent),
  "/token/icon-192.png",
];

/**
 * The camera token's page: the same for everybody, without cookies, in both languages, because browsers keep it. The
 * program draws the screens; without it the page says so.
 */
export const tokenAppPage = (institution: InstitutionPolicy): string => {
  const { displayName, contact, appearance } = institution;
  const helpDesk = (language: "ja" | "en"): string =>
    `${contact.helpDeskName[language]} ${contact.helpDeskPhone} (${contact.helpDeskHours[language]})`;
  const app = attributes({
    id: "app",
    class: "width token-app",
    "data-site": displayName.ja,
    "data-help-desk-ja": helpDesk("ja"),
    "data-help-desk-en": helpDesk("en"),
  });
  return documentText(
    html`<html ${attributes({ lang: "ja", "data-accent": appearance.accent })}><head><meta charset="utf-8"><title>トランザクション認証トークン | ${displayName.ja}</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><meta name="theme-color" content="${themeColour(appearance.accent)}"><link rel="icon" href="${markPath(appearance.accent)}" type="image/svg+xml"><link rel="apple-touch-icon" href="/token/icon-192.png"><link rel="manifest" href="/token/manifest.webmanifest"><link rel="stylesheet" href="${stylesheetPath}"><script type="module" src="${scriptPath("token")}"></script></head><body><header class="site-header"><div class="width"><a class="identity" href="/token/">${icon("pass")}<span><span class="identity-name">${displayName.ja}</span> <span class="identity-service">トランザクション認証トークン <span lang="en">Transaction token</span></span></span></a><div class="header-tools"><button class="token-language" type="button" id="language" hidden>English</button></div></div></header><main ${app}><h1>トランザクション認証トークン</h1><noscript><p>このアプリにはJavaScriptが必要です。ブラウザの設定で有効にしてください。</p><p lang="en">This app needs JavaScript. Please allow it in your browser's settings.</p></noscript></main></body></html>`,
  );
};

/** The web app manifest (W3C): name, icons, and that it opens in a window of its own. */
export const manifestOf = ({ displayName, appearance }: InstitutionPolicy): string =>
  JSON.stringify({
    id: "/token/",
    name: `${displayName.ja} トランザクション認証トークン`,
    short_name: "トークン",
    lang: "ja",
    start_url: "/token/",
    scope: "/token/",
    display: "standalone",
    orientation: "portrait",
    theme_color: themeColour(appearance.accent),
    background_color: "#ffffff",
    icons: [192, 512].flatMap((pixels) =>
      (["any", "maskable"] as const).map((purpose) => ({
        src: `/token/icon-${pixels}.png`,
        sizes: `${pixels}x${pixels}`,
        type: "image/png",
        purpose,
      })),
    ),
  });

/** The program that keeps the app's files, with their names before it: browsers look for a new one when they change. */
export const serviceWorkerOf = (institution: InstitutionPolicy): string => {
  const page = tokenAppPage(institution);
  const version = createHash("sha256").update(page).digest("base64url").slice(0, 12);
  const kept = { version, page: "/token/", files: filesOfPage(institution) };
  return `globalThis.tegataToken=${JSON.stringify(kept)};\n${scriptText("token-worker")}`;
};
