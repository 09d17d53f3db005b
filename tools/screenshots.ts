import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { gallery } from "#test/support/gallery.ts";
import { startGallery } from "#test/support/gallery-server.ts";
import { toolPath } from "#test/e2e/support/debian-tools.ts";
import { indexedPng } from "./indexed-png.ts";

/**
 * Makes `docs/screens/<language>-<width>/<screen>.png`: every state in Japanese at 1280 px, and the first state of each
 * screen in the other language and width.  `tools/screenshots.ts [NAME…]` makes only those
 * whose name contains one of the words; `--to DIRECTORY` puts them elsewhere.
 */

const WIDTHS = [1280, 320] as const;
const LANGUAGES = ["ja", "en"] as const;
const CHROMIUM = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const words = process.argv.slice(2);
const to = words.indexOf("--to");
const target = to < 0 ? join(import.meta.dirname, "..", "docs", "screens") : (words.splice(to, 2)[1] ?? ".");
const chosen = gallery.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

const idOf = (name: string): string => name.slice(0, name.indexOf("-"));

/** The first state of each screen; all help pages look alike, so that one of them stands for all. */
const firstOfEach = chosen.filter(
  ({ name }, index) => chosen.findIndex((other) => idOf(other.name) === idOf(name)) === index,
);
const states = chosen.filter((given) => idOf(given.name) !== "THLP001" || firstOfEach.includes(given));

const clean = (directory: string): void => {
  if (words.length > 0) return;
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".png")))
    rmSync(join(directory, file));
};

const server = await startGallery();
const browser = await puppeteer.launch({ executablePath: toolPath("chromium"), pipe: true, args: CHROMIUM });
try {
  for (const width of WIDTHS) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
    for (const language of LANGUAGES) {
      const directory = join(target, `${language}-${width}`);
      mkdirSync(directory, { recursive: true });
      clean(directory);
      const wanted = language === "ja" && width === 1280 ? states : words.length > 0 ? chosen : firstOfEach;
      for (const { name } of wanted) {
        await page.goto(server.address(name, language));
        const picture = await page.screenshot({ fullPage: true });
        writeFileSync(join(directory, `${name}.png`), indexedPng(Buffer.from(picture)));
      }
      console.log(`${directory}: ${wanted.length} screens`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
