import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import puppeteer from "puppeteer-core";
import type { Browser, Page } from "puppeteer-core";
import { startGallery } from "#test/support/gallery-server.ts";
import type { GalleryServer } from "#test/support/gallery-server.ts";
import { toolPath } from "./support/debian-tools.ts";

/** ソフトウェアキーボード in real Chromium: with the mouse, by touch, and by the keyboard alone. */

const CHROMIUM = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

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

const FIELD = "#field-loginPassword";
const BOX = ".keyboard-choice input";
const KEYBOARD = "#software-keyboard-1";

const open = async (
  name = "BLGI001-both-methods",
  options: { readonly width?: number; readonly script?: boolean } = {},
): Promise<Page> => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setJavaScriptEnabled(options.script ?? true);
  await page.setViewport({ width: options.width ?? 1280, height: 900, hasTouch: true });
  await page.goto(server.address(name, "ja"), { waitUntil: "networkidle0" });
  return page;
};

/** The value of an expression in the page; `$` finds one element, `$$` all. */
const read = <Value>(page: Page, expression: string): Promise<Value> =>
  page.evaluate<[], () => Value>(
    `{ const $ = (what) => document.querySelector(what); const $$ = (what) => [...document.querySelectorAll(what)]; (${expression}); }`,
  );

const valueIn = (page: Page): Promise<string> => read(page, `$("${FIELD}").value`);
const isClosed = (page: Page): Promise<boolean> => read(page, `$("${KEYBOARD}").hidden`);
const saidOn = (page: Page): Promise<string> => read(page, `$("${KEYBOARD} [role=status]").textContent`);
const keysOn = (page: Page): Promise<string[]> =>
  read(page, `$$("${KEYBOARD} .keyboard-key").map((key) => key.textContent)`);
const focused = (page: Page, what: string): Promise<string | boolean> =>
  read(page, `document.activeElement.${what}`);

const keyOf = (character: string): string => `${KEYBOARD} [data-key="${character}"]`;

describe("the software keyboard", () => {
  test("is typed on with the mouse, and what is typed is in the field", async () => {
    const page = await open();
    assert.equal(await isClosed(page), true);
    await page.click(BOX);
    for (const character of ["a", "7", "z"]) await page.click(keyOf(character));
    await page.click(`${KEYBOARD} [aria-pressed]`);
    await page.click(keyOf("q"));
    assert.equal(await valueIn(page), "a7zQ");
    await page.type(FIELD, "9");
    assert.equal(await valueIn(page), "a7zQ9", "the PC's own keyboard works at the same time");
    assert.match(await saidOn(page), /^5文字/);
    await page.browserContext().close();
  });

  test("is typed on by touch, on 320 pixels, and needs no sideways scrolling", async () => {
    const page = await open("BLGI001-both-methods", { width: 320 });
    await page.tap(BOX);
    await page.tap(keyOf("k"));
    await page.tap(keyOf("0"));
    assert.equal(await valueIn(page), "k0");
    assert.equal(await read(page, `$("${FIELD}").inputMode`), "none");
    const [wide, narrow] = await read<[number, number]>(
      page,
      `[document.documentElement.scrollWidth, Math.min(...$$(".keyboard-key").slice(0, 36).map((key) => key.getBoundingClientRect().width))]`,
    );
    assert.ok(wide <= 320, `${wide} pixels wide`);
    assert.ok(narrow >= 24, `a key is ${narrow} pixels wide (WCAG 2.5.8)`);
    await page.browserContext().close();
  });

  test("is used by the keyboard alone: Tab, arrows, Enter, Backspace, Escape", async () => {
    const page = await open();
    await page.focus(FIELD);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    assert.equal(await focused(page, "checked"), true, "the box is next to the field");
    await page.keyboard.press("Tab");
    const keys = await keysOn(page);
    assert.equal(await focused(page, "textContent"), keys[0], "Tab leads to the first key");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    assert.equal(await valueIn(page), `${keys[0]}${keys[1]}`);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    assert.match(await valueIn(page), /^\d\d[a-z]$/, "below the digits there are letters");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(page, "textContent"), keys[1], "and up leads back");
    await page.keyboard.press("Backspace");
    assert.match(await valueIn(page), /^\d\d$/);
    await page.keyboard.press("End");
    assert.equal(await focused(page, "textContent"), keys.at(-1));
    await page.keyboard.press("Tab");
    assert.equal(await focused(page, "textContent"), "大文字", "the keys are one stop of Tab");
    await page.keyboard.press("Escape");
    assert.equal(await isClosed(page), true);
    assert.equal(await focused(page, "type"), "checkbox", "the focus is where it was opened");
    await page.browserContext().close();
  });

  test("is in a new order each time it opens, with every key once", async () => {
    const page = await open();
    const orders = new Set<string>();
    for (let time = 0; time < 6; time += 1) {
      await page.click(BOX);
      const keys = await keysOn(page);
      assert.deepEqual(keys.toSorted(), Array.from("0123456789abcdefghijklmnopqrstuvwxyz"));
      orders.add(keys.join(""));
      await page.click(BOX);
    }
    assert.equal(orders.size, 6);
    await page.browserContext().close();
  });

  test("types no more than the field takes, and says so", async () => {
    const page = await open();
    await page.click(BOX);
    const most = await read<number>(page, `$("${FIELD}").maxLength`);
    for (let count = 0; count < most + 2; count += 1) await page.click(keyOf("x"));
    assert.equal((await valueIn(page)).length, most);
    assert.match(await saidOn(page), /これ以上は入力できません/);
    await page.browserContext().close();
  });

  test("says how much was typed, never what", async () => {
    const page = await open();
    await page.click(BOX);
    await page.click(keyOf("h"));
    assert.equal(await saidOn(page), "1文字入力済み");
    const html = await read<string>(page, "document.documentElement.outerHTML");
    assert.doesNotMatch(html, /value="h"/);
    const names = await read<string[]>(
      page,
      `$$("${KEYBOARD} button").map((key) => key.getAttribute("aria-label") ?? key.textContent)`,
    );
    assert.ok(names.every((name) => name !== ""));
    assert.ok(names.includes("小文字 h"));
    await page.browserContext().close();
  });

  test("closes the one before when another opens", async () => {
    const page = await open("TSEC001-required");
    const boxes = await page.$$(BOX);
    assert.ok(boxes.length >= 4);
    await boxes[0]?.click();
    await boxes[1]?.click();
    const opened = await read<boolean[]>(page, `$$(".keyboard").map((one) => !one.hidden)`);
    assert.deepEqual(opened.slice(0, 3), [false, true, false]);
    await page.browserContext().close();
  });

  test("is not offered where no script runs, nor where the page has no secret", async () => {
    const without = await open("BLGI001-both-methods", { script: false });
    assert.equal(await without.$(BOX), null);
    await without.type(FIELD, "abc");
    await without.browserContext().close();
    const plain = await open("BLGI001-certificate-only");
    assert.equal(await plain.$(BOX), null);
    await plain.browserContext().close();
  });
});
