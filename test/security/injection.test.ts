import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crawl, routeOf } from "#test/support/access/crawl.ts";
import { formsOf, valuesOf } from "#test/support/access/forms.ts";
import type { Form } from "#test/support/access/forms.ts";
import { hostileTexts, unescapedIn } from "#test/support/access/hostile-texts.ts";
import { codeOnPage } from "#test/support/access/markup.ts";
import { staffedContract } from "#test/support/access/parties.ts";
import type { Party } from "#test/support/access/parties.ts";
import { portalWorld } from "#test/support/portal.ts";
import type { PortalAnswer, PortalBrowser } from "#test/support/portal.ts";

/**
 * Every field of every form that a visitor reaches by links, filled with what it was not made for. The forms are found
 * on the pages themselves, so that a new screen is tried without a word here.
 */

const world = await portalWorld();

const visitors: readonly (readonly [institution: string, party: Party])[] = [
  ["hisui", "nobody"],
  ["yukiguni", "nobody"],
  ["hisui", "master"],
  ["yukiguni", "administrator"],
  ["minato", "administrator"],
  ["akagi", "user"],
];

const checkAnswer = (answer: PortalAnswer, what: string): void => {
  assert.ok(answer.status < 500, `${what}: ${answer.status} ${codeOnPage(answer.text) ?? ""}`);
  assert.equal(unescapedIn(answer.text), undefined, `${what} stands on the page as it was typed`);
  for (const [name, value] of Object.entries(answer.headers))
    assert.doesNotMatch(`${name}: ${String(value)}`, /planted|[\r\n]/, `${what} made a header`);
};

interface FormOnPage {
  readonly key: string;
  readonly address: string;
  readonly form: Form;
}

/** One of each kind: the same form for another user is the same form. */
const formsFor = async (browser: PortalBrowser, start: string): Promise<FormOnPage[]> => {
  const found = new Map<string, FormOnPage>();
  const { pages } = await crawl(browser, start);
  for (const { address, answer } of pages) {
    for (const form of formsOf(answer.text)) {
      const route = routeOf(form.method, form.action);
      if (route === undefined || route.path === "/logout") continue;
      const names = form.fields.map(({ name }) => name).join(" ");
      const key = `${route.method} ${route.path} (${names})`;
      if (!found.has(key)) found.set(key, { key, address, form });
    }
  }
  return [...found.values()];
};

const submit = (
  browser: PortalBrowser,
  form: Form,
  values: Record<string, string>,
): Promise<PortalAnswer> => {
  const { csrfToken: _ofThePage, ...sent } = values;
  if (form.method === "POST") return browser.post(form.action, sent);
  const [path = ""] = form.action.split("?", 1);
  return browser.get(`${path}?${new URLSearchParams(sent).toString()}`);
};

const fieldNames = (form: Form): string[] => [
  ...new Set(form.fields.filter(({ type }) => type !== "submit").map(({ name }) => name)),
];

let tried = 0;

// Everything is made before the first test is registered: the database lasts as long as tests are waiting.
const prepared: {
  readonly institution: string;
  readonly party: (typeof visitors)[number][1];
  readonly contract: Awaited<ReturnType<typeof staffedContract>>;
  readonly forms: Awaited<ReturnType<typeof formsFor>>;
}[] = [];
for (const [institution, party] of visitors) {
  const contract = await staffedContract(world, institution);
  const start = party === "nobody" ? "/login" : "/top";
  const forms = await formsFor(await contract.browser(party), start);
  prepared.push({ institution, party, contract, forms });
}

for (const { institution, party, contract, forms } of prepared) {
  describe(`${institution}, ${party}`, () => {
    test("has forms", () => assert.ok(forms.length > 1));
    for (const { key, address, form } of forms) {
      test(key, async () => {
        const browser = await contract.browser(party);
        await browser.get(address);
        for (const name of fieldNames(form).filter((one) => one !== "csrfToken")) {
          for (const [what, text] of Object.entries(hostileTexts)) {
            // What cannot be encoded reaches us from a browser as the replacement character.
            const answer = await submit(browser, form, { ...valuesOf(form), [name]: text.toWellFormed() });
            checkAnswer(answer, `${what} in ${name}`);
            tried += 1;
          }
        }
      });
      test(`${key}: everything at once, and every name twice`, async () => {
        const browser = await contract.browser(party);
        await browser.get(address);
        for (const [what, text] of Object.entries(hostileTexts)) {
          const all = Object.fromEntries(fieldNames(form).map((name) => [name, text.toWellFormed()]));
          checkAnswer(await submit(browser, form, all), what);
        }
        const twice = fieldNames(form).flatMap((name) => [
          [name, "a"],
          [name, "b"],
          [`${name}[x]`, "c"],
        ]);
        const query = twice
          .map(([name = "", value = ""]) => `${encodeURIComponent(name)}=${value}`)
          .join("&");
        const path = form.action.split("?", 1)[0] ?? "";
        const answer = await browser.get(`${path}?${query}&__proto__=x&constructor=y&__proto__[a]=z`);
        checkAnswer(answer, "names sent twice");
      });
    }
  });
}

test("every form was tried", () => assert.ok(tried > 500, `${tried} entries`));

describe("parts of addresses", () => {
  for (const [what, text] of Object.entries(hostileTexts)) {
    test(what, async () => {
      const browser = world.browser("hisui");
      const part = encodeURIComponent(text.toWellFormed());
      for (const path of [`/help/${part}`, `/${part}`, `/login/certificate/password?attempt=${part}`])
        checkAnswer(await browser.get(path), path);
    });
  }

  test("NUL is refused before anything reads it", async () => {
    for (const path of ["/help/%00", "/login?x=%00", "/help/a%00b"]) {
      const answer = await world.browser("hisui").get(path);
      assert.ok(answer.status === 400 || answer.status === 404, `${path}: ${answer.status}`);
    }
    const visitor = world.browser("hisui");
    await visitor.get("/login");
    assert.equal((await visitor.post("/login/password", { loginId: "a\0b" })).status, 400);
  });
});
