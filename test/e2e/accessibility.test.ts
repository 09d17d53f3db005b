import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import type { Browser, HTTPResponse, Page } from "puppeteer-core";
import type { Language } from "#platform/html/language.ts";
import { gallery } from "#test/support/gallery.ts";
import { startGallery } from "#test/support/gallery-server.ts";
import type { GalleryServer } from "#test/support/gallery-server.ts";
import { toolPath } from "./support/debian-tools.ts";

/** Every screen in every state, in real Chromium: WCAG 2.2 AA by axe, 320 px, keyboard, and no script in the page. */

const CHROMIUM = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LANGUAGES: readonly Language[] = ["ja", "en"];
const PAGE_BYTES = 60 * 1024;

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const findingsOn = async (page: Page): Promise<string[]> => {
  const expression = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then((result) => result.violations)`;
  const findings = await page.evaluate<[], () => Finding[]>(`${axeSource};${expression}`);
  return findings.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
};

let browser: Browser;
let server: GalleryServer;

before(async () => {
  server = await startGallery();
  browser = await puppeteer.launch({ executablePath: toolPath("chromium"), pipe: true, args: CHROMIUM });
});
after(async () => {
  await browser.close();
  await server.close();
});

/** A page that collects what the browser complains about: refused by policy, not found, not parsed. */
const openPage = async (width: number, complaints: string[]): Promise<Page> => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width, height: 800 });
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return page;
};

const runs: readonly (readonly [Language, number])[] = [
  ["ja", 1280],
  ["ja", 320],
  ["en", 1280],
];
for (const [language, width] of runs) {
  test(`axe finds nothing: ${language}, ${width} px, all screens`, { timeout: 300_000 }, async () => {
    const complaints: string[] = [];
    const page = await openPage(width, complaints);
    const found: Record<string, string[]> = {};
    for (const { name } of gallery) {
      await page.goto(server.address(name, language));
      const findings = await findingsOn(page);
      if (findings.length > 0) found[name] = findings;
    }
    await page.browserContext().close();
    assert.deepEqual(found, {});
    assert.deepEqual(complaints, []);
  });
}

test(
  "nothing is wider than a screen of 320 px, and what is pressed is big enough (WCAG 2.5.8)",
  { timeout: 300_000 },
  async () => {
    const page = await openPage(320, []);
    const faults: string[] = [];
    for (const { name } of gallery) {
      for (const language of LANGUAGES) {
        await page.goto(server.address(name, language));
        // The software keyboard is there to be pressed as well.
        await page.evaluate<[], () => void>(
          `document.querySelectorAll(".keyboard-choice input").forEach((choice) => choice.click())`,
        );
        const width = await page.evaluate<[], () => number>("document.documentElement.scrollWidth");
        if (width > 320) faults.push(`${name} ${language}: ${width} px wide`);
        const small = await page.evaluate<[], () => string[]>(
          `[...document.querySelectorAll("button, .button, .input, .choice")]
          .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
          .map((element) => element.outerHTML)`,
        );
        faults.push(...small.map((element) => `${name} ${language}: too small: ${element}`));
      }
    }
    await page.browserContext().close();
    assert.deepEqual(faults, []);
  },
);

test("every page has its language, one h1, its id in the title, its landmarks, and no script of its own", () => {
  for (const { name, render } of gallery) {
    for (const language of LANGUAGES) {
      const text = render(language);
      const id = name.slice(0, name.indexOf("-"));
      assert.match(text, new RegExp(`^<!doctype html>\\n<html lang="${language}"`), name);
      assert.equal(text.match(/<h1>/g)?.length, 1, name);
      assert.match(text, new RegExp(`<title>[^<]*${id}[^<]*</title>`), name);
      assert.match(text, /<header /, name);
      assert.match(text, /<main id="main"/, name);
      assert.doesNotMatch(
        text,
        /<script(?! type="module" src="\/assets\/[\w-]+\.js"><\/script>)|\son[a-z]+=|\sstyle=/,
        name,
      );
      assert.ok(Buffer.byteLength(text) < PAGE_BYTES, `${name} is ${Buffer.byteLength(text)} bytes`);
    }
  }
});

test("a page with its style sheet stays under 60 KB over the wire, even uncompressed", async () => {
  const page = await openPage(1280, []);
  const responses: HTTPResponse[] = [];
  page.on("response", (response) => {
    responses.push(response);
  });
  await page.goto(server.address("BTOP001-renewal", "ja"), { waitUntil: "networkidle0" });
  const bodies = await Promise.all(responses.map((response) => response.buffer()));
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  await page.browserContext().close();
  assert.ok(bytes > 10_000, "the style sheet was counted");
  assert.ok(bytes < PAGE_BYTES, `${bytes} bytes`);
});

test("the keyboard reaches the content first by the skip link, and a refusal takes the focus", async () => {
  const page = await openPage(1280, []);
  await page.goto(server.address("BLGI001-both-methods", "ja"));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate("document.activeElement.className"), "skip-link");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(
    await page.evaluate(`document.activeElement.closest("main") !== null`),
    true,
    "the next stop is inside the content",
  );
  await page.goto(server.address("BLGI001-refused", "ja"));
  assert.equal(await page.evaluate(`document.activeElement.getAttribute("role")`), "alert");
  await page.browserContext().close();
});

test("hostile names are shown as they are and run nothing", async () => {
  const page = await openPage(1280, []);
  await page.goto(server.address("BLGI001-incomplete", "ja"));
  assert.equal(await page.evaluate(`document.querySelector("#field-loginId").value`), `<"'&> 😀 أهلا`);
  await page.browserContext().close();
});
