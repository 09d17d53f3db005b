import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fastify from "fastify";
import { ACCENTS, ACCENT_TOKENS } from "./accent.ts";
import { assets, markPath, stylesheetPath } from "./assets.ts";
import { assetRoutes } from "./routes.ts";
import { buildStylesheet, compact, tokenValue, usedTokens } from "./stylesheet.ts";

/** Relative luminance and contrast of WCAG 2.2. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};
const colour = (name: string): string => tokenValue(`--color-primitive-${name}`);

describe("every accent can be read (WCAG 2.2, 1.4.3)", () => {
  for (const accent of ACCENTS) {
    test(accent, () => {
      const [plain, strong, soft] = ACCENT_TOKENS[accent];
      for (const text of [plain, strong]) {
        assert.ok(contrast(colour(text), "#ffffff") >= 4.5, `${text} on white`);
        assert.ok(contrast(colour(text), colour(soft)) >= 4.5, `${text} on ${soft}`);
      }
    });
  }

  test("the style sheet says the same colours", () => {
    const css = buildStylesheet();
    for (const accent of ACCENTS.filter((name) => name !== "blue")) {
      const [plain, strong, soft] = ACCENT_TOKENS[accent];
      assert.ok(
        css.includes(
          `[data-accent="${accent}"]{--accent:var(--color-primitive-${plain});--accent-strong:var(--color-primitive-${strong});--accent-soft:var(--color-primitive-${soft})`,
        ),
        accent,
      );
    }
  });
});

describe("the style sheet", () => {
  test("is small", () => {
    const sheet = assets.get(stylesheetPath);
    assert.ok(sheet !== undefined);
    assert.ok(sheet.identity.length < 32 * 1024, String(sheet.identity.length));
    assert.ok(sheet.br.length < 8 * 1024, String(sheet.br.length));
    assert.equal(brotliDecompressSync(sheet.br).compare(sheet.identity), 0);
    assert.equal(gunzipSync(sheet.gzip).compare(sheet.identity), 0);
  });

  test("holds the tokens in use, and those they use", () => {
    const tokens = ":root { --a: 1; --b: var(--c); --c: 2; }";
    assert.equal(usedTokens(tokens, "p { margin: var(--b); }"), "@layer tokens{:root{--b:var(--c);--c:2}}");
  });

  test("refuses a token that does not exist", () => {
    assert.throws(() => usedTokens(":root { --a: 1; }", "p { margin: var(--typo); }"));
  });

  test("keeps its meaning when it is made smaller", () => {
    assert.equal(compact("/* x */ a:hover > b ,\n i { margin : 0 auto; }"), "a:hover>b,i{margin :0 auto}");
  });
});

describe("serving", () => {
  const server = fastify();
  server.register(assetRoutes);

  test("for ever, in the encoding the browser takes", async () => {
    for (const [accept, encoding] of [
      ["gzip, deflate, br", "br"],
      ["gzip", "gzip"],
      ["br;q=0, gzip;q=0", undefined],
      ["", undefined],
    ] as const) {
      const answer = await server.inject({ url: stylesheetPath, headers: { "accept-encoding": accept } });
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.headers["content-encoding"], encoding);
      assert.match(String(answer.headers["cache-control"]), /immutable/);
      assert.equal(answer.headers["content-type"], "text/css; charset=utf-8");
    }
  });

  test("signs for the tab, and nothing else", async () => {
    const answer = await server.inject({ url: markPath("green") });
    assert.match(answer.payload, /^<svg /);
    for (const url of ["/assets/", "/assets/../package.json", "/assets/tegata.css"]) {
      assert.equal((await server.inject({ url })).statusCode, 404);
    }
  });
});
