import { setTimeout as wait } from "node:timers/promises";
import type { ElementHandle, Page } from "puppeteer-core";

/**
 * What a person does on a page, by what the person sees: labels, buttons, text. Everything waits for the page to get
 * there and fails with what is on the page instead.
 */

const SECONDS = 20;
const POLL_MILLISECONDS = 100;

/** Tries again until something is there; a page that is being replaced meanwhile is no fault. */
const eventually = async <Value>(
  page: Page,
  what: string,
  look: () => Promise<Value | undefined>,
): Promise<Value> => {
  const end = performance.now() + SECONDS * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error;
    }
    await wait(POLL_MILLISECONDS);
  }
  const text = await visibleText(page).catch(() => String(last));
  throw new Error(`${what}: not on ${page.url()} after ${SECONDS} s, which shows:\n${text}`);
};

/** All text that the page shows. */
export const visibleText = async (page: Page): Promise<string> =>
  String(await page.evaluate("document.body.innerText"));

/** Waits until the page shows a text. */
export const sees = (page: Page, text: string): Promise<void> =>
  eventually(page, `"${text}"`, async () =>
    (await visibleText(page)).includes(text) ? true : undefined,
  ).then(() => undefined);

const elementOf = async (page: Page, script: string): Promise<ElementHandle | undefined> => {
  const handle = await page.evaluateHandle(script);
  return (handle.asElement() as ElementHandle | null) ?? undefined;
};

/** Finds the one button or link of an accessible name: its text, hidden additions included. */
const control = (page: Page, name: string): Promise<ElementHandle> =>
  eventually(page, `button or link "${name}"`, () =>
    elementOf(
      page,
      `(() => {
        const found = [...document.querySelectorAll("main a, main button, header a, header button, nav a")].filter(
          (element) => element.textContent.replace(/\\s+/g, " ").trim() === ${JSON.stringify(name)},
        );
        return found.length === 0 ? null : found[0];
      })()`,
    ),
  );

/** Presses a button or link. Where a page follows, the next wait of the test meets it. */
export const press = async (page: Page, name: string): Promise<void> => {
  const element = await control(page, name);
  await element.click();
};

/** Chooses the radio button or checkbox of a label. */
export const choose = async (page: Page, label: string): Promise<void> => {
  const element = await eventually(page, `choice "${label}"`, () =>
    elementOf(
      page,
      `[...document.querySelectorAll("label")].find((label) => label.textContent.trim() === ${JSON.stringify(label)}) ?? null`,
    ),
  );
  await element.click();
};

/** Types into the field of a label. */
export const fill = async (page: Page, label: string, value: string): Promise<void> => {
  const element = await eventually(page, `field "${label}"`, () =>
    elementOf(
      page,
      `[...document.querySelectorAll("label")].find((label) => label.textContent.startsWith(${JSON.stringify(label)}))?.control ?? null`,
    ),
  );
  await element.click();
  await element.type(value);
};
