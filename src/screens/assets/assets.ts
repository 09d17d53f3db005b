import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { invariant } from "#shared/invariant.ts";
import { ACCENTS, ACCENT_TOKENS } from "./accent.ts";
import type { Accent } from "./accent.ts";
import { buildStylesheet, tokenValue } from "./stylesheet.ts";

/** A file that pages load, in all its encodings, made once at start. */
export interface Asset {
  /** Path under which it is served; it changes with the content, so a browser may keep it for ever. */
  readonly path: string;
  readonly contentType: string;
  readonly identity: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** A file under a name that tells its content. */
export const asset = (stem: string, extension: string, contentType: string, text: string): Asset => {
  const identity = Buffer.from(text, "utf8");
  const hash = createHash("sha256").update(identity).digest("base64url").slice(0, 12);
  const path = `/assets/${stem}-${hash}.${extension}`;
  return { path, contentType, identity, gzip: gzipSync(identity), br: brotliCompressSync(identity) };
};

/** The sign of the browser's tab: the pass of icon.ts, in the institution's colour. */
const markSvg = (accent: Accent): string => {
  const colour = tokenValue(`--color-primitive-${ACCENT_TOKENS[accent][0]}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44"><rect width="44" height="44" rx="10" fill="${colour}"/><path d="M22 7 33 14.5V36.5H11V14.5Z" fill="#fff"/><circle cx="22" cy="15.5" r="2.3" fill="${colour}"/><path d="M16.5 23.5h11M16.5 29.5h11" stroke="${colour}" stroke-width="2.6" stroke-linecap="round"/></svg>`;
};

const stylesheet = asset("tegata", "css", "text/css; charset=utf-8", buildStylesheet());

const marks: ReadonlyMap<Accent, Asset> = new Map(
  ACCENTS.map((accent) => [accent, asset(`mark-${accent}`, "svg", "image/svg+xml", markSvg(accent))]),
);

/** Where the one style sheet is. */
export const stylesheetPath: string = stylesheet.path;

/** Where the sign of the browser's tab is. */
export const markPath = (accent: Accent): string => {
  const mark = marks.get(accent);
  invariant(mark !== undefined, `no mark in ${accent}`);
  return mark.path;
};

/** Style sheet and signs, by path. The browser's programs are beside them (`scripts.ts`). */
export const assets: ReadonlyMap<string, Asset> = new Map(
  [stylesheet, ...marks.values()].map((served) => [served.path, served]),
);
