import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { invariant } from "#shared/invariant.ts";

/** The product's style sheets, in the order of their layers. */
const SHEETS = [
  "reset",
  "base",
  "layout",
  "text",
  "form",
  "keyboard",
  "message",
  "data",
  "acquisition",
  "token",
  "media",
] as const;

const require = createRequire(import.meta.url);

const readSheet = (name: string): string =>
  readFileSync(new URL(`./styles/${name}.css`, import.meta.url), "utf8");

const designTokens = readFileSync(require.resolve("@digital-go-jp/design-tokens/dist/tokens.css"), "utf8");

const TOKEN = /(--[a-z0-9-]+):\s*([^;]+);/g;
const USE = /var\((--[a-z0-9-]+)/g;

/** All custom properties that a text refers to. */
const usesIn = (css: string): string[] => [...css.matchAll(USE)].map((match) => match[1] ?? "");

const valuesIn = (css: string): ReadonlyMap<string, string> =>
  new Map([...css.matchAll(TOKEN)].map(([, name = "", value = ""]) => [name, value]));

/** The value of a design token, e.g. `--color-primitive-blue-900`. */
export const tokenValue = (name: string): string => {
  const value = valuesIn(designTokens).get(name);
  invariant(value !== undefined, `${name} is no design token`);
  return value;
};

/** The design tokens that `css` uses, directly or through other tokens: a tenth of all of them. */
export const usedTokens = (tokens: string, css: string): string => {
  const values = valuesIn(tokens);
  const own = new Set([...css.matchAll(TOKEN)].map((match) => match[1]));
  const used = new Set<string>();
  const visit = (name: string): void => {
    if (own.has(name) || used.has(name)) return;
    const value = values.get(name);
    invariant(
      value !== undefined || OPTIONAL.has(name),
      `style sheets use ${name}, which is no design token`,
    );
    if (value === undefined) return;
    used.add(name);
    for (const inner of usesIn(value)) visit(inner);
  };
  for (const name of usesIn(css)) visit(name);
  const lines = [...used].map((name) => `${name}:${values.get(name) ?? ""}`);
  return `@layer tokens{:root{${lines.join(";")}}}`;
};

/** Properties that a component may set and that have a default where they are used. */
const OPTIONAL: ReadonlySet<string> = new Set(["--flow", "--field-width"]);

/** Fewer bytes, same meaning: our sheets hold no strings with braces or comments in them. */
export const compact = (css: string): string =>
  css
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([{};,>]) ?/g, "$1")
    .replaceAll(/: /g, ":")
    .replaceAll(";}", "}")
    .trim();

/** The one style sheet of all pages: layers, the tokens in use, components. */
export const buildStylesheet = (): string => {
  const css = SHEETS.map(readSheet).join("\n");
  const [reset = "", ...others] = SHEETS.map(readSheet);
  return compact([reset, usedTokens(designTokens, css), ...others].join("\n"));
};
